"""What readers could tell from what they see, and what leads see before and after readings are given out."""

import datetime as dt
import uuid
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.admission import Applicant, Intake, make_intake
from tests.fixtures.readings import AGENCY, MAIL, NAME, give, given_out, planted, points, reader

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.engine.review.plan import Likeness
from shelterbelt.learn.models import Application, BlindCopy, Cohort, FeeStatement, Review
from shelterbelt.learn.queries.fees import Payer
from shelterbelt.learn.queries.reading_plans import Preview, reading_preview
from shelterbelt.learn.queries.review_desk import Progress, ProgressPage, review_desk
from shelterbelt.learn.queries.reviews import own_reading, own_readings, readings_waiting
from shelterbelt.learn.services.errors import ChangedMeanwhile
from shelterbelt.learn.services.fees import choose_lane, open_statement
from shelterbelt.learn.services.joining import name_someone
from shelterbelt.learn.services.reviews import Asked, assign_reviews
from shelterbelt.people import services as people
from shelterbelt.people.models import KeptApart, Professional

pytestmark = pytest.mark.django_db
REFEREE, EMPLOYER = "Oduya Brightwater", "Thistledown Foundation"


@pytest.fixture
def intake(db: None) -> Intake:
    del db
    return make_intake()


def read_words(actor: Actor, review: UUID) -> str:
    with scope(actor):
        return own_reading(for_=actor, review=review).words


def preview(intake: Intake) -> Preview:
    with scope(intake.lead):
        return reading_preview(for_=intake.lead, cohort=intake.cohort)


def listed(intake: Intake, wanted: Progress | None = None, page: int = 1) -> ProgressPage:
    with scope(intake.lead):
        return review_desk(for_=intake.lead, cohort=intake.cohort, wanted=wanted, page=page).progress


def keep_apart(intake: Intake, one: UUID, other: UUID) -> None:
    with scope(SYSTEM):
        first, second = sorted((one, other))
        KeptApart.objects.create(organisation=intake.organisation, first=first, second=second)


# names learned later


def test_a_referee_named_later_leaves_the_copy_that_readers_have(intake: Intake) -> None:
    actor, _other = reader(intake), reader(intake)
    one = planted(intake, text=f"My chief {REFEREE} taught me. O.B. knows our work. Known as Zip at home.")
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    (review,) = given_out(actor)
    assert read_words(actor, review) == (
        "My chief Oduya Brightwater taught me. O.B. knows our work. Known as Zip at home."
    )
    with scope(one.bearer):
        name_someone(
            by=one.bearer,
            kind="elder",
            name=REFEREE,
            email="oduya@brightwater.example",
            relationship="My chief",
            known_as="Zip",
        )
    assert read_words(actor, review) == (
        "My chief [name] [name] taught me. [name] knows our work. Known as [name] at home."
    )
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account))  # type: ignore[misc]
    body = client.get(reverse("review.read", args=[review])).content.decode()
    assert [part for part in (*REFEREE.split(), "Zip") if part in body] == []


def test_a_referee_named_before_is_not_in_the_copy_at_all(intake: Intake) -> None:
    actor, _other = reader(intake), reader(intake)
    one = planted(intake, text=f"Ask {REFEREE}.")
    with scope(one.bearer):
        name_someone(by=one.bearer, kind="referee", name=REFEREE, email="o@b.example", relationship="")
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    assert read_words(actor, given_out(actor)[0]) == "Ask [name] [name]."


def test_an_employer_named_for_the_invoice_leaves_the_copy(intake: Intake) -> None:
    actor, _other = reader(intake), reader(intake)
    one = planted(intake, text=f"The {EMPLOYER} (THISTLEDOWN) lets me go for a week.")
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    with scope(SYSTEM):
        open_statement(by=SYSTEM, application=one.id)
        assert FeeStatement.objects.filter(application=one.id).count() == 1
    with scope(one.bearer):
        payer = Payer(name=EMPLOYER, address="1 Field Way", is_employer=True)
        choose_lane(by=one.bearer, lane="employer", payer=payer)
    words = read_words(actor, given_out(actor)[0])
    assert words == "The [agency] ([agency]) lets me go for a week."


# what a date tells


def test_everything_that_waits_with_a_reader_is_due_on_one_day(intake: Intake) -> None:
    actor, _other = reader(intake), reader(intake)
    intake.applicants(2)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    with scope(SYSTEM):
        closes = Cohort.objects.get(pk=intake.cohort).apply_closes_at
        # As if the first readings had been given out long ago, under another closing date.
        Review.objects.update(due_on=clock.today() - dt.timedelta(days=1))
    intake.applicants(3, first=2)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    with scope(actor):
        dates = [line.due_on for line in own_readings(for_=actor)]
    assert dates == [closes.date() + dt.timedelta(days=14)] * 5


def test_the_date_does_not_move_while_people_can_apply(intake: Intake) -> None:
    reader(intake), reader(intake)
    closes = clock.now() + dt.timedelta(days=30)
    Cohort.objects.filter(pk=intake.cohort).update(apply_closes_at=closes)
    intake.applicants(2)
    assert preview(intake).due_on == closes.date() + dt.timedelta(days=14)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    with scope(SYSTEM):
        assert set(Review.objects.values_list("due_on", flat=True)) == {closes.date() + dt.timedelta(days=14)}


# people kept apart, however they are known


def _account(one: Applicant, intake: Intake) -> UUID:
    del intake
    return one.row().account_id or uuid.uuid4()


def _record(one: Applicant, intake: Intake) -> UUID:
    del intake
    with scope(SYSTEM):
        return Professional.objects.get(account=one.row().account_id).pk


def _earlier_application(one: Applicant, intake: Intake) -> UUID:
    del one
    return intake.applicant(7, email=MAIL.upper(), state="not_admitted").row().person


@pytest.mark.parametrize("known_as", [_account, _record, _earlier_application])
@pytest.mark.parametrize("is_before", [True, False])
def test_kept_apart_holds_however_the_applicant_is_known(
    intake: Intake, known_as: Callable[[Applicant, Intake], UUID], is_before: bool
) -> None:
    applicant = reader(make_intake(), mail=MAIL, sectors=("education",))
    away, free, other = reader(intake, sectors=("health_care",)), reader(intake), reader(intake)
    one = planted(intake)
    with scope(SYSTEM):
        Application.objects.filter(pk=one.id).update(account=applicant.account)
        reader_id = Professional.objects.get(account=away.account).pk
    if is_before:
        keep_apart(intake, known_as(one, intake), reader_id)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    if is_before:
        assert [len(given_out(actor)) for actor in (away, free, other)] == [0, 1, 1]
        return
    with scope(SYSTEM):
        asked = Review.objects.filter(application=one.id, state="asked")
        held = asked.filter(account=away.account).first() or asked.first()
        assert held
        asked.filter(pk=held.pk).update(account=away.account)
    assert held.pk in given_out(away)
    scores = points(intake, 1)
    keep_apart(intake, known_as(one, intake), reader_id)
    assert given_out(away) == []
    with scope(SYSTEM):
        assert readings_waiting(for_=SYSTEM, account=away.account or uuid.uuid4()) is None
    with pytest.raises(NotThere):
        give(away, held.pk, scores)


def test_a_reader_known_by_an_application_of_their_own_is_kept_apart_too(intake: Intake) -> None:
    away, free, other = reader(intake, mail="alum@readers.example"), reader(intake), reader(intake)
    earlier = intake.applicant(5, email="alum@readers.example", state="not_admitted")
    one = planted(intake)
    keep_apart(intake, earlier.row().person, one.row().person)
    told = preview(intake)
    assert (told.readings, told.conflicts, told.lacking) == (2, 0, ())
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    assert [len(given_out(actor)) for actor in (away, free, other)] == [0, 1, 1]


# before readings are given out


def test_a_preview_tells_what_then_happens_and_writes_nothing(intake: Intake) -> None:
    house = people.register_organisation(
        by=SYSTEM, name=AGENCY, slug=f"body-{uuid.uuid4().hex[:6]}", country="CA"
    )
    colleague, free = reader(intake, organisation=house), reader(intake)
    planted(intake)
    intake.applicants(2, first=1)
    with scope(SYSTEM):
        events = Event.objects.count()
    told = preview(intake)
    with scope(SYSTEM):
        assert (Review.objects.count(), BlindCopy.objects.count()) == (0, 0)
        assert Event.objects.count() == events
    assert (told.applications, told.readings, told.conflicts) == (3, 5, 1)
    assert sorted((one.has, one.gets) for one in told.shares) == [(0, 2), (0, 3)]
    done = assign_reviews(by=intake.lead, cohort=intake.cohort, seen=told.digest)
    assert done == Asked(5, 1, 1)
    assert (len(given_out(colleague)), len(given_out(free))) == (2, 3)
    with scope(SYSTEM):
        code = BlindCopy.objects.get(application__name=NAME).code
    assert told.lacking == ((code, 1),)
    assert NAME not in repr(told)


def test_what_changed_since_the_preview_is_not_given_out(intake: Intake) -> None:
    reader(intake), reader(intake)
    intake.applicant()
    seen = preview(intake).digest
    intake.applicant(1)
    with pytest.raises(ChangedMeanwhile):
        assign_reviews(by=intake.lead, cohort=intake.cohort, seen=seen)
    with scope(SYSTEM):
        assert (Review.objects.count(), BlindCopy.objects.count()) == (0, 0)


def test_a_preview_is_for_leads_alone(intake: Intake) -> None:
    with pytest.raises(Denied), scope(intake.staff):
        reading_preview(for_=intake.staff, cohort=intake.cohort)
    other = make_intake().lead
    with pytest.raises(NotThere), scope(other):
        reading_preview(for_=other, cohort=intake.cohort)


def test_likeness_of_readers_is_counted(intake: Intake) -> None:
    house = people.register_organisation(
        by=SYSTEM, name="Northwater", slug=f"body-{uuid.uuid4().hex[:6]}", country="CA"
    )
    reader(intake, organisation=house), reader(intake, organisation=house)
    intake.applicants(3)
    assert preview(intake).alike == {Likeness.ORGANISATION: (3, 3), Likeness.SECTOR: (0, 0)}
    reader(intake, sectors=("health_care",)), reader(intake, sectors=("law_justice",))
    assert preview(intake).alike == {Likeness.ORGANISATION: (0, 0), Likeness.SECTOR: (0, 0)}


# how far the reading is


def test_applications_are_listed_by_how_far_they_are_read(intake: Intake) -> None:
    readers = [reader(intake) for _number in range(3)]
    far, near, half = (one.id for one in intake.applicants(3))
    assert {line.progress for line in listed(intake).lines} == {Progress.UNREAD}
    assert [line.missing for line in listed(intake).lines] == [2, 2, 2]
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    with scope(SYSTEM):
        codes = dict(BlindCopy.objects.values_list("pk", "code"))
        rows = list(Review.objects.order_by("application", "place"))
    for row in rows:
        if row.application_id == half and row.place == 2:
            continue
        each = {far: (0, 4), near: (2, 2), half: (2, 2)}[row.application_id][(row.place or 1) - 1]
        give(actor_of(row.account_id), row.pk, points(intake, each))
    found = listed(intake)
    assert [(line.code, line.progress) for line in found.lines] == [
        (codes[far], Progress.DISPUTED),
        (codes[half], Progress.PARTLY),
    ]
    assert [(line.given, line.needed, line.missing, len(line.waits_for)) for line in found.lines] == [
        (2, 3, 0, 1),
        (1, 2, 0, 1),
    ]
    assert dict(found.counts) == {
        Progress.UNREAD: 0,
        Progress.PARTLY: 1,
        Progress.DISPUTED: 1,
        Progress.ENOUGH: 1,
    }
    assert [line.code for line in listed(intake, Progress.ENOUGH).lines] == [codes[near]]
    with scope(SYSTEM):
        Review.objects.filter(application=far, place=3).delete()
    assert [line.missing for line in listed(intake, Progress.DISPUTED).lines] == [1]
    assert len(readers) == 3


def test_the_list_has_pages_and_a_filter_and_names_nobody(intake: Intake) -> None:
    reader(intake), reader(intake)
    intake.applicants(65)
    seen = [line.code for number in (1, 2, 3) for line in listed(intake, page=number).lines]
    assert (len(seen), len(set(seen)), listed(intake, page=9).page, listed(intake).pages) == (65, 65, 3, 3)
    client = Client()
    client.force_login(Account.objects.get(pk=intake.lead.account))  # type: ignore[misc]
    address = reverse("desk.reviews", args=[intake.cohort])
    for query in ("", "?read=unread&page=2", "?read=disputed", "?read=nonsense&page=x", "?read=enough"):
        answer = client.get(address + query)
        assert answer.status_code == 200
        assert "Planted-" not in answer.content.decode()


@pytest.mark.parametrize("name", ["desk.reviews", "desk.reviews.assign", "review.list"])
@pytest.mark.parametrize("is_given_out", [True, False])
def test_pages_ask_as_much_for_one_as_for_thirty(intake: Intake, name: str, is_given_out: bool) -> None:
    actor, _other = reader(intake), reader(intake)
    who = actor if name == "review.list" else intake.lead
    client = Client()
    client.force_login(Account.objects.get(pk=who.account))  # type: ignore[misc]
    address = reverse(name) if name == "review.list" else reverse(name, args=[intake.cohort])
    counts = []
    for first, count in ((0, 1), (1, 29)):
        keep_apart(intake, intake.applicants(count, first=first)[0].row().person, uuid.uuid4())
        if is_given_out:
            assign_reviews(by=intake.lead, cohort=intake.cohort)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
