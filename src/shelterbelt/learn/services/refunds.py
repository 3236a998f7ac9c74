"""Money that goes back to a payer, recorded once it was sent."""

from uuid import UUID

from shelterbelt.ground import audit
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import LedgerKind
from shelterbelt.learn.queries.fees import balance_of
from shelterbelt.learn.services.errors import TooMuch
from shelterbelt.learn.services.ledger import locked, write_ledger


def record_refund(*, by: Actor, statement: UUID, amount_minor: int) -> UUID:
    """Record that money was paid back; returns the ledger's entry.

    Args:
        by: finance of the statement's organisation.
        statement: whose.
        amount_minor: above zero, at most what is to be paid back.

    Raises:
        TooMuch: more than is to be paid back, or than ever came in.
        ValueError: not above zero.
        NotThere, Denied: as for all of an organisation's money.
    """
    with audit.act("learn.refund.record", by=by, about=("fee_statement", statement)) as event:
        row = locked(statement, by)
        event.organisation = row.organisation
        with scope(SYSTEM):
            due = max(0, -balance_of(row.pk))
        if amount_minor > due:
            raise TooMuch(due)
        return write_ledger(by=by, statement=statement, kind=LedgerKind.REFUND, amount_minor=amount_minor)
