"""Instalments: laid out for a statement, chosen by whoever pays, and remembered when they are due."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import GrantState
from shelterbelt.learn.models import BursaryGrant, FeeStatement, Instalment
from shelterbelt.learn.queries.fees import left_of, paid_of, terms_of
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.sentences import TOO_MANY_PARTS

REMIND_DAYS_BEFORE = 3


def plan_instalments(*, by: Actor, parts: int) -> int:
    """Pay in so many parts; returns how many there are, which can be fewer where time or amount is short.

    Raises:
        Incomplete: more parts than the programme allows, or less than one; nothing was changed.
        NotInThisState: the statement is closed.
        NotThere: the link has no statement.
    """
    with (
        held_statement(by) as row,
        audit.act(
            "learn.fee.plan", by=by, about=("fee_statement", row.pk), organisation=row.organisation
        ) as event,
    ):
        most = terms_of(row.cohort).rules.instalments
        if not 1 <= parts <= most:
            raise Incomplete({"parts": TOO_MANY_PARTS % {"most": most}})
        laid = lay_out(row, parts)
        event.note(parts=laid)
    return laid


@contextmanager
def held_statement(by: Actor) -> Iterator[FeeStatement]:
    """The open statement of the application behind the link, locked until the transaction ends.

    A part of another service's act.

    Raises:
        NotThere: there is none.
        NotInThisState: it is closed.
    """
    require(access.HOLD_STATEMENT, by)
    if by.bearer is None:
        raise NotThere
    with transaction.atomic(), scope(by):
        rows = FeeStatement.objects.select_for_update(of=("self",)).select_related(
            "cohort__programme", "application"
        )
        found = access.HOLD_STATEMENT.narrow(rows, by).first()
        if found is None:
            raise NotThere
        if found.closed_at:
            raise NotInThisState("closed")
        yield found


def granted_to(row: FeeStatement) -> int:
    """The bursary that stands on a statement, in minor units; a part of another service's act."""
    grant = BursaryGrant.objects.filter(statement=row, state=GrantState.GRANTED).first()
    return grant.amount_minor if grant else 0


def lay_out(row: FeeStatement, parts: int | None = None) -> int:
    """Write the instalments of a locked statement anew; keeps their number where none is given.

    A part of another service's act. Days that have been remembered are kept, so that nobody is reminded twice.
    """
    with scope(SYSTEM):
        terms = terms_of(row.cohort)
        old = list(row.instalments.order_by("number"))
        total = max(0, row.fee_minor - granted_to(row))
        laid = terms.schedule(total, parts or len(old) or 1, clock.today(terms.zone)).parts
        reminded = {part.due_on: part.reminded_at for part in old}
        row.instalments.all().delete()
        Instalment.objects.bulk_create(
            Instalment(
                statement=row,
                number=part.number,
                due_on=part.due_on,
                amount_minor=part.amount_minor,
                reminded_at=reminded.get(part.due_on),
            )
            for part in laid
        )
    return len(laid)


def remind_instalments_due(*, by: Actor = SYSTEM) -> int:
    """Ask for one mail about every instalment that falls due within three days and is not paid; returns how many.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("learn.fee.remind")
    with audit.act("learn.fee.remind", by=by, about=("instance", None)) as event, scope(by):
        until = clock.today() + dt.timedelta(days=REMIND_DAYS_BEFORE)
        due = Instalment.objects.select_for_update(of=("self",)).filter(
            due_on__lte=until, reminded_at__isnull=True, statement__closed_at__isnull=True
        )
        asked = 0
        for part in due.select_related("statement").order_by("due_on", "pk"):
            part.reminded_at = clock.now()
            part.save(update_fields=["reminded_at"])
            if part.pk in left_of(part.statement.instalments.all(), paid_of(part.statement_id)):
                jobs.enqueue("learn.remind_instalment", instalment=str(part.pk))
                asked += 1
        event.note(asked=asked)
    return asked
