"""Every kind of touch is found, wherever it happens."""

# ruff: noqa: S311, S608 -- chance chooses places to touch; table and column names are our own

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from tests.fixtures.database import FreshDatabase

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit import Fault, chain, heads
from shelterbelt.ground.audit.restoring import accept_head

ALICE = Actor(label="account:alice")
LENGTH = 24
COLUMNS = "at, actor, verb, kind, object_id, organisation, purpose, parts, previous, digest, seal"


@pytest.fixture(autouse=True)
def long_chain(
    fresh_database: FreshDatabase, settings: Settings, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[FreshDatabase]:
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "keys")
    with django_db_blocker.unblock():
        for number in range(LENGTH):
            with audit.act("a.b", by=ALICE, about=("thing", number), organisation=uuid4()) as event:
                event.note(number=number)
        yield fresh_database
        for alias in ("default", "owner"):
            connections[alias].close()


def alter(cursor: CursorWrapper, chance: Random) -> None:
    at = chance.randint(1, LENGTH)
    change = chance.choice(
        [
            "UPDATE audit_event SET actor = actor || 'x'",
            "UPDATE audit_event SET verb = 'a.c'",
            "UPDATE audit_event SET object_id = object_id || '0'",
            "UPDATE audit_event SET kind = 'other'",
            "UPDATE audit_event SET purpose = 'because'",
            "UPDATE audit_event SET organisation = NULL",
            "UPDATE audit_event SET at = at + interval '1 microsecond'",
            "UPDATE audit_event SET parts = translate(parts, '0123456789abcdef', '123456789abcdef0')",
            "UPDATE audit_event SET previous = translate(previous, '0123456789abcdef', '123456789abcdef0')",
            "UPDATE audit_event SET seal = translate(seal, '0123456789abcdef', '123456789abcdef0')",
            "UPDATE audit_event SET digest = translate(digest, '0123456789abcdef', '123456789abcdef0')",
        ]
    )
    cursor.execute(f"{change} WHERE sequence = %s", [at])


def drop(cursor: CursorWrapper, chance: Random) -> None:
    at = chance.randint(1, LENGTH)
    if chance.random() < 0.5:
        cursor.execute("DELETE FROM audit_part WHERE event_id = %s", [at])
        cursor.execute("DELETE FROM audit_event WHERE sequence = %s", [at])
    else:
        cursor.execute("DELETE FROM audit_part WHERE event_id = %s", [at])


def swap(cursor: CursorWrapper, chance: Random) -> None:
    one, two = chance.sample(range(1, LENGTH + 1), 2)
    assigned = ", ".join(f"{name} = other.{name}" for name in COLUMNS.split(", "))
    cursor.execute(
        f"UPDATE audit_event e SET {assigned} FROM audit_event other WHERE (e.sequence, other.sequence) IN ((%s, %s), (%s, %s))",
        [one, two, two, one],
    )


def insert(cursor: CursorWrapper, chance: Random) -> None:
    at = chance.randint(1, LENGTH)
    cursor.execute("UPDATE audit_part SET event_id = -event_id - 1 WHERE event_id > %s", [at])
    cursor.execute("UPDATE audit_part SET event_id = -event_id WHERE event_id < 0")
    for sequence in range(LENGTH, at, -1):
        cursor.execute("UPDATE audit_event SET sequence = sequence + 1 WHERE sequence = %s", [sequence])
    cursor.execute("SELECT at, digest FROM audit_event WHERE sequence = %s", [at])
    when, previous = cursor.fetchone()
    link = chain.Link(
        at + 1, when, "account:bob", "a.b", "thing", "9", None, "", chain.digest_of_parts(()), previous
    )
    values = [getattr(link, name) for name in chain.Link.__slots__]
    cursor.execute(
        f"INSERT INTO audit_event (sequence, {COLUMNS}) VALUES ({', '.join(['%s'] * 12)})",
        [*values, link.digest(), "0" * 64],
    )


def truncate(cursor: CursorWrapper, chance: Random) -> None:
    kept = chance.randint(0, LENGTH - 1)
    cursor.execute("DELETE FROM audit_part WHERE event_id > %s", [kept])
    cursor.execute("DELETE FROM audit_event WHERE sequence > %s", [kept])


TOUCHES = (alter, drop, swap, insert, truncate)


def touched(touch: Callable[[CursorWrapper, Random], None], chance: Random) -> tuple[audit.Break, ...]:
    """What is found after the table's owner did something to it, all of which is undone."""
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE audit_part DISABLE TRIGGER USER")
            touch(cursor, chance)
            found = audit.verify(using="owner")
        transaction.set_rollback(True, using="owner")
    return found


def test_untouched_chain_is_whole() -> None:
    assert audit.verify() == ()
    assert touched(lambda _cursor, _chance: None, Random(0)) == ()
    last = chain.head()
    assert heads.sealed_head() == heads.SealedHead(last.sequence, last.digest)


@pytest.mark.parametrize("touch", TOUCHES)
def test_touch_at_random_places_is_found(touch: Callable[..., None]) -> None:
    chance = Random(touch.__name__)
    assert [seed for seed in range(20) if not touched(touch, chance)] == []


@pytest.mark.soak
@pytest.mark.parametrize("touch", TOUCHES)
def test_touch_at_a_thousand_places_is_found(touch: Callable[..., None]) -> None:
    chance = Random(f"soak {touch.__name__}")
    assert [seed for seed in range(1_000) if not touched(touch, chance)] == []


def test_chain_rewritten_from_some_place_on_is_found_by_the_sealed_head() -> None:
    def rewrite(cursor: CursorWrapper, _chance: Random) -> None:
        cursor.execute(f"SELECT sequence, {COLUMNS} FROM audit_event ORDER BY sequence")
        rows, previous = cursor.fetchall(), chain.FIRST_PREVIOUS
        for row in rows:
            link = chain.Link(*row[:-3], previous)  # type: ignore[call-arg]
            link = replace(link, actor="account:bob") if link.sequence == 5 else link
            previous = link.digest()
            cursor.execute(
                "UPDATE audit_event SET actor = %s, previous = %s, digest = %s WHERE sequence = %s",
                [link.actor, link.previous, previous, link.sequence],
            )

    assert [(found.sequence, found.fault) for found in touched(rewrite, Random(0))] == [
        (5, Fault.FORGED),
        (LENGTH, Fault.REWRITTEN),
    ]


def test_cut_tail_is_found_only_because_the_head_is_sealed_outside() -> None:
    def cut(cursor: CursorWrapper, _chance: Random) -> None:
        cursor.execute("DELETE FROM audit_part WHERE event_id > 20")
        cursor.execute("DELETE FROM audit_event WHERE sequence > 20")

    assert [(found.sequence, found.fault) for found in touched(cut, Random(0))] == [(LENGTH, Fault.CUT)]
    heads.path_of_head().unlink()
    assert touched(cut, Random(0)) == ()


@pytest.mark.parametrize(
    "content", ["", "{}", '{"sequence": 20, "digest": "00", "taken_over": 0, "seal": "00"}', "[1]"]
)
def test_altered_head_file_is_found_and_stays_as_it_is(content: str) -> None:
    heads.path_of_head().write_text(content)
    with audit.act("a.b", by=ALICE, about=("thing", "later")):
        pass
    assert [found.fault for found in audit.verify()] == [Fault.SEAL]
    assert heads.path_of_head().read_text() == content


def test_event_added_by_whoever_has_the_database_and_not_the_keys_is_found() -> None:
    def add(cursor: CursorWrapper, _chance: Random) -> None:
        last = chain.head("owner")
        link = chain.Link(
            last.sequence + 1,
            clock.now(),
            "account:bob",
            "a.b",
            "thing",
            "9",
            None,
            "",
            chain.digest_of_parts(()),
            last.digest,
        )
        values = [getattr(link, name) for name in chain.Link.__slots__]
        slots = ", ".join(["%s"] * 12)
        cursor.execute(
            f"INSERT INTO audit_event (sequence, {COLUMNS}) VALUES ({slots})",
            [*values, link.digest(), "0" * 64],
        )

    assert [(found.sequence, found.fault) for found in touched(add, Random(0))] == [
        (LENGTH + 1, Fault.FORGED)
    ]


def test_head_moves_only_forward() -> None:
    last = chain.head()
    heads.advance(chain.Head(3, "0" * 64))
    assert heads.sealed_head() == heads.SealedHead(last.sequence, last.digest)


def test_restored_chain_is_accepted_openly() -> None:
    heads.replace(chain.Head(LENGTH + 40, "f" * 64))
    assert [found.fault for found in audit.verify()] == [Fault.CUT]
    accepted = accept_head(because="restored the backup of Tuesday")
    assert accepted.sequence == LENGTH + 1
    assert audit.verify() == ()


def test_chain_restored_under_other_keys_is_taken_over_openly_and_later_events_are_checked(
    settings: Settings, tmp_path: Path
) -> None:
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "other-keys")
    assert {found.fault for found in audit.verify()} == {Fault.FORGED}
    accept_head(because="restored without the keys folder")
    with audit.act("a.b", by=ALICE, about=("thing", "later")):
        pass
    assert audit.verify() == ()
