"""An application's life, on a real database: saved, sent, withdrawn, erased; seen by nobody else."""

import datetime as dt
import json

import pytest
from django.db import connection, transaction
from tests.fixtures.world import World, answers_of, application_row

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.registry import models_about_people, registered
from shelterbelt.ground.holdings.services import erase_person, export_person
from shelterbelt.ground.secrets import digest_token
from shelterbelt.learn.choices import DRAFT_KEPT_DAYS, WITHDRAWN_KEPT_DAYS, ApplicationState
from shelterbelt.learn.models import Application, CalendarFeed, Cohort
from shelterbelt.learn.queries.answers import REQUIRED
from shelterbelt.learn.queries.applications import application_held, application_told, persons_by_email
from shelterbelt.learn.services import applications
from shelterbelt.learn.services.errors import ChangedMeanwhile, Incomplete, NotInThisState, WindowClosed

WHOLE = answers_of("whole")


def begin(world: World) -> Actor:
    started = applications.start_application(by=ANONYMOUS, cohort=world.cohort, language="fr")
    return bearer_of(digest_token(started.token))


def held(bearer: Actor) -> Application:
    with scope(bearer):
        return application_held(for_=bearer).application


def jobs_named(name: str) -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [name])
        return [json.loads(row[0]) for row in cursor.fetchall()]


def test_what_is_valid_is_kept_and_the_rest_is_said(world: World) -> None:
    bearer = begin(world)
    wrong = applications.save_application(
        by=bearer, answers={"name": "Ana", "email": "not an address", "zone": "Mars/Olympus"}
    )
    assert sorted(wrong) == ["email", "zone"]
    row = held(bearer)
    assert (row.name, row.email, row.zone, row.state) == ("Ana", "", "", "draft")
    assert row.erase_on == clock.today() + dt.timedelta(days=DRAFT_KEPT_DAYS)


@pytest.mark.parametrize("missing", sorted(REQUIRED))
def test_nothing_is_sent_while_an_answer_is_missing(missing: str, world: World) -> None:
    bearer = begin(world)
    answers = {**WHOLE, missing: [] if missing == "sectors" else ""}
    with pytest.raises(Incomplete) as refused:
        applications.submit_application(by=bearer, answers=answers)
    assert set(refused.value.fields) == {missing}
    assert held(bearer).state == ApplicationState.DRAFT


def test_every_mistake_is_said_at_once(world: World) -> None:
    with pytest.raises(Incomplete) as refused:
        applications.submit_application(by=begin(world), answers={"email": "x", "country": "QQ"})
    assert set(refused.value.fields) == {"name", "email", "country", "zone", "mode", "sectors"}


def test_sending_twice_is_one_sending_and_one_mail(world: World) -> None:
    bearer = begin(world)
    applications.submit_application(by=bearer, answers=WHOLE)
    row = held(bearer)
    applications.submit_application(by=bearer, answers={**WHOLE, "name": "Somebody else"})
    again = held(bearer)
    assert (again.name, again.submitted_at) == (row.name, row.submitted_at)
    assert jobs_named("learn.confirm_application").count({"application": str(row.pk)}) == 1


def test_other_device_is_not_overwritten(world: World) -> None:
    bearer = begin(world)
    seen = held(bearer).changed_at
    applications.save_application(by=bearer, answers={"name": "From the telephone"}, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        applications.save_application(by=bearer, answers={"name": "From the desk"}, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        applications.submit_application(by=bearer, answers={**WHOLE, "motivation": "Other"}, seen=seen)
    assert held(bearer).name == "From the telephone"
    applications.save_application(by=bearer, answers={"name": "From the telephone"}, seen=seen)
    applications.save_application(by=bearer, answers={"name": "From the desk"}, seen=held(bearer).changed_at)
    assert held(bearer).name == "From the desk"


def test_closed_window_takes_nothing_new_and_keeps_what_is_there(world: World) -> None:
    bearer = begin(world)
    Cohort.objects.filter(pk=world.cohort).update(apply_closes_at=clock.now() - dt.timedelta(seconds=1))
    with pytest.raises(WindowClosed):
        begin(world)
    with pytest.raises(WindowClosed):
        applications.submit_application(by=bearer, answers=WHOLE)
    assert applications.save_application(by=bearer, answers=WHOLE) == {}
    applications.erase_application(by=bearer)


def test_draft_cohort_takes_no_application(world: World) -> None:
    with pytest.raises(NotThere):
        applications.start_application(by=ANONYMOUS, cohort=world.draft, language="en")


def test_withdrawn_stays_readable_for_its_writer_until_its_day(world: World) -> None:
    bearer = world.bearer("submitted")
    applications.withdraw_application(by=bearer)
    applications.withdraw_application(by=bearer)
    row = held(bearer)
    assert row.state == ApplicationState.WITHDRAWN
    assert row.erase_on == clock.today() + dt.timedelta(days=WITHDRAWN_KEPT_DAYS)
    with pytest.raises(NotInThisState):
        applications.submit_application(by=bearer, answers=WHOLE)
    with pytest.raises(NotInThisState):
        applications.save_application(by=bearer, answers={"name": "New"})


def test_erasing_takes_row_and_calendar_and_asks_for_the_key(world: World) -> None:
    bearer = world.bearer("submitted")
    person = held(bearer).person
    applications.erase_application(by=bearer)
    assert application_row(world.tokens["submitted"]) is None
    assert not CalendarFeed.objects.filter(account__isnull=True).exists()
    assert {"key": str(person)} in jobs_named("people.key.destroy")
    with pytest.raises(NotThere):
        applications.erase_application(by=bearer)


def test_erasing_that_is_rolled_back_destroys_no_key(world: World) -> None:
    bearer = world.bearer("submitted")
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 -- the rollback is the point
        applications.erase_application(by=bearer)
        raise ZeroDivisionError
    assert jobs_named("people.key.destroy") == []
    with scope(bearer):
        assert application_held(for_=bearer).motivation == "Motivation Planted-submitted"


def test_due_ones_are_erased_and_no_others(world: World) -> None:
    with scope(SYSTEM):
        Application.objects.filter(token_digest=digest_token(world.tokens["withdrawn"])).update(
            erase_on=clock.today()
        )
        Application.objects.filter(token_digest=digest_token(world.tokens["draft"])).update(
            erase_on=clock.today() + dt.timedelta(days=1)
        )
    with pytest.raises(Denied):
        applications.erase_applications_due(by=world.bearer("draft"))
    assert applications.erase_applications_due() == 1
    left = [key for key in world.tokens if application_row(world.tokens[key])]
    assert left == ["draft", "submitted", "neighbour"]


def test_row_security_alone_shows_each_bearer_their_own(world: World) -> None:
    for key in world.tokens:
        with scope(world.bearer(key)):
            assert [row.name for row in Application.objects.all()] == [f"Applicant Planted-{key}"]
            own = Application.objects.exclude(token_digest=digest_token(world.tokens[key]))
            assert own.update(name="taken") == 0
    for nobody in (ANONYMOUS, bearer_of(digest_token("sbt_never")), world.other.actor("programme_lead")):
        with scope(nobody):
            assert list(Application.objects.all()) == []


def test_taken_along_is_whole_and_one_s_own(world: World) -> None:
    bearer = world.bearer("submitted")
    with scope(bearer):
        told = application_told(for_=bearer)
    wrote = answers_of("submitted")
    assert {field: told[field] for field in wrote} == wrote
    assert "neighbour" not in str(told)
    with pytest.raises(NotThere):
        application_told(for_=SYSTEM)


def test_held_about_a_person_is_handed_out_and_erased(world: World) -> None:
    (person,) = persons_by_email(" Applicant.Submitted@example.org ", for_=SYSTEM)
    told = export_person(person, by=SYSTEM, purpose="asked for in a letter")
    (one,) = told["learn.applications"]["applications"]
    assert (one["motivation"], one["programme"]) == ("Motivation Planted-submitted", "executive")
    assert one["calendar_addresses"] == 2
    proof = erase_person(person, by=SYSTEM, purpose="asked for in a letter")
    counted = {each.holding: (each.before, each.after) for each in proof.counts}
    assert counted["learn.applications"] == (1, 0)
    assert application_row(world.tokens["submitted"]) is None
    assert application_row(world.tokens["neighbour"]) is not None
    with pytest.raises(Denied):
        persons_by_email("a@example.org", for_=ANONYMOUS)


def test_panellist_is_erased_with_seats_mails_and_calendar(world: World) -> None:
    one = world.speakers[0]
    told = export_person(one.person, by=SYSTEM, purpose="test")["learn.appearances"]
    assert [len(told[key]) for key in ("possible", "seats", "calendar_mails", "calendar_addresses")] == [
        1,
        2,
        2,
        1,
    ]
    erase_person(one.person, by=SYSTEM, purpose="test")
    again = export_person(one.person, by=SYSTEM, purpose="test")["learn.appearances"]
    assert list(again.values()) == [[], [], [], []]


def test_every_table_about_people_is_registered() -> None:
    covered = {label for holding in registered() for label in holding.models}
    assert {label for label in models_about_people() if label.startswith("learn.")} <= covered
