"""Jobs live and die with the transaction that asks for them, and carry nothing personal."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.ground.jobs import sample_tasks  # noqa: F401 -- declares the tasks

from shelterbelt.ground import clock
from shelterbelt.ground.jobs import NotForAJob, UnknownTask, enqueue

pytestmark = pytest.mark.django_db


def jobs() -> list[tuple[str, dict[str, object]]]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"))


def test_job_is_written_in_the_transaction_and_gone_with_it() -> None:
    @transaction.atomic
    def fail() -> None:
        enqueue("test.note", thing="1")
        assert jobs() == [("test.note", {"thing": "1"})]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert jobs() == []


def test_job_keeps_its_arguments_and_its_time() -> None:
    later = clock.now() + timedelta(hours=3)
    number = enqueue("test.note", thing=str(uuid.UUID(int=7)), not_before=later)
    job = ProcrastinateJob.objects.get()
    assert (job.id, job.args, job.scheduled_at) == (number, {"thing": str(uuid.UUID(int=7))}, later)


def test_job_asked_for_once_is_written_once_and_the_transaction_goes_on() -> None:
    first = enqueue("test.note", once="thing-1", thing="1")
    second = enqueue("test.note", once="thing-1", thing="1")
    third = enqueue("test.note", once="thing-2", thing="2")
    assert (first is None, second, third is None) == (False, None, False)
    assert [arguments for _name, arguments in jobs()] == [{"thing": "1"}, {"thing": "2"}]


def test_unknown_task_is_refused() -> None:
    with pytest.raises(UnknownTask):
        enqueue("test.nothing", thing="1")


@pytest.mark.parametrize(
    "value",
    [
        "planted.person@example.org",
        "Planted Person <p@example.org>",
        "p@localhost",
        "+1 416 555 0199",
        "(416) 555-0199",
        "x" * 201,
        float("nan"),
        float("inf"),
        uuid.UUID(int=13),
        Decimal(1),
        b"x",
        ["1"],
        {"a": 1},
        clock.now,
    ],
)
def test_argument_that_is_personal_or_not_a_primitive_is_refused(value: object) -> None:
    with pytest.raises(NotForAJob):
        enqueue("test.note", thing=value)  # type: ignore[arg-type]
    assert jobs() == []


@pytest.mark.parametrize(
    "value", ["", "a", 1, 2.5, True, None, "2026-11-04", str(uuid.UUID(int=11)), "0" * 32]
)
def test_argument_that_is_harmless_passes(value: str | float | None) -> None:
    enqueue("test.note", thing=value)
    assert jobs() == [("test.note", {"thing": value})]


def test_upkeep_repeats_by_itself() -> None:
    repeated = {
        declared.task.name: declared.cron for declared in app.periodic_registry.periodic_tasks.values()
    }
    assert (
        repeated.items()
        >= {
            "ground.jobs.purge": "17 3 * * *",
            "ground.jobs.rescue": "* * * * *",
            "ground.holdings.finish": "*/10 * * * *",
        }.items()
    )
