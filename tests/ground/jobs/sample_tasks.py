"""Tasks that only tests ask for."""

import os
import time
from pathlib import Path

from shelterbelt.ground import audit
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.jobs import enqueue, task


@task("test.note", retry=0)
def note(*, thing: str) -> None:
    """Leave a trace."""
    with audit.act("test.note", by=SYSTEM, about=("thing", thing)):
        pass


@task("test.hang", retry=0)
def hang(*, thing: str) -> None:
    """Say that it has begun, hang if told to, else leave a trace."""
    sign = os.environ.get("TEST_HANG_SIGN", "")
    if sign:
        Path(sign).write_text("begun", encoding="ascii")
        time.sleep(60)
    note(thing=thing)


@task("test.fail_after_asking", retry=0)
def fail_after_asking(*, thing: str) -> None:
    """Ask for another job in a transaction that then fails."""
    with audit.act("test.fail", by=SYSTEM, about=("thing", thing)):
        enqueue("test.note", thing=thing)
        raise ValueError("planted.person@example.org has no such thing")
