"""What the drill's processes do: one write of several tables with its event and its job, and the job itself.

`DRILL_CONTROL` turns a protection off, to prove that the drill sees the loss:
`async` acknowledges before the disk has the commit, `pieces` writes without one transaction around it.
"""

import contextlib
import os
import time
import uuid
from collections.abc import Iterator

from django.db import connection

from shelterbelt.ground import audit
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.roles import SYSTEM, Role
from shelterbelt.ground.jobs import enqueue, task

CONTROL = os.environ.get("DRILL_CONTROL", "")
_GAP_SECONDS = 0.02


def make_account(number: uuid.UUID) -> None:
    """Write an account, its grant, the event and a job; all of it or nothing."""
    with _together(number):
        if CONTROL == "async":
            connection.cursor().execute("SET LOCAL synchronous_commit = off")
        Account.objects.create(pk=number, email=f"drill-{number}@example.org")
        if CONTROL == "pieces":
            time.sleep(_GAP_SECONDS)
        Grant.objects.create(account_id=number, role=Role.PARTICIPANT, organisation=number)
        enqueue("drill.account.confirm", account=str(number))


@task("drill.account.confirm", retry=50)
def confirm_account(*, account: str) -> None:
    """Leave one trace, however often it is run."""
    with audit.act("drill.account.confirm", by=SYSTEM, about=("drill", account)):
        Grant.objects.get_or_create(account_id=account, role=Role.OPERATOR, organisation=None)


@contextlib.contextmanager
def _together(number: uuid.UUID) -> Iterator[None]:
    if CONTROL == "pieces":
        with audit.act("drill.account.make", by=SYSTEM, about=("drill", number)):
            pass
        yield
    else:
        with audit.act("drill.account.make", by=SYSTEM, about=("drill", number)):
            yield
