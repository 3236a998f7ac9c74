"""Many writers make one chain; without the lock they would not."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from tests.fixtures.database import FreshDatabase

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit import chain, heads

THREADS, ACTS = 8, 50


@pytest.fixture(autouse=True)
def open_database(
    fresh_database: FreshDatabase, settings: Settings, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[FreshDatabase]:
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "keys")
    with django_db_blocker.unblock():
        yield fresh_database
        connections["default"].close()


def in_threads(work: Callable[[int], int]) -> list[int]:
    together = Barrier(THREADS)

    def run(number: int) -> int:
        together.wait()
        try:
            return work(number)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def append_unlocked(number: int) -> int:
    """What `act` does, without the lock; returns how many events were lost to another writer."""
    lost = 0
    for _turn in range(ACTS):
        try:
            with transaction.atomic():
                last = chain.head()
                link = chain.Link(
                    last.sequence + 1,
                    clock.now(),
                    f"account:{number}",
                    "a.b",
                    "thing",
                    "1",
                    None,
                    "",
                    chain.digest_of_parts(()),
                    last.digest,
                )
                chain.append(link, ())
        except IntegrityError:
            lost += 1
    return lost


def act_often(number: int) -> int:
    actor = Actor(label=f"account:{number}")
    for turn in range(ACTS):
        with audit.act("a.b", by=actor, about=("thing", turn)) as event:
            event.note(turn=turn)
    return 0


def test_without_the_lock_writers_collide() -> None:
    assert sum(in_threads(append_unlocked)) > 0


def test_with_the_lock_no_act_is_lost_and_the_chain_is_whole() -> None:
    assert in_threads(act_often) == [0] * THREADS
    assert chain.head().sequence == THREADS * ACTS
    assert audit.verify() == ()
    last = chain.head()
    assert heads.sealed_head() == heads.SealedHead(last.sequence, last.digest)
