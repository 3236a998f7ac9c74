"""kill -9 of web server, worker and database at random during writes: nothing acknowledged is lost or torn.

What the drill can see is proven by controls: the same kills with commits that are acknowledged before the disk
has them lose some, and writes without one transaction around them are torn. Turning `fsync` off alone cannot be
seen by killing processes, since the operating system keeps what was handed to it; that takes a power cut. The
drill therefore reads the setting back from the server instead.
"""

import contextlib
import os
import random
import shutil
import subprocess
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.drills.instance import KINDS, Instance

from shelterbelt.ground.db import programs
from shelterbelt.ground.db.connection import cluster_dir
from shelterbelt.ground.db.errors import DatabaseTrouble
from shelterbelt.ground.db.roles import connect

_WRITES_BETWEEN = 3
_CONTROL_KILLS = 6
SEED = int(os.environ.get("DRILL_SEED", "20260715"))


@pytest.fixture(scope="module")
def prepared() -> Iterator[Path]:
    """An instance's folder with all tables, its server stopped; short, so that the socket's path fits."""
    place = Path(tempfile.mkdtemp(prefix="shelterbelt-drill-"))
    instance = Instance(place)
    try:
        ready = instance.run("prepare")
        assert ready.returncode == 0, ready.stderr
    finally:
        instance.stop()
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def folder(prepared: Path) -> Iterator[Path]:
    """A copy of the prepared instance for one test."""
    place = Path(tempfile.mkdtemp(prefix="shelterbelt-drill-"))
    subprocess.run(["cp", "-a", f"{prepared}/data", f"{place}/"], check=True)
    yield place
    shutil.rmtree(place, ignore_errors=True)


def _drill(
    instance: Instance, kills: list[str], *, until: Callable[[], bool] = lambda: False
) -> Counter[str]:
    """Kill in this order, each time in the middle of writes, until a control has shown itself."""
    chance = random.Random(SEED)  # noqa: S311 -- repeatable on purpose
    done: Counter[str] = Counter()
    instance.keep_running()
    instance.start_clients()
    for kind in kills:
        instance.write_until(_WRITES_BETWEEN)
        instance.wait(chance.uniform(0, 0.15))
        instance.kill(kind, chance)
        done[kind] += 1
        if instance.control:
            instance.write_until(1)
            if until():
                break
    instance.write_until(_WRITES_BETWEEN)
    instance.stop_clients()
    return done


def _order(number: int) -> list[str]:
    """Every kind equally often, in random order."""
    chance = random.Random(SEED)  # noqa: S311 -- repeatable on purpose
    kills = [KINDS[index % len(KINDS)] for index in range(number)]
    chance.shuffle(kills)
    return kills


def _hold(folder: Path, kills: int) -> None:
    instance = Instance(folder)
    try:
        done = _drill(instance, _order(kills))
        instance.end_worker()
        settled = instance.run("settle")
        found = instance.found()
        with connect(instance.conf, role="owner") as owner:
            durable = [
                owner.execute(f"SHOW {name}".encode()).fetchone() for name in ("fsync", "synchronous_commit")
            ]
    finally:
        instance.stop()
    print(  # noqa: T201 -- the figure to publish
        f"{sum(done.values())} kills {dict(done)}, {len(instance.acknowledged)} acknowledged,"
        f" {instance.unanswered} unanswered, {len(found['accounts'])} kept"
    )
    assert durable == [("on",), ("on",)]
    assert (settled.returncode, settled.stdout) == (0, ""), settled.stderr
    assert instance.acknowledged - found["accounts"] == set()
    assert {name: found["accounts"] ^ traces for name, traces in found.items()} == {
        name: set() for name in found
    }
    assert len(instance.acknowledged) >= kills * 3
    checked = programs.run("pg_checksums", "--check", "-D", str(cluster_dir(instance.conf)))
    assert checked.returncode == 0, checked.stdout


def test_twenty_kills_lose_nothing(folder: Path) -> None:
    _hold(folder, 20)


@pytest.mark.soak
def test_two_hundred_kills_lose_nothing(folder: Path) -> None:
    _hold(folder, int(os.environ.get("DRILL_KILLS", "200")))


def test_drill_sees_commits_acknowledged_too_early(folder: Path) -> None:
    instance = Instance(folder, control="async", has_worker=False)

    def lost() -> set[uuid.UUID]:
        told = set(instance.acknowledged)
        return told - instance.found()["accounts"]

    try:
        _drill(instance, ["whole database"] * _CONTROL_KILLS, until=lambda: bool(lost()))
        assert lost() != set()
    finally:
        instance.stop()


def test_drill_sees_writes_without_a_transaction(folder: Path) -> None:
    instance = Instance(folder, control="pieces", has_worker=False)

    def is_torn() -> bool:
        with contextlib.suppress(DatabaseTrouble):
            instance.stop_clients()
            found = instance.found()
            instance.start_clients()
            return found["events"] != found["grants"]
        return False

    try:
        _drill(instance, ["web", "whole database"] * _CONTROL_KILLS, until=is_torn)
        found = instance.found()
        assert found["events"] != found["grants"]
    finally:
        instance.stop()
