"""The ledger: the one place where a movement of money is written. Rows are never changed and never removed."""

import datetime as dt
from uuid import UUID

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import LedgerKind
from shelterbelt.learn.models import FeeStatement, LedgerEntry
from shelterbelt.learn.queries.fees import balance_of, paid_of
from shelterbelt.learn.services.errors import TooMuch, WrongCurrency

_LOWERS = frozenset({LedgerKind.BURSARY, LedgerKind.PAYMENT, LedgerKind.WRITE_OFF})


def write_ledger(
    *,
    by: Actor,
    statement: UUID,
    kind: LedgerKind | str,
    amount_minor: int,
    currency: str = "",
    bank_line: UUID | None = None,
    at: dt.datetime | None = None,
    because: str = "",
) -> UUID:
    """Write one movement on a statement, under a lock on it.

    Args:
        by: finance of the statement's organisation, or the system.
        statement: which statement.
        kind: payment, refund, chargeback, write-off or correction.
        amount_minor: above zero; the sign follows from the kind. A correction carries its own sign.
        currency: the currency of the money; empty where it is the statement's by nature.
        bank_line: the line of a bank file that it comes from; each line is written once.
        at: when the money moved, now if not given.
        because: a reason in a few words; kept in the audit.

    Returns:
        The id of the entry.

    Raises:
        NotThere: no such statement in the actor's organisations.
        Denied: the actor lacks the role.
        WrongCurrency: the money is in another currency than the statement.
        TooMuch: more is paid back than came in, or more is written off than is owed.
        ValueError: an amount of nothing, or below zero where the kind sets the sign.
    """
    kind = LedgerKind(kind)
    with audit.act("learn.ledger.write", by=by, about=("fee_statement", statement), purpose=because) as event:
        row = locked(statement, by)
        entry = enter(row, kind, amount_minor, currency=currency, bank_line=bank_line, at=at)
        event.organisation = row.organisation
        event.note(kind=kind.value, amount_minor=entry.amount_minor)
    return entry.pk


def locked(statement: UUID, by: Actor) -> FeeStatement:
    """The statement, locked until the transaction ends, for finance or the system; a part of another service's act.

    Raises:
        NotThere: no such statement in the actor's organisations.
        Denied: the actor lacks the role.
    """
    with scope(SYSTEM):
        row = FeeStatement.objects.select_for_update(of=("self",)).filter(pk=statement).first()
    if row is None:
        raise NotThere
    require(access.KEEP_MONEY, by, row.organisation)
    return row


def enter(
    row: FeeStatement,
    kind: LedgerKind,
    amount_minor: int,
    *,
    currency: str = "",
    bank_line: UUID | None = None,
    at: dt.datetime | None = None,
) -> LedgerEntry:
    """Write a movement on a statement that is locked already; a part of another service's act.

    Raises:
        WrongCurrency: the money is in another currency than the statement.
        TooMuch: more is paid back than came in, or more is written off than is owed.
        ValueError: an amount of nothing, or below zero where the kind sets the sign.
    """
    if currency and currency != row.currency:
        raise WrongCurrency(currency, row.currency)
    if amount_minor == 0 or (amount_minor < 0 and kind is not LedgerKind.CORRECTION):
        raise ValueError(f"{amount_minor} is no amount for {kind.value}; give minor units above zero.")
    with scope(SYSTEM):
        _refuse_too_much(row, kind, amount_minor)
        return LedgerEntry.objects.create(
            statement=row.pk,
            cohort=row.cohort_id,
            organisation=row.organisation,
            kind=kind,
            amount_minor=-amount_minor if kind in _LOWERS else amount_minor,
            currency=row.currency,
            bank_line=bank_line,
            at=at or clock.now(),
        )


def _refuse_too_much(row: FeeStatement, kind: LedgerKind, amount_minor: int) -> None:
    if kind is LedgerKind.REFUND and amount_minor > (most := max(0, paid_of(row.pk))):
        raise TooMuch(most)
    if kind is LedgerKind.WRITE_OFF and amount_minor > (most := max(0, balance_of(row.pk))):
        raise TooMuch(most)
