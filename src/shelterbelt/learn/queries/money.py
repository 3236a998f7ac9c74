"""The money of cohorts as those who keep it see it: sums, and statements without a name."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.models import BursaryGrant, BursaryPool, Cohort, FeeStatement, LedgerEntry
from shelterbelt.learn.queries.fees import MONEY_KINDS

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A line of the list at the desk: no name, only the reference and the numbers."""

    statement: FeeStatement
    balance_minor: int
    paid_minor: int
    grant_minor: int
    asks_bursary: bool


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One page of the list. `after` is the reference where the next one begins; empty on the last."""

    rows: tuple[StatementRow, ...]
    after: str


def statements_listed(*, for_: Actor, cohort: UUID, after: str = "", only: str = "") -> StatementPage:
    """Statements of a cohort in the order of their references, a page at a time.

    Args:
        for_: the actor.
        cohort: whose statements.
        after: the reference of the last row of the page before.
        only: `owing`, `credit` (money owed to the payer), `asking` (for a bursary, none granted) or all.
    """
    rows = with_sums(access.READ_MONEY.narrow(FeeStatement.objects.filter(cohort=cohort), for_))
    narrowed = {
        "owing": lambda: rows.filter(balance__gt=0),
        "credit": lambda: rows.filter(balance__lt=0),
        "asking": lambda: rows.filter(application__wants_bursary=True, granted=0, closed_at__isnull=True),
    }.get(only, lambda: rows)()
    found = narrowed.filter(reference__gt=after).order_by("reference")[: PAGE_SIZE + 1]
    shown = tuple(_row(statement) for statement in found)
    has_more = len(shown) > PAGE_SIZE
    return StatementPage(shown[:PAGE_SIZE], shown[PAGE_SIZE - 1].statement.reference if has_more else "")


@dataclass(frozen=True, slots=True)
class MoneyOfCohort:
    """A cohort's money in a line: how many statements, what was charged, paid, granted and is owed."""

    cohort: Cohort
    statements: int
    fees_minor: int
    paid_minor: int
    granted_minor: int
    owed_minor: int
    pool: BursaryPool | None


def money_of_cohorts(*, for_: Actor, cohort: UUID | None = None) -> tuple[MoneyOfCohort, ...]:
    """Every cohort of the organisations whose money the actor reads, soonest deadline last; or one of them."""
    require(access.READ_MONEY, for_)
    organisations = for_.organisations(*access.PAYMASTERS)
    cohorts = Cohort.objects.select_related("programme__organisation").filter(
        programme__organisation__in=organisations
    )
    found = list((cohorts.filter(pk=cohort) if cohort else cohorts).order_by("-apply_closes_at", "pk"))
    statements = access.READ_MONEY.narrow(FeeStatement.objects.filter(cohort__in=found), for_)
    grouped = statements.order_by().values_list("cohort").annotate(count=Count("pk"), fees=Sum("fee_minor"))
    fees = {where: (count, total) for where, count, total in grouped}
    entries = access.READ_MONEY.narrow(LedgerEntry.objects.filter(cohort__in=[one.pk for one in found]), for_)
    sums: dict[tuple[UUID, str], int] = {
        (where, kind): total
        for where, kind, total in entries.order_by()
        .values_list("cohort", "kind")
        .annotate(total=Sum("amount_minor"))
    }
    pools = {one.cohort_id: one for one in access.READ_MONEY.narrow(BursaryPool.objects.all(), for_)}
    return tuple(_money(one, fees.get(one.pk, (0, 0)), sums, pools.get(one.pk)) for one in found)


def money_of_cohort(*, for_: Actor, cohort: UUID) -> MoneyOfCohort:
    """One cohort's money.

    Raises:
        NotThere: it is none of the actor's organisations'.
        Denied: the actor belongs there but lacks the role.
    """
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    require(access.READ_MONEY, for_, found.programme.organisation_id)
    (one,) = money_of_cohorts(for_=for_, cohort=cohort)
    return one


def with_sums(rows: QuerySet[FeeStatement]) -> QuerySet[Any]:
    """The rows with `balance`, `paid` and `granted`, in one statement."""
    entries = LedgerEntry.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
    grants = BursaryGrant.objects.filter(statement=OuterRef("pk"), state="granted").order_by()
    return rows.annotate(
        balance=_total(entries.annotate(total=Sum("amount_minor"))),
        paid=_total(entries.filter(kind__in=MONEY_KINDS).annotate(total=-Sum("amount_minor"))),
        granted=_total(grants.values("statement").annotate(total=Sum("amount_minor"))),
        # Nothing for finance: row-level security shows them no application.
        asks=F("application__wants_bursary"),
    )


def _total(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("total")), Value(0), output_field=BigIntegerField())


def _row(statement: FeeStatement) -> StatementRow:
    told = vars(statement)
    return StatementRow(statement, told["balance"], told["paid"], told["granted"], bool(told["asks"]))


def _money(
    cohort: Cohort, fees: tuple[int, int], sums: dict[tuple[UUID, str], int], pool: BursaryPool | None
) -> MoneyOfCohort:
    paid = -sum(sums.get((cohort.pk, kind.value), 0) for kind in MONEY_KINDS)
    owed = sum(total for (where, _kind), total in sums.items() if where == cohort.pk)
    granted = pool.granted_minor if pool else 0
    return MoneyOfCohort(cohort, *fees, paid, granted, owed, pool)
