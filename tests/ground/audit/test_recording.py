"""One event per outermost act, in its transaction, readable by whom it concerns."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from pytest_django.fixtures import Settings
from tests.fixtures.actors import ActorFactory

from shelterbelt.ground import audit, secrets
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor, Role
from shelterbelt.ground.audit import DifferentActor, NotForTheAudit, chain
from shelterbelt.ground.audit.models import Event, Part
from shelterbelt.ground.audit.queries import EventPage, events_about, events_recent, views_of

pytestmark = pytest.mark.django_db
ALICE = Actor(label="account:alice")


@pytest.fixture(autouse=True)
def own_keys(settings: Settings, tmp_path: Path) -> None:
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "keys")


def verbs() -> list[str]:
    return list(Event.objects.values_list("verb", flat=True))


def notes_of(part: Part) -> object:
    assert part.subject
    assert part.agency
    place = chain.place_of_part(part.event_id, part.position)
    return json.loads(secrets.open_(part.body, person=part.subject, agency=part.agency, bound_to=place))[
        "notes"
    ]


def test_act_writes_one_event_with_who_what_for_whom_and_why() -> None:
    organisation, row = uuid4(), uuid4()
    with audit.act(
        "learn.thing.make", by=ALICE, about=("thing", row), purpose="was asked", organisation=organisation
    ) as event:
        event.note(weeks=12, ends=None, of=[UUID(int=1), Role.OPERATOR])
    written = Event.objects.get()
    assert event.sequence == written.sequence == 1
    assert (written.actor, written.verb, written.kind, written.object_id) == (
        "account:alice",
        "learn.thing.make",
        "thing",
        str(row),
    )
    assert (written.organisation, written.purpose, written.previous) == (organisation, "was asked", "0" * 64)
    assert json.loads(bytes(Part.objects.get().body)) == {
        "verb": "learn.thing.make",
        "about": ["thing", str(row)],
        "notes": {"weeks": 12, "ends": None, "of": [str(UUID(int=1)), "operator"]},
    }


def test_nested_acts_become_parts_of_the_outermost_event() -> None:
    with audit.act("a.outer", by=ALICE, about=("thing", 1)):
        with audit.act("a.first", by=ALICE, about=("thing", 2)) as first:
            first.note(n=1)
            with audit.act("a.deep", by=ALICE, about=("thing", 3)):
                pass
        audit.record_view(by=ALICE, about=("file", 4), purpose="to check")
    assert verbs() == ["a.outer"]
    told = [json.loads(bytes(part.body)) for part in Part.objects.all()]
    assert [(part["verb"], part["about"], part["notes"]) for part in told] == [
        ("a.first", ["thing", "2"], {"n": 1}),
        ("a.deep", ["thing", "3"], {}),
        ("file.view", ["file", "4"], {}),
    ]
    assert audit.verify() == ()


def test_exception_leaves_neither_deed_nor_event() -> None:
    def fail() -> None:
        with audit.act("a.outer", by=ALICE, about=("thing", 1)):
            with audit.act("a.inner", by=ALICE, about=("thing", 2)):
                pass
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert verbs() == []
    with audit.act("a.later", by=SYSTEM, about=("thing", 1)):
        pass
    assert verbs() == ["a.later"]


def test_nested_act_that_failed_and_was_caught_is_not_told() -> None:
    with (
        audit.act("a.outer", by=ALICE, about=("thing", 1)),
        pytest.raises(ZeroDivisionError),
        audit.act("a.inner", by=ALICE, about=("thing", 2)),
    ):
        raise ZeroDivisionError
    assert verbs() == ["a.outer"]
    assert Part.objects.count() == 0


def test_act_of_another_inside_an_act_is_refused() -> None:
    with (
        audit.act("a.outer", by=ALICE, about=("thing", 1)),
        pytest.raises(DifferentActor),
        audit.act("a.inner", by=SYSTEM, about=("thing", 2)),
    ):
        pass
    assert verbs() == ["a.outer"]


def test_event_shares_the_fate_of_the_surrounding_transaction() -> None:
    @transaction.atomic
    def fail() -> None:
        with audit.act("a.done", by=ALICE, about=("thing", 1)):
            pass
        assert verbs() == ["a.done"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert verbs() == []


def test_notes_about_a_person_are_sealed_and_the_chain_outlives_their_key() -> None:
    person, marker = uuid4(), "Wrenfield marigold"
    with audit.act("a.tell", by=ALICE, about=("person", person), person=person) as event:
        event.note(name=marker, address="someone@example.org")
    part = Part.objects.get()
    assert notes_of(part) == {"name": marker, "address": "someone@example.org"}
    assert marker.encode() not in bytes(part.body)

    secrets.destroy_person_key(person)

    with pytest.raises(secrets.KeyDestroyed):
        notes_of(part)
    assert audit.verify() == ()


def test_nested_acts_seal_under_the_key_of_the_person_each_tells_about() -> None:
    one, two = uuid4(), uuid4()
    with audit.act("a.outer", by=ALICE, about=("person", one), person=one) as outer:
        outer.note(n=1)
        with audit.act("a.inner", by=ALICE, about=("person", two), person=two) as inner:
            inner.note(n=2)
    secrets.destroy_person_key(one)
    first, second = Part.objects.all()
    with pytest.raises(secrets.KeyDestroyed):
        notes_of(first)
    assert notes_of(second) == {"n": 2}
    assert audit.verify() == ()


@pytest.mark.parametrize(
    "value", ["someone@example.org", ["x", {"y": "write to a.b@example.org"}], object(), b"x"]
)
def test_note_refuses_addresses_in_the_open_and_what_is_not_plain(value: object) -> None:
    with audit.act("a.b", by=ALICE, about=("thing", 1)) as event, pytest.raises(NotForTheAudit):
        event.note(value=value)


def test_purpose_is_kept_without_addresses_and_short() -> None:
    with audit.act("a.b", by=ALICE, about=("thing", 1), purpose="asked by x@example.org \x00" + "z" * 400):
        pass
    purpose = Event.objects.get().purpose
    assert purpose.startswith("asked by [address] z")
    assert len(purpose) == 300


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET {} = {}", "DELETE FROM {} WHERE {} = {}", "TRUNCATE {}, audit_event"]
)
@pytest.mark.parametrize("table", ["audit_event", "audit_part"])
def test_application_can_neither_change_nor_remove(statement: str, table: str) -> None:
    with audit.act("a.b", by=ALICE, about=("thing", 1)) as event:
        event.note(n=1)
    column = "sequence" if table == "audit_event" else "position"
    sql = (
        "TRUNCATE audit_part, audit_event"
        if "TRUNCATE" in statement
        else statement.format(table, column, column)
    )
    with pytest.raises(DatabaseError), transaction.atomic(), transaction.get_connection().cursor() as cursor:
        cursor.execute(sql)
    assert (Event.objects.count(), Part.objects.count()) == (1, 1)


def told(page: EventPage) -> list[str]:
    return [event.object_id for event in page.events]


def test_events_are_paged_newest_first_without_gap_or_repeat() -> None:
    for number in range(7):
        with audit.act("a.b", by=ALICE, about=("thing", number)):
            pass
    first = events_recent(for_=SYSTEM, limit=3)
    with audit.act("a.b", by=ALICE, about=("thing", "meanwhile")):
        pass
    second = events_recent(for_=SYSTEM, limit=3, before=first.before)
    third = events_recent(for_=SYSTEM, limit=3, before=second.before)
    assert [told(page) for page in (first, second, third)] == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    assert third.before is None
    assert told(events_about(("thing", 4), for_=SYSTEM)) == ["4"]


def test_reader_sees_only_what_concerns_them(actor_factory: ActorFactory) -> None:
    organisation, elsewhere = uuid4(), uuid4()
    lead = actor_factory(Role.PROGRAMME_LEAD, organisation=organisation)
    staff = actor_factory(Role.PROGRAMME_STAFF, organisation=organisation)
    operator = actor_factory(Role.OPERATOR)
    audit.record_view(by=ALICE, about=("file", "ours"), purpose="care", organisation=organisation)
    audit.record_view(by=ALICE, about=("file", "theirs"), purpose="care", organisation=elsewhere)
    audit.record_view(by=ALICE, about=("account", staff.account), purpose="care", organisation=elsewhere)
    seen = {
        name: told(events_recent(for_=actor))
        for name, actor in {
            "lead": lead,
            "staff": staff,
            "operator": operator,
            "anonymous": ANONYMOUS,
        }.items()
    }
    own = str(staff.account)
    assert seen == {"lead": ["ours"], "staff": [own], "operator": [own, "theirs", "ours"], "anonymous": []}
    assert [(event.actor, event.purpose) for event in views_of(("file", "ours"), for_=lead).events] == [
        ("account:alice", "care")
    ]
    assert views_of(("file", "theirs"), for_=lead).events == ()


def test_application_holds_no_right_to_change_or_remove() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(
            "SELECT name, privilege, has_table_privilege(current_user, name, privilege)"
            " FROM unnest(ARRAY['audit_event', 'audit_part']) name,"
            " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege"
        )
        held = {(name, privilege) for name, privilege, is_held in cursor.fetchall() if is_held}
    assert held == {(name, right) for name in ("audit_event", "audit_part") for right in ("SELECT", "INSERT")}
