"""Reads of money for people: one's own, and for those who pay, what is due before which event."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, QuerySet

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.audit import record_view
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import KeyDestroyed, read_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import CohortState, HonorariumKind, HonorariumState, SeatState
from shelterbelt.learn.models import Cohort, Honorarium, Seat
from shelterbelt.learn.queries.cohorts import CohortView, definition_of
from shelterbelt.people.queries import chosen_names

PAGE_SIZE = 30
REMINDED_DAYS = 7
OPEN = (
    HonorariumState.CLAIMED,
    HonorariumState.OFFERED,
    HonorariumState.ACCEPTED,
    HonorariumState.APPROVED,
)
"""States in which money is still to be decided about or paid."""


@dataclass(frozen=True, slots=True)
class DueLine:
    """One amount that somebody is to get. `days_left` is below zero when it is overdue."""

    row: Honorarium
    name: str
    days_left: int | None


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page of the list: its lines, and the page itself for the pager."""

    lines: tuple[DueLine, ...]
    page: Page[Honorarium]


@dataclass(frozen=True, slots=True)
class ToOffer:
    """A cohort with seats for which no honorarium was offered yet; `amount_minor` is for each, 0 when none is set."""

    view: CohortView
    seats: int
    amount_minor: int


def honoraria_at_desk(*, for_: Actor, settled: bool = False, number: str = "1") -> DuePage:
    """A page of what is to be paid, overdue first, or of what is settled, latest first.

    Raises:
        Denied: the actor neither leads programmes nor pays.
    """
    require(access.READ_HONORARIA, for_)
    rows = access.READ_HONORARIA.narrow(_rows(), for_)
    if settled:
        rows = rows.exclude(state__in=OPEN).order_by(F("paid_on").desc(nulls_last=True), "-offered_at", "pk")
    else:
        rows = rows.filter(state__in=OPEN).order_by(F("pay_by").asc(nulls_last=True), "offered_at", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    return DuePage(tuple(_lines(page)), page)


def honorarium_at_desk(*, for_: Actor, honorarium: UUID) -> tuple[DueLine, str]:
    """One amount with the words that came with it; reading them leaves a trace.

    Raises:
        NotThere: none of the actor's organisations'.
        Denied: the actor neither leads programmes nor pays.
    """
    require(access.READ_HONORARIA, for_)
    row = access.READ_HONORARIA.narrow(_rows(), for_).filter(pk=honorarium).first()
    if row is None:
        raise NotThere
    words = _words(row)
    if words:
        record_view(
            by=for_,
            about=("honorarium", row.pk),
            purpose="pay",
            organisation=row.organisation,
            person=row.speaker.professional_id,
        )
    return _lines([row])[0], words


def honoraria_to_offer(*, for_: Actor) -> tuple[ToOffer, ...]:
    """Cohorts with seats that have no honorarium yet, in two statements."""
    require(access.READ_HONORARIA, for_)
    there = Honorarium.objects.filter(
        speaker=OuterRef("speaker"), meeting=OuterRef("meeting"), kind=HonorariumKind.HONORARIUM
    )
    seats = Seat.objects.filter(
        meeting__is_cancelled=False,
        meeting__cohort__programme__organisation__in=_organisations(for_),
    )
    seats = seats.exclude(state=SeatState.DECLINED).filter(~Exists(there))
    counts = dict(seats.values_list("meeting__cohort").annotate(count=Count("pk")).order_by())
    cohorts = Cohort.objects.select_related("programme__organisation").filter(pk__in=counts)
    found = []
    for cohort in cohorts.order_by("apply_closes_at", "pk"):
        view = CohortView(cohort, definition_of(cohort.definition))
        found.append(ToOffer(view, counts[cohort.pk], view.definition.cost.honorarium_minor or 0))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One's own amount, with one's own words."""

    row: Honorarium
    view: CohortView
    words: str


def honoraria_own(*, for_: Actor) -> tuple[OwnLine, ...]:
    """What the signed-in person is offered, claimed and was paid, latest event first."""
    require(access.OWN_HONORARIA, for_)
    rows = access.OWN_HONORARIA.narrow(_rows(), for_).exclude(cohort__state=CohortState.DRAFT)
    rows = rows.order_by(F("meeting__starts_at").desc(nulls_last=True), "kind", "pk")
    return tuple(
        OwnLine(row, CohortView(row.cohort, definition_of(row.cohort.definition)), _words(row))
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Reminder:
    """That payments are due: to whom it goes and how many; no name and no amount."""

    email: str
    count: int
    overdue: int
    first: dt.date


def reminders_due(*, for_: Actor) -> tuple[Reminder, ...]:
    """For each person of finance whose organisation has payments due within a week or overdue, one reminder."""
    today, now = clock.today(), clock.now()
    due: dict[UUID, list[dt.date]] = {}
    with scope(for_):
        rows = access.READ_HONORARIA.narrow(Honorarium.objects.all(), for_)
        rows = rows.filter(state__in=OPEN, pay_by__lte=today + dt.timedelta(days=REMINDED_DAYS))
        for organisation, day in rows.values_list("organisation", "pay_by").order_by("pay_by"):
            if day is not None:
                due.setdefault(organisation, []).append(day)
    grants = Grant.objects.select_related("account").filter(
        role=Role.FINANCE,
        organisation__in=due,
        account__is_active=True,
        revoked_at__isnull=True,
        starts_at__lte=now,
    )
    return tuple(
        Reminder(grant.account.email, len(days), sum(day < today for day in days), days[0])
        for grant in grants.exclude(ends_at__lte=now).order_by("organisation", "account_id")
        if grant.organisation and (days := due[grant.organisation])
    )


def _rows() -> QuerySet[Honorarium]:
    return Honorarium.objects.select_related("speaker", "meeting", "cohort__programme__organisation")


def _lines(rows: Iterable[Honorarium]) -> list[DueLine]:
    found = list(rows)
    names = chosen_names(row.speaker.professional_id for row in found)
    today = clock.today()
    return [
        DueLine(
            row,
            names.get(row.speaker.professional_id, ""),
            (row.pay_by - today).days if row.pay_by and row.state in OPEN else None,
        )
        for row in found
    ]


def _organisations(actor: Actor) -> Iterable[UUID]:
    if actor is SYSTEM:
        return Cohort.objects.values_list("programme__organisation", flat=True)
    return actor.organisations(*access.READ_HONORARIA.roles)


def _words(row: Honorarium) -> str:
    try:
        return read_field(row, "words", person=row.speaker.professional_id, agency=row.organisation)
    except KeyDestroyed:
        return ""
