"""Communities that applicants name: sealed, weighed as counts, told to nobody but the applicant."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.db import connection
from tests.fixtures.admission import Applicant, Intake, make_intake
from tests.fixtures.readings import given_out, planted, reader
from tests.fixtures.world import answers_of

from shelterbelt.ground import clock
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import export_person
from shelterbelt.ground.secrets import digest_token
from shelterbelt.learn.engine.definition import parse, to_toml
from shelterbelt.learn.formats.applications_csv import write_applications
from shelterbelt.learn.models import Application, Cohort, Selection
from shelterbelt.learn.queries.applications import (
    Wanted,
    application_file,
    application_held,
    applications_exported,
    applications_listed,
)
from shelterbelt.learn.queries.balancing import balance_problem
from shelterbelt.learn.queries.reviews import own_reading
from shelterbelt.learn.services import applications, reviews, selections
from shelterbelt.learn.services.errors import ChangedMeanwhile, Incomplete, NotInThisState
from shelterbelt.people.choices import communities

pytestmark = pytest.mark.django_db
KEYS = tuple(community.key for community in communities())
NAMED = ("stateless", "former_care")
"""Neither stands in the definition, so nothing but an answer could bring them anywhere."""


@pytest.fixture
def intake(db: None) -> Intake:
    del db
    return make_intake(online=3, on_site=1)


def begin(intake: Intake) -> Applicant:
    started = applications.start_application(by=ANONYMOUS, cohort=intake.cohort, language="en")
    return Applicant(started.application, started.token)


def sent(intake: Intake, number: int = 0, *, named: tuple[str, ...] = NAMED) -> Applicant:
    one = begin(intake)
    answers = {**answers_of(f"c{number}"), "communities": list(named)}
    del answers["wants_bursary"]
    applications.submit_application(by=one.bearer, answers=answers)
    return one


def own(one: Applicant) -> tuple[str, ...]:
    with scope(one.bearer):
        return application_held(for_=one.bearer).communities


def change_balance(intake: Intake, **changes: object) -> None:
    with scope(SYSTEM):
        row = Cohort.objects.get(pk=intake.cohort)
        base = parse(row.definition, name="definition")
        assert base.balance
        row.definition = to_toml(replace(base, balance=replace(base.balance, **changes)))  # type: ignore[arg-type]
        row.save(update_fields=["definition"])


def stored(one: Applicant) -> bytes | None:
    with connection.cursor() as cursor, scope(SYSTEM):
        cursor.execute("SELECT communities FROM learn_application WHERE id = %s", [one.id])
        (value,) = cursor.fetchone()
    return None if value is None else bytes(value) if not isinstance(value, str) else value.encode()


def test_named_kept_changed_and_taken_away(intake: Intake) -> None:
    one = begin(intake)
    applications.save_application(by=one.bearer, answers={"communities": ["deaf"]})
    assert own(one) == ("deaf",)
    applications.save_application(by=one.bearer, answers={"name": "Ana"})
    assert own(one) == ("deaf",)
    applications.save_application(by=one.bearer, answers={"communities": []})
    assert own(one) == ()
    other = sent(intake)
    assert set(own(other)) == set(NAMED)
    applications.name_communities(by=other.bearer, keys=["inuit"])
    assert own(other) == ("inuit",)
    applications.name_communities(by=other.bearer, keys=[])
    assert own(other) == ()
    with pytest.raises(NotInThisState):
        applications.name_communities(by=one.bearer, keys=["inuit"])


def test_what_nobody_offers_is_refused_and_the_rest_is_kept(intake: Intake) -> None:
    one = begin(intake)
    wrong = applications.save_application(by=one.bearer, answers={"name": "Ana", "communities": ["planted"]})
    assert set(wrong) == {"communities"}
    assert (one.row().name, own(one)) == ("Ana", ())
    assert set(applications.save_application(by=one.bearer, answers={"communities": "deaf"})) == {
        "communities"
    }
    other = sent(intake)
    with pytest.raises(Incomplete):
        applications.name_communities(by=other.bearer, keys=["planted"])
    assert set(own(other)) == set(NAMED)


def test_one_device_does_not_overwrite_the_other(intake: Intake) -> None:
    one = begin(intake)
    seen = one.row().changed_at
    applications.save_application(by=one.bearer, answers={"communities": ["deaf", "black"]}, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        applications.save_application(by=one.bearer, answers={"communities": ["inuit"]}, seen=seen)
    applications.save_application(by=one.bearer, answers={"communities": ["deaf", "black"]}, seen=seen)
    assert own(one) == ("black", "deaf")


def test_at_rest_every_answer_looks_the_same(intake: Intake) -> None:
    people = [sent(intake, number, named=named) for number, named in enumerate(((), ("inuit",), KEYS))]
    kept = [stored(one) for one in people]
    assert len({len(one or b"") for one in kept}) == 1
    assert kept[0]
    assert [key for key in KEYS for one in kept if key.encode() in (one or b"")] == []
    assert own(people[2]) == KEYS


@pytest.mark.parametrize("changes", [{"communities": (), "each_community_at_least": 0}])
def test_where_it_is_not_weighed_nothing_is_kept(changes: dict[str, object], intake: Intake) -> None:
    before = begin(intake)
    applications.save_application(by=before.bearer, answers={"communities": ["deaf"]})
    late = sent(intake)
    change_balance(intake, **changes)
    assert set(applications.save_application(by=before.bearer, answers={"communities": ["deaf"]})) == {
        "communities"
    }
    assert stored(before) is None
    with pytest.raises(Incomplete):
        applications.name_communities(by=late.bearer, keys=["deaf"])
    applications.name_communities(by=late.bearer, keys=[])
    assert own(late) == ()


def test_after_the_end_they_can_only_be_taken_away(intake: Intake) -> None:
    one = sent(intake)
    applications.withdraw_application(by=one.bearer)
    with pytest.raises(NotInThisState):
        applications.name_communities(by=one.bearer, keys=["inuit"])
    assert set(own(one)) == set(NAMED)
    applications.name_communities(by=one.bearer, keys=[])
    assert own(one) == ()


def test_staff_get_them_in_no_file_list_or_export(intake: Intake) -> None:
    one = sent(intake)
    assert set(own(one)) == set(NAMED)
    reference = one.row().reference
    with scope(intake.lead):
        file = application_file(for_=intake.lead, reference=reference, purpose="test")
        page = applications_listed(for_=intake.lead, cohort=intake.cohort, wanted=Wanted())
        rows = applications_exported(for_=intake.lead, cohort=intake.cohort, wanted=Wanted(), purpose="test")
        assert file.communities == ()
        for row in (file.application, *page.rows, *rows):
            assert row.reference == reference
            assert "communities" in row.get_deferred_fields()
        table = write_applications(rows).decode()
    assert reference in table
    assert "communit" not in table
    assert not [key for key in NAMED if key in table or key in repr(file)]


def test_no_reader_and_no_copy_has_them(intake: Intake) -> None:
    readers = [reader(intake) for _one in range(3)]
    one = planted(intake)
    applications.name_communities(by=one.bearer, keys=list(NAMED))
    reviews.assign_reviews(by=intake.lead, cohort=intake.cohort)
    looked = 0
    for actor in readers:
        for review in given_out(actor):
            with scope(actor):
                seen = repr(own_reading(for_=actor, review=review))
            looked += 1
            assert not [key for key in (*NAMED, "Stateless", "Grew up in care") if key in seen]
    assert looked


def test_audit_jobs_and_logs_hold_none_and_do_not_say_that_some_were_named(
    intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        people = [sent(intake, 1), sent(intake, 2, named=())]
        for one, keys in zip(people, (["roma", "stateless"], []), strict=True):
            applications.name_communities(by=one.bearer, keys=keys)
    told = []
    for one in people:
        rows = Event.objects.filter(object_id=str(one.id)).order_by("sequence")
        told.append([(row.verb, row.kind, row.purpose) for row in rows])
    assert told[0] == told[1]
    assert ("learn.application.save", "application") in {(verb, kind) for verb, kind, _purpose in told[0]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(e::text, ' '), '') FROM audit_event e")
        (events,) = cursor.fetchone()
        cursor.execute("SELECT coalesce(string_agg(j::text, ' '), '') FROM procrastinate_jobs j")
        (queued,) = cursor.fetchone()
    assert str(people[0].id) in events
    assert str(people[0].id) in queued
    everything = f"{events} {queued} {caplog.text}"
    assert not [key for key in ("roma", *NAMED) if f'"{key}"' in everything or f"'{key}'" in everything]


def test_a_change_after_sending_leaves_no_moment(intake: Intake) -> None:
    one = sent(intake)
    before = one.row()
    clock.move(ahead=dt.timedelta(hours=3))
    try:
        applications.name_communities(by=one.bearer, keys=["deaf"])
    finally:
        clock.move(ahead=dt.timedelta())
    after = one.row()
    assert (after.changed_at, after.submitted_at, after.erase_on) == (
        before.changed_at,
        before.submitted_at,
        before.erase_on,
    )


def test_all_that_is_held_about_me_tells_them_and_erasing_takes_them(intake: Intake) -> None:
    one = sent(intake)
    row = one.row()
    (told,) = export_person(row.person, by=SYSTEM, purpose="test")["learn.applications"]["applications"]
    assert set(told["communities"]) == set(NAMED)
    applications.erase_application(by=one.bearer)
    with scope(SYSTEM):
        assert not Application.objects.filter(pk=one.id).exists()
    assert not any(
        any(part.values()) for part in export_person(row.person, by=SYSTEM, purpose="test").values()
    )


def test_balance_weighs_what_applicants_named(intake: Intake) -> None:
    with scope(SYSTEM):
        row = Cohort.objects.get(pk=intake.cohort)
        text = row.definition
        row.definition = text[: text.index("[review]")] + text[text.index("[balance]") :]
        row.save(update_fields=["definition"])
    people = [sent(intake, number, named=()) for number in range(9)]
    named = people[6:8]
    for one in named:
        applications.name_communities(by=one.bearer, keys=["inuit", "stateless"])
    problem = balance_problem(for_=SYSTEM, cohort=intake.cohort)
    weighed = {one.id: one.communities for one in problem.candidates if one.communities}
    assert weighed == {str(one.id): frozenset({"inuit"}) for one in named}
    made = selections.propose_selection(by=intake.lead, cohort=intake.cohort)
    with scope(SYSTEM):
        document = Selection.objects.get(pk=made).document
    offered = {one["application"] for one in document["outcomes"] if one["outcome"] == "offer"}
    assert {str(one.id) for one in named} <= offered
    assert "inuit" not in json.dumps(document["outcomes"])
    assert "stateless" not in json.dumps(document)


def test_bearer_of_another_link_sees_nothing(intake: Intake) -> None:
    first, second = sent(intake, 1), sent(intake, 2, named=())
    assert set(own(first)) == set(NAMED)
    assert own(second) == ()
    with scope(bearer_of(digest_token(second.token))):
        assert list(Application.objects.values_list("pk", flat=True)) == [second.id]
