"""The audit of money: whether every cent on every statement and in every pool is explained.

What the ledger says, what the statements say and what the pools say come from different tables, written at different
moments; this compares them all, and names each place where they differ.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import GrantState, LedgerKind
from shelterbelt.learn.models import BursaryGrant, BursaryPool, FeeStatement, Instalment, LedgerEntry


@dataclass(frozen=True, slots=True)
class MoneyBreak:
    """A place where the books do not agree: what about (a statement's or a cohort's id), a code, and the numbers."""

    about: UUID
    code: str
    expected: int | str
    found: int | str


@dataclass(slots=True)
class _Book:
    """Everything that was written about one statement."""

    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    standing: int = 0
    ever_granted: int = 0
    parts: int = 0

    def of(self, *kinds: LedgerKind) -> int:
        return sum(self.sums[kind.value] for kind in kinds)


def money_breaks(*, for_: Actor, cohort: UUID | None = None) -> tuple[MoneyBreak, ...]:
    """Every break in the books of one cohort, or of all; empty when every cent is explained.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.money.audit")
    with scope(for_):
        only = {"cohort": cohort} if cohort else {}
        statements = FeeStatement.objects.filter(**only)
        books = _books(LedgerEntry.objects.filter(**only), statements)
        rows = {row.pk: row for row in statements}
        found = [each for row in rows.values() for each in _of_statement(row, books[row.pk])]
        found += _of_entries(LedgerEntry.objects.filter(**only), rows)
        for pool in BursaryPool.objects.filter(**only):
            found += _of_pool(pool, books, rows)
    return tuple(found)


def _books(entries: QuerySet[LedgerEntry], statements: QuerySet[FeeStatement]) -> dict[UUID, _Book]:
    books: dict[UUID, _Book] = defaultdict(_Book)
    for statement, kind, amount in entries.values_list("statement", "kind", "amount_minor"):
        books[statement].sums[kind] += amount
    grants = BursaryGrant.objects.filter(statement__in=statements)
    for statement, state, amount in grants.values_list("statement", "state", "amount_minor"):
        books[statement].ever_granted += amount
        books[statement].standing += amount if state == GrantState.GRANTED else 0
    parts = Instalment.objects.filter(statement__in=statements)
    for statement, amount in parts.values_list("statement", "amount_minor"):
        books[statement].parts += amount
    return books


def _of_statement(row: FeeStatement, book: _Book) -> Iterator[MoneyBreak]:
    def differ(code: str, expected: int, found: int) -> Iterator[MoneyBreak]:
        if expected != found:
            yield MoneyBreak(row.pk, code, expected, found)

    kinds = LedgerKind
    yield from differ("bursary_granted", -book.ever_granted, book.of(kinds.BURSARY))
    returned = -book.of(kinds.PAYMENT) - book.of(kinds.REFUND)
    if returned < 0:
        yield MoneyBreak(row.pk, "paid_back_more_than_came", 0, returned)
    if row.closed_at:
        yield from differ("bursary_after_the_end", 0, book.standing)
        yield from differ("instalments_after_the_end", 0, book.parts)
        return
    charged = book.of(kinds.CHARGE, kinds.CORRECTION, kinds.BURSARY)
    yield from differ("fee_charged", row.fee_minor - book.standing, charged)
    yield from differ("instalments", max(0, row.fee_minor - book.standing), book.parts)


def _of_entries(entries: QuerySet[LedgerEntry], rows: dict[UUID, FeeStatement]) -> Iterator[MoneyBreak]:
    told = entries.values_list("pk", "statement", "cohort", "organisation", "currency")
    for entry, statement, cohort, organisation, currency in told:
        row = rows.get(statement)
        if row is None:
            yield MoneyBreak(entry, "entry_without_statement", "", str(statement))
            continue
        if (cohort, organisation) != (row.cohort_id, row.organisation):
            yield MoneyBreak(entry, "entry_of_another_cohort", str(row.cohort_id), str(cohort))
        if currency != row.currency:
            yield MoneyBreak(entry, "entry_in_another_currency", row.currency, currency)


def _of_pool(
    pool: BursaryPool, books: dict[UUID, _Book], rows: dict[UUID, FeeStatement]
) -> Iterator[MoneyBreak]:
    mine = [row for row in rows.values() if row.cohort_id == pool.cohort_id]
    standing = sum(books[row.pk].standing for row in mine)
    if standing != pool.granted_minor:
        yield MoneyBreak(pool.cohort_id, "pool_granted", standing, pool.granted_minor)
    if not 0 <= pool.granted_minor <= pool.total_minor:
        yield MoneyBreak(pool.cohort_id, "pool_below_zero", pool.total_minor, pool.granted_minor)
    for row in mine:
        if books[row.pk].standing and row.currency != pool.currency:
            yield MoneyBreak(row.pk, "grant_in_another_currency", pool.currency, row.currency)
