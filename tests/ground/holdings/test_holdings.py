"""One command hands out and erases what every slice holds about a person, and proves it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connections, models, transaction
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from tests.fixtures.database import FreshDatabase
from tests.ground.holdings import planted
from tests.ground.jobs import sample_tasks  # noqa: F401 -- declares the tasks

from shelterbelt.ground import audit, clock, secrets
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.holdings import AlreadyRegistered, register, registered, registry, uncovered_models
from shelterbelt.ground.holdings.models import Erasure
from shelterbelt.ground.holdings.services import (
    Counted,
    NotErased,
    erase_person,
    export_person,
    finish_erasures,
)
from shelterbelt.ground.jobs import enqueue

LEAD = Actor(label="account:lead")
MARKER = "Wrenfield-marigold-7731"


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_holdings", {})
    register(
        "test.accounts",
        export=planted.export_account,
        erase=planted.erase_account,
        models=("access.Account",),
    )
    register("test.sessions", export=planted.export_sessions, erase=planted.erase_sessions)


@pytest.fixture(autouse=True)
def open_database(
    fresh_database: FreshDatabase, settings: Settings, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[FreshDatabase]:
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "keys")
    with django_db_blocker.unblock():
        yield fresh_database
        for alias in ("default", "owner"):
            connections[alias].close()


def plant() -> UUID:
    """A person of whom there is something in rows, in sealed bytes, in the audit and in the queue."""
    account = Account.objects.create_user(f"{MARKER}@example.org", id=uuid4())
    person = account.pk
    for number in range(2):
        sealed = secrets.seal(
            MARKER, person=person, agency=secrets.INSTANCE, bound_to=("django_session", str(number), "x")
        )
        Session.objects.create(
            session_key=f"{person.hex}{number}", session_data=sealed.hex(), expire_date=clock.now()
        )
    with audit.act(
        "test.thing.make", by=LEAD, about=("person", person), purpose=f"{MARKER}@example.org", person=person
    ) as event:
        event.note(name=MARKER)
        enqueue("test.note", thing=str(person))
    return person


def test_export_holds_everything_by_holding_and_is_recorded() -> None:
    person = plant()
    held = export_person(person, by=LEAD, purpose="asked for by the person")
    assert {name: [len(value) for value in things.values()] for name, things in held.items()} == {
        "test.accounts": [1],
        "test.sessions": [2],
    }
    assert json.loads(json.dumps(held["test.accounts"])) == {"accounts": [{"email": f"{MARKER}@example.org"}]}
    assert list(Event.objects.values_list("verb", "actor", "object_id"))[-1] == (
        "holdings.person.export",
        "account:lead",
        str(person),
    )


def test_erasing_empties_every_holding_destroys_the_keys_and_proves_it() -> None:
    person, other = plant(), uuid4()
    kept = Account.objects.create_user("other@example.org", id=other)
    proof = erase_person(person, by=LEAD, purpose="asked for by the person")
    assert proof.counts == (Counted("test.accounts", 1, 0), Counted("test.sessions", 2, 0))
    assert (proof.person, proof.by, proof.is_complete) == (person, "account:lead", True)
    assert proof.event
    assert Event.objects.get(sequence=proof.event).verb == "holdings.person.erase"
    assert secrets.is_destroyed(person)
    assert list(Account.objects.all()) == [kept]
    assert audit.verify() == ()


def test_erasing_again_gives_the_same_proof_and_writes_nothing() -> None:
    person = plant()
    first = erase_person(person, by=LEAD, purpose="asked for")
    events = Event.objects.count()
    assert erase_person(person, by=LEAD, purpose="asked for") == first
    assert (Event.objects.count(), Erasure.objects.count()) == (events, 1)


def test_holding_that_keeps_something_stops_all_of_it() -> None:
    person = plant()
    register("test.stubborn", export=lambda _person: {"things": [1]}, erase=lambda _person: 0)
    before = Event.objects.count()
    with pytest.raises(NotErased, match=r"test\.stubborn"):
        erase_person(person, by=LEAD, purpose="asked for")
    assert (Account.objects.filter(pk=person).count(), Event.objects.count()) == (1, before)
    assert not secrets.is_destroyed(person)


def test_erasure_inside_a_transaction_destroys_keys_only_when_it_is_certain() -> None:
    person = plant()

    @transaction.atomic
    def fail() -> None:
        erase_person(person, by=LEAD, purpose="asked for")
        assert not secrets.is_destroyed(person)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (Account.objects.filter(pk=person).count(), secrets.is_destroyed(person)) == (1, False)
    with audit.act("test.wider", by=LEAD, about=("person", person)):
        erase_person(person, by=LEAD, purpose="asked for")
    assert secrets.is_destroyed(person)
    assert Erasure.objects.get().keys_gone_at is not None


def test_erasure_cut_short_before_the_keys_is_finished_later() -> None:
    person = plant()
    secrets_before = secrets.is_destroyed(person)
    Erasure.objects.create(subject=person, by="account:lead", at=clock.now(), event=1, counts=[])
    assert finish_erasures() == 1
    assert (secrets_before, secrets.is_destroyed(person), finish_erasures()) == (False, True, 0)


def test_after_erasing_neither_dump_nor_raw_table_files_hold_a_planted_marker(tmp_path: Path) -> None:
    person = plant()
    assert MARKER in dump(), "the scan must be able to find it"
    erase_person(person, by=LEAD, purpose=f"asked for by {MARKER}@example.org")
    said = dump()
    assert "test.thing.make" in said, "the dump must hold the audit"
    assert MARKER not in said
    found = [
        path
        for path in (tmp_path / "keys").rglob("*")
        if path.is_file() and MARKER.encode() in path.read_bytes()
    ]
    assert found == []


def dump() -> str:
    """Every row of every table as text, as its owner sees it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 -- names from the catalogue
            rows += [f"{table} {row}" for (row,) in cursor.fetchall()]
    assert len(tables) > 10
    text = "\n".join(rows)
    hexadecimal = MARKER.encode().hex()
    return text.replace(hexadecimal, MARKER)


def test_name_is_taken_once_and_registering_again_is_harmless() -> None:
    register("test.sessions", export=planted.export_sessions, erase=planted.erase_sessions)
    assert [holding.name for holding in registered()] == ["test.accounts", "test.sessions"]
    with pytest.raises(AlreadyRegistered):
        register("test.sessions", export=planted.export_account, erase=planted.erase_account)


def test_model_about_a_person_that_no_holding_covers_is_found() -> None:
    before = uncovered_models()
    assert {"access.grant", "account.emailaddress"} <= before
    register(
        "test.grants", export=planted.export_account, erase=planted.erase_account, models=("access.Grant",)
    )
    assert before - uncovered_models() == {"access.grant"}


@pytest.mark.parametrize(
    ("field", "is_about"),
    [
        (models.UUIDField(name="person"), True),
        (models.UUIDField(name="professional_id"), True),
        (models.ForeignKey(Account, models.CASCADE, name="owner"), True),
        (models.UUIDField(name="organisation"), False),
        (models.CharField(name="person"), False),
    ],
)
def test_what_makes_a_model_one_about_people(field: "models.Field[object, object]", is_about: bool) -> None:
    assert registry.is_telling(field) is is_about
