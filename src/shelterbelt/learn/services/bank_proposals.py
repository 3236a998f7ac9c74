"""What each open line of the bank may be: everything that is owed is put before the engine, as the system.

Finance reads no application. Names are compared here and stay here; what is kept of it is a reason.
"""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from shelterbelt.ground import audit
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import BankLineState, LedgerKind
from shelterbelt.learn.engine.matching import (
    Incoming,
    MatchPlan,
    MatchProblem,
    Owed,
    Proposal,
    Settled,
    propose,
)
from shelterbelt.learn.models import BankLine, FeeStatement, Instalment, LedgerEntry
from shelterbelt.learn.queries.bank_words import Words, words_of
from shelterbelt.learn.queries.fees import left_of, payer_of
from shelterbelt.learn.queries.money import with_sums

WAITING = (BankLineState.OPEN, BankLineState.PROPOSED)
MOST_CANDIDATES = 3
_BATCH = 2_000


def renew_proposals(*, by: Actor, organisation: UUID) -> int:
    """Look at every open line of the organisation again; returns how many have a proposal.

    Raises:
        NotThere, Denied: as for all of an organisation's money.
    """
    require(access.KEEP_MONEY, by, organisation)
    with audit.act(
        "learn.bank.propose", by=by, about=("organisation", organisation), organisation=organisation
    ):
        return _renewed(organisation)


def _renewed(organisation: UUID) -> int:
    with scope(SYSTEM):
        lines = list(
            BankLine.objects.select_for_update(of=("self",))
            .filter(organisation=organisation, state__in=WAITING, sealed__isnull=False)
            .order_by("pk")
        )
        if not lines:
            return 0
        statements = {str(row.pk): row for row in _statements(organisation)}
        problem = MatchProblem(
            statements=tuple(_owed(statements.values())),
            settled=tuple(_settled(organisation)),
            lines=tuple(_incoming(line, words_of(line)) for line in lines),
        )
        return _keep(lines, statements, propose(problem))


def _keep(lines: list[BankLine], statements: dict[str, FeeStatement], plan: MatchPlan) -> int:
    proposals = {one.line: one for one in plan.proposals}
    open_lines = {one.line: one for one in plan.open}
    changed = []
    for line in lines:
        found = proposals.get(str(line.pk))
        before = (line.state, line.proposed_id, line.reasons)
        if found:
            line.state, line.proposed = BankLineState.PROPOSED, statements[found.statement]
            line.reasons = _codes(found)
        else:
            why = open_lines[str(line.pk)]
            shown = [statements[key].reference for key in why.candidates[:MOST_CANDIDATES]]
            line.state, line.proposed = BankLineState.OPEN, None
            line.reasons = [f"why:{why.why.value}", *(f"ref:{reference}" for reference in shown)]
        if before != (line.state, line.proposed_id, line.reasons):
            changed.append(line)
    BankLine.objects.bulk_update(changed, ("state", "proposed", "reasons"), batch_size=_BATCH)
    return len(proposals)


def _codes(found: Proposal) -> list[str]:
    first = [f"kind:{found.kind.value}", f"class:{found.confidence.value}"]
    return [*first, *(reason.value for reason in found.reasons), *_of(found.payment)]


def _of(payment: str) -> list[str]:
    return [f"of:{UUID(payment).hex}"] if payment else []


def _statements(organisation: UUID) -> Iterable[FeeStatement]:
    rows = FeeStatement.objects.filter(organisation=organisation).select_related("application")
    return with_sums(rows).order_by("pk")


def _owed(rows: Iterable[FeeStatement]) -> Iterable[Owed]:
    found = list(rows)
    parts: dict[UUID, list[Instalment]] = {}
    for part in Instalment.objects.filter(statement__in=found).order_by("number"):
        parts.setdefault(part.statement_id, []).append(part)
    for row in found:
        payer = payer_of(row)
        person = row.application.name if row.application else ""
        names = tuple(dict.fromkeys(name for name in (payer.name, person) if name))
        paid: int = getattr(row, "paid", 0)
        balance: int = getattr(row, "balance", 0)
        due = tuple(left_of(parts.get(row.pk, ()), paid).values())
        yield Owed(str(row.pk), row.reference, row.currency, balance, due, names, payer.reference)


def _settled(organisation: UUID) -> Iterable[Settled]:
    """Payments that stand: those whose line was neither undone nor taken back by a later line."""
    matched = BankLine.objects.filter(organisation=organisation, state=BankLineState.MATCHED)
    gone = {
        UUID(code.removeprefix("of:"))
        for codes in matched.filter(amount_minor__lt=0).values_list("reasons", flat=True)
        for code in codes
        if code.startswith("of:")
    }
    entries = LedgerEntry.objects.filter(
        organisation=organisation, kind=LedgerKind.PAYMENT, bank_line__in=matched.values("pk")
    )
    for entry in entries.exclude(bank_line__in=gone).order_by("pk"):
        if entry.bank_line:
            day = entry.at.astimezone(dt.UTC).date()
            key = str(entry.bank_line)
            yield Settled(key, str(entry.statement), entry.currency, -entry.amount_minor, day)


def _incoming(line: BankLine, words: Words) -> Incoming:
    return Incoming(
        str(line.pk),
        line.booked_on,
        line.amount_minor,
        line.currency,
        words.name,
        words.text,
        words.is_return,
    )
