"""The worker in its own process: it does what was committed, survives being killed, and says little."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from tests.fixtures.database import FreshDatabase
from tests.ground.jobs import sample_tasks  # noqa: F401 -- declares the tasks

from shelterbelt.ground import audit
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.jobs import enqueue

ROOT = Path(__file__).parents[3]
WORKER = """
import logging, django
django.setup()
logging.getLogger("procrastinate").setLevel(logging.INFO)
import tests.ground.jobs.sample_tasks
from shelterbelt.ground.jobs.worker import run_worker
run_worker(is_waiting=False)
"""


class Instance:
    """A database and keys that worker processes share with the test."""

    def __init__(self, database: FreshDatabase, keys_dir: Path) -> None:
        self.environ = {**database.environ, "SHELTERBELT_KEYS": str(keys_dir), "PYTHONPATH": str(ROOT)}

    def start(self, **environ: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", WORKER],
            cwd=ROOT,
            env={**self.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def work(self) -> str:
        """Do all that waits; returns what the worker logged."""
        worker = self.start()
        said, _nothing = worker.communicate(timeout=180)
        assert worker.returncode == 0, said
        return said


@pytest.fixture
def instance(
    fresh_database: FreshDatabase, settings: Settings, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Instance]:
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "keys")
    with django_db_blocker.unblock():
        yield Instance(fresh_database, tmp_path / "keys")
        connections["default"].close()


def done() -> list[str]:
    return sorted(Event.objects.filter(verb="test.note").values_list("object_id", flat=True))


def states() -> list[str]:
    return list(
        ProcrastinateJob.objects.filter(task_name__startswith="test.")
        .order_by("id")
        .values_list("status", flat=True)
    )


def test_worker_does_committed_jobs_and_logs_no_argument(instance: Instance) -> None:
    with transaction.atomic():
        enqueue("test.note", thing="marigold-7731")
        enqueue("test.note", thing="2")
    said = instance.work()
    assert done() == ["2", "marigold-7731"]
    assert states() == ["succeeded", "succeeded"]
    assert "test.note[" in said
    assert "marigold-7731" not in said
    assert audit.verify() == ()


def test_failed_task_leaves_neither_its_writes_nor_the_jobs_it_asked_for(instance: Instance) -> None:
    enqueue("test.fail_after_asking", thing="marigold-7731")
    said = instance.work()
    assert (done(), states()) == ([], ["failed"])
    assert "ValueError: [address] has no such thing" in said
    assert "planted.person" not in said
    assert "marigold-7731" not in said


def test_job_of_a_killed_worker_is_given_back_and_done(instance: Instance, tmp_path: Path) -> None:
    sign = tmp_path / "begun"
    enqueue("test.hang", thing="1")
    worker = instance.start(TEST_HANG_SIGN=str(sign))
    deadline = time.monotonic() + 120
    while not sign.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.kill()
    worker.communicate()
    assert (done(), states()) == ([], ["doing"])
    instance.work()
    assert (done(), states()) == ([], ["doing"]), "a job is not taken from a worker that may yet live"

    assert rescue_in_own_process(instance) == "1"

    assert states() == ["todo"]
    instance.work()
    assert (done(), states()) == (["1"], ["succeeded"])


def rescue_in_own_process(instance: Instance) -> str:
    """Rescue as the periodic task does, without waiting for the half minute."""
    script = (
        "import asyncio, django; django.setup();"
        "from shelterbelt.ground.jobs.tasks import rescue_stalled;"
        "print(asyncio.run(rescue_stalled(silent_seconds=0)))"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=instance.environ,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
