"""Reads of what places cost: the terms of a cohort, a statement with its movements, and what is due."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Sum

from shelterbelt.ground import audit
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import KeyDestroyed, read_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import FeeLane, LedgerKind
from shelterbelt.learn.engine.cost import FeeProblem, ScheduleProblem, fee_for, schedule
from shelterbelt.learn.engine.cost.plan import Fee, Schedule
from shelterbelt.learn.engine.cost.problem import GROUPS, Lane
from shelterbelt.learn.engine.definition.admission import FeeRules
from shelterbelt.learn.models import (
    BursaryGrant,
    Cohort,
    FeeStatement,
    Instalment,
    LedgerEntry,
    Meeting,
)
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.income_groups import fiscal_year, year_in_use

MONEY_KINDS = (LedgerKind.PAYMENT, LedgerKind.REFUND, LedgerKind.CHARGEBACK)
"""Movements of money that really came or went; all others say what is to be paid."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a cohort's definition says of money. `meets_on` is the day of the first meeting, at the host's place.

    `named_year` is the table of income groups that the definition names; `rules.table_year` the one in use.
    """

    currency: str
    digits: int
    full_minor: int
    pool_minor: int
    rules: FeeRules
    refund_days: int
    meets_on: dt.date
    ends_on: dt.date
    zone: str
    named_year: int

    def fee(self, group: str, lane: str = FeeLane.GROUP, chosen_minor: int | None = None) -> Fee:
        """The fee of an income group in a lane."""
        return fee_for(
            FeeProblem(
                full_minor=self.full_minor,
                digits=self.digits,
                group_percent=self.rules.group_percent,
                group=group,
                lane=Lane(lane),
                pay_less_percent=self.rules.pay_less_percent,
                chosen_minor=chosen_minor,
            )
        )

    def schedule(self, total_minor: int, parts: int, today: dt.date) -> Schedule:
        """The parts in which an amount is paid from today on."""
        return schedule(
            ScheduleProblem(
                total_minor=total_minor, digits=self.digits, parts=parts, today=today, meets_on=self.meets_on
            )
        )


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, as it is sealed on a statement. An employer when `is_employer`, else the participant."""

    name: str = ""
    address: str = ""
    reference: str = ""
    is_employer: bool = False

    def text(self) -> str:
        """As JSON, to be sealed."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A statement with its movements, oldest first, its instalments and who pays.

    `balance_minor` is what is still to be paid; below zero it is owed to the payer. `grant_minor` is the bursary
    that stands, `paid_minor` the money that came in and did not go back.
    """

    statement: FeeStatement
    entries: tuple[LedgerEntry, ...]
    instalments: tuple[Instalment, ...]
    payer: Payer
    grant_minor: int

    @property
    def balance_minor(self) -> int:
        return sum(entry.amount_minor for entry in self.entries)

    @property
    def paid_minor(self) -> int:
        return -sum(entry.amount_minor for entry in self.entries if entry.kind in MONEY_KINDS)


def terms_of(cohort: Cohort) -> Terms:
    """What the cohort's definition says of money.

    Where it names no table of income groups, or one that is not here, the newest that is not newer counts: nobody is
    kept from a place by a missing file, and the desk is told.
    """
    definition = definition_of(cohort.definition)
    first_week, zone = definition.cohort.first_week, definition.programme.host_zone
    rules = definition.fees or FeeRules(table_year=fiscal_year(first_week))
    named, rules = rules.table_year, replace(rules, table_year=year_in_use(rules.table_year))
    meets = Meeting.objects.filter(cohort=cohort, is_cancelled=False).order_by("starts_at")
    first = meets.values_list("starts_at", flat=True).first()
    cost = definition.cost
    return Terms(
        currency=cost.currency,
        digits=cost.minor_digits,
        full_minor=cost.fee_minor or 0,
        pool_minor=cost.bursary_pool_minor,
        rules=rules,
        refund_days=definition.offers.refund_days if definition.offers else _REFUND_DAYS,
        meets_on=_local(first, zone) if first else first_week,
        ends_on=first_week + dt.timedelta(weeks=definition.cohort.weeks, days=-1),
        zone=zone,
        named_year=named,
    )


def fees_by_group(terms: Terms) -> tuple[tuple[str, Fee], ...]:
    """The fee of each income group, from the highest income to the lowest."""
    return tuple((group, terms.fee(group)) for group in GROUPS)


def balance_of(statement: UUID) -> int:
    """What is still to be paid on a statement, in minor units; below zero it is owed to the payer."""
    found = LedgerEntry.objects.filter(statement=statement).aggregate(total=Sum("amount_minor"))["total"]
    return int(found or 0)


def paid_of(statement: UUID) -> int:
    """The money that came in on a statement and did not go back, in minor units."""
    rows = LedgerEntry.objects.filter(statement=statement, kind__in=MONEY_KINDS)
    return -int(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


def payer_of(statement: FeeStatement) -> Payer:
    """Who pays, opened; nobody where it was erased."""
    if statement.payer is None:
        return Payer()
    try:
        text = read_field(statement, "payer", person=statement.person, agency=statement.organisation)
    except KeyDestroyed:
        return Payer()
    return Payer(**json.loads(text)) if text else Payer()


def statement_held(*, for_: Actor) -> StatementFile:
    """The statement of the application behind the actor's secret link.

    Raises:
        NotThere: there is none.
    """
    require(access.HOLD_STATEMENT, for_)
    if for_.bearer is None:
        raise NotThere
    found = access.HOLD_STATEMENT.narrow(FeeStatement.objects.select_related(_COHORT), for_).first()
    if found is None:
        raise NotThere
    return _file(found)


def has_statement(*, for_: Actor) -> bool:
    """Whether the application behind the actor's link has a statement."""
    return access.HOLD_STATEMENT.narrow(FeeStatement.objects.all(), for_).exists()


def statement_file(*, for_: Actor, statement: UUID, purpose: str) -> StatementFile:
    """One statement as those who keep the money read it, with who pays; the view is recorded.

    Raises:
        NotThere: there is none in the actor's organisations.
        Denied: the actor belongs there but lacks the role.
    """
    require(access.READ_MONEY, for_)
    found = access.READ_MONEY.narrow(FeeStatement.objects.select_related(_COHORT), for_)
    row = found.filter(pk=statement).first()
    if row is None:
        raise NotThere
    audit.record_view(
        by=for_, about=("fee_statement", row.pk), purpose=purpose, organisation=row.organisation
    )
    return _file(row)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a reminder says: to whom, for what, by when."""

    email: str
    name: str
    language: str
    reference: str
    amount_minor: int
    currency: str
    digits: int
    due_on: dt.date


def reminder_of(*, for_: Actor, instalment: UUID) -> Reminder | None:
    """What to write about an instalment; None if nobody is left to write to, or it was paid meanwhile.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.fee.remind")
    with scope(for_):
        rows = Instalment.objects.select_related("statement__application", "statement__cohort__programme")
        part = rows.filter(pk=instalment, statement__closed_at__isnull=True).first()
        if part is None or part.statement.application is None or not part.statement.application.email:
            return None
        left = left_of(part.statement.instalments.all(), paid_of(part.statement_id)).get(part.pk, 0)
        if not left:
            return None
        person, statement = part.statement.application, part.statement
        return Reminder(
            email=person.email,
            name=person.name,
            language=person.language,
            reference=statement.reference,
            amount_minor=left,
            currency=statement.currency,
            digits=terms_of(statement.cohort).digits,
            due_on=part.due_on,
        )


def left_of(parts: Iterable[Instalment], paid_minor: int) -> dict[UUID, int]:
    """What is left of each instalment when money goes to the earliest first; paid ones are left out."""
    left: dict[UUID, int] = {}
    for part in sorted(parts, key=lambda one: one.number):
        covered = min(part.amount_minor, max(0, paid_minor))
        paid_minor -= covered
        if part.amount_minor > covered:
            left[part.pk] = part.amount_minor - covered
    return left


def _file(row: FeeStatement) -> StatementFile:
    grants = BursaryGrant.objects.filter(statement=row, state="granted")
    return StatementFile(
        statement=row,
        entries=tuple(LedgerEntry.objects.filter(statement=row.pk).order_by("at", "pk")),
        instalments=tuple(row.instalments.order_by("number")),
        payer=payer_of(row),
        grant_minor=int(grants.aggregate(total=Sum("amount_minor"))["total"] or 0),
    )


def _local(moment: dt.datetime, zone: str) -> dt.date:
    return moment.astimezone(ZoneInfo(zone)).date()


_COHORT = "cohort__programme__organisation"
_REFUND_DAYS = 30
