"""Declare tasks and ask for them.

A job's arguments lie in the open in the job table until it is purged: they are ids and small facts, never
names or addresses. A task finds the rest by the id when it runs, and does nothing if the row is gone.
A task may run twice (a worker can die between the deed and its record): make it harmless to repeat.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from procrastinate import RetryStrategy, exceptions
from procrastinate.contrib.django import app

from shelterbelt.ground.audit.logs import finds_address, finds_phone

Primitive = str | int | float | bool | None
Function = TypeVar("Function", bound=Callable[..., Any])
_LONGEST = 200
_FIRST_WAIT_SECONDS = 4
"""Waits between tries grow as powers of this: 4 s, 16 s, about 1, 4, 17 minutes, 1 and 5 hours."""


class UnknownTask(LookupError):
    """No task of this name is declared."""


class NotForAJob(TypeError):
    """An argument is not a JSON primitive, or it says something about a person."""


def task(
    name: str, *, queue: str = "default", retry: int = 5, every: str = "", one_at_a_time: bool = False
) -> Callable[[Function], Function]:
    """Declare a function as a task, in a slice's `tasks.py`.

    Args:
        name: `slice.noun.verb`, for ever: jobs waiting in a table refer to it.
        queue: which queue.
        retry: how many further tries after an error, with growing waits; 0 for none.
        every: a cron line in UTC for a task that repeats by itself; it is called with `timestamp` alone.
        one_at_a_time: no two jobs of this task run at once, and no second one waits.
    """
    strategy = RetryStrategy(max_attempts=retry, exponential_wait=_FIRST_WAIT_SECONDS) if retry else False
    lock = name if one_at_a_time else None

    def declare(function: Function) -> Function:
        declared = app.task(name=name, queue=queue, retry=strategy, lock=lock, queueing_lock=lock)(function)
        if every:
            app.periodic(cron=every, periodic_id=name)(declared)
        return function

    return declare


def enqueue(
    task_name: str, *, not_before: datetime | None = None, once: str | None = None, **arguments: Primitive
) -> int | None:
    """Ask for a task, in the transaction that is open: rolled back with it, visible once it is committed.

    Args:
        task_name: as declared.
        not_before: when at the earliest, aware.
        once: while a job with the same word waits, none is added.
        arguments: JSON primitives; ids as text.

    Returns:
        The job's id; None if one with the same `once` waits already.

    Raises:
        UnknownTask: no such task.
        NotForAJob: an argument is not a primitive, is long, or looks like an address or a telephone number.
    """
    if task_name not in app.tasks:
        raise UnknownTask(f"No task is called {task_name}. Tasks are declared in a slice's tasks.py.")
    for name, value in arguments.items():
        _require_harmless(task_name, name, value)
    options: dict[str, Any] = {"queueing_lock": once} if once else {}
    if not_before:
        options["schedule_at"] = not_before
    try:
        with transaction.atomic():
            return int(app.configure_task(task_name, **options).defer(**arguments))
    except exceptions.AlreadyEnqueued:
        return None


def enqueue_all(task_name: str, jobs: Iterable[Mapping[str, Primitive]]) -> int:
    """Ask for a task many times, in one statement and in the transaction that is open; returns how often.

    Raises:
        UnknownTask: no such task.
        NotForAJob: as `enqueue` does.
    """
    if task_name not in app.tasks:
        raise UnknownTask(f"No task is called {task_name}. Tasks are declared in a slice's tasks.py.")
    asked = [dict(one) for one in jobs]
    for one in asked:
        for name, value in one.items():
            _require_harmless(task_name, name, value)
    if asked:
        with transaction.atomic():
            app.configure_task(task_name).batch_defer(*asked)  # type: ignore[arg-type]
    return len(asked)


def _require_harmless(task_name: str, name: str, value: object) -> None:
    where = f"argument {name} of {task_name}"
    if value is not None and type(value) not in (str, int, float, bool):
        raise NotForAJob(
            f"{where} is a {type(value).__name__}: give text, a number or a truth value; ids as str(id)"
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise NotForAJob(f"{where} is not a finite number")
    if isinstance(value, str) and (finds_address(value) or finds_phone(value) or "@" in value):
        raise NotForAJob(f"{where} looks like an address or a telephone number: give an id")
    if isinstance(value, str) and len(value) > _LONGEST:
        raise NotForAJob(f"{where} is longer than {_LONGEST} characters: give an id")
