"""Bank files: read whole or not at all, the same one once, lines known from another file left out."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import seal_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import BankLineState, LedgerKind
from shelterbelt.learn.models import BankFile, BankLine, LedgerEntry
from shelterbelt.learn.queries.bank_words import Movement, fingerprint
from shelterbelt.learn.services.bank_proposals import renew_proposals
from shelterbelt.learn.services.errors import AlreadyRead

OUTGOING = "outgoing"
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class NewBankFile:
    """A statement that was read whole. `repeated` counts movements it held twice and left out."""

    content: bytes
    layout: str
    movements: tuple[Movement, ...]
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a file: its id, new lines, lines known from another file, and lines with a proposal."""

    file: UUID
    lines: int
    duplicates: int
    proposed: int


def read_bank_file(*, by: Actor, organisation: UUID, file: NewBankFile) -> Read:
    """Keep the new lines of a statement, whole or not at all, and propose what each may be.

    Money that went out and is neither a return nor an amount that is to be paid back is kept as a number and a
    day, without its words: it is the pay and the rent of others.

    Raises:
        AlreadyRead: this very file was read before.
        NotThere, Denied: as for all of an organisation's money.
    """
    require(access.KEEP_MONEY, by, organisation)
    digest = hashlib.sha256(file.content).hexdigest()
    with (
        audit.act(
            "learn.bank.read", by=by, about=("organisation", organisation), organisation=organisation
        ) as event,
        scope(SYSTEM),
    ):
        known = BankFile.objects.filter(organisation=organisation, digest=digest).first()
        if known:
            raise AlreadyRead(known.read_at)
        row = BankFile.objects.create(
            organisation=organisation, digest=digest, layout=file.layout, lines=len(file.movements)
        )
        added = _add(row, file.movements)
        row.duplicates = len(file.movements) - added + file.repeated
        row.save(update_fields=["duplicates"])
        proposed = renew_proposals(by=by, organisation=organisation)
        event.note(file=str(row.pk), lines=added, duplicates=row.duplicates)
    return Read(row.pk, added, row.duplicates, proposed)


def _add(file: BankFile, movements: Iterable[Movement]) -> int:
    marks = {fingerprint(file.organisation, one): one for one in movements}
    same = BankLine.objects.filter(organisation=file.organisation, fingerprint__in=marks)
    known = set(same.values_list("fingerprint", flat=True))
    may_go = _amounts_that_may_go(file.organisation)
    rows = [_row(file, mark, one, may_go) for mark, one in marks.items() if mark not in known]
    BankLine.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)


def _amounts_that_may_go(organisation: UUID) -> frozenset[tuple[str, int]]:
    """Amounts, below zero, that came in once or are to be paid back: only such may be a return or a refund."""
    entries = LedgerEntry.objects.filter(organisation=organisation)
    paid = entries.filter(kind=LedgerKind.PAYMENT).values_list("currency", "amount_minor")
    sums = entries.order_by().values_list("statement", "currency").annotate(total=Sum("amount_minor"))
    return frozenset(paid) | frozenset((currency, total) for _one, currency, total in sums if total < 0)


def _row(file: BankFile, mark: str, line: Movement, may_go: frozenset[tuple[str, int]]) -> BankLine:
    row = BankLine(
        file=file,
        organisation=file.organisation,
        number=line.number,
        booked_on=line.booked_on,
        amount_minor=line.amount_minor,
        currency=line.currency,
        fingerprint=mark,
        key=file.pk,
    )
    money = (line.currency, line.amount_minor)
    if line.amount_minor < 0 and not line.words.is_return and money not in may_go:
        row.state, row.reasons, row.settled_at = BankLineState.IGNORED, [OUTGOING], clock.now()
    else:
        seal_field(row, "sealed", line.words.sealed(), person=row.key, agency=row.organisation)
    return row
