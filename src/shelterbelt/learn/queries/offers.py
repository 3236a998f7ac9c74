"""Reads of offers and waiting lists: the holder's own, staff's lists, and what the system has to send."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, QuerySet, Value, When

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, CohortState, Mode, OfferState
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.definition.admission import OfferRules
from shelterbelt.learn.models import Application, Cohort, Decision, FeeStatement, Offer, WaitingPlace
from shelterbelt.learn.queries.cohorts import cohort_at_desk, definition_of
from shelterbelt.learn.queries.fees import balance_of, terms_of
from shelterbelt.learn.queries.income_groups import standing_of
from shelterbelt.learn.queries.joining import Missing, missing_of
from shelterbelt.learn.queries.letters import positions_of

PAGE_SIZE = 30


def reminders_due(*, for_: Actor) -> tuple[UUID, ...]:
    """Offers that end within their cohort's days of a reminder and were not reminded of.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.offer.remind")
    now = clock.now()
    found: list[UUID] = []
    with scope(for_):
        open_ = Offer.objects.filter(state=OfferState.MADE, reminded_at__isnull=True, answer_by__gt=now)
        cohorts = Cohort.objects.filter(pk__in=open_.values("cohort")).order_by("pk")
        for cohort in cohorts:
            rules = definition_of(cohort.definition).offers or OfferRules()
            until = now + dt.timedelta(days=rules.reminder_days)
            found += open_.filter(cohort=cohort, answer_by__lte=until).values_list("pk", flat=True)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class PlaceHeld:
    """Where someone's place stands. `offer` is their latest; `wished` the other mode they wait for with a seat kept.

    `positions` are modes with the position on their list, 1 is the next. `missing` is what a place still needs;
    `fee_minor` what it would cost by country, None once there is a statement.
    """

    application: Application
    definition: Definition
    offer: Offer | None
    positions: tuple[tuple[str, int], ...]
    later: tuple[Cohort, ...]
    missing: tuple[Missing, ...]
    fee_minor: int | None
    currency: str
    owes: bool

    @property
    def is_offered(self) -> bool:
        """Whether an answer is awaited and still counts."""
        offer = self.offer
        return bool(offer and offer.state == OfferState.MADE and offer.answer_by > clock.now())

    @property
    def is_admitted(self) -> bool:
        """Whether the place was accepted."""
        return bool(self.offer and self.offer.state == OfferState.ACCEPTED)

    @property
    def other_mode(self) -> Mode | None:
        """The mode one could ask for: none where one waits for it already, or has neither seat nor place."""
        if self.is_offered or self.is_admitted:
            present = self.offer.mode if self.offer else ""
        elif self.application.state == ApplicationState.WAITING and len(self.positions) == 1:
            present = self.positions[0][0]
        else:
            return None
        other = Mode.ONLINE if present == Mode.ON_SITE else Mode.ON_SITE
        capacity = self.definition.capacity
        has_seats = capacity.on_site if other == Mode.ON_SITE else capacity.online
        return other if has_seats and other not in dict(self.positions) else None

    @property
    def can_restore(self) -> bool:
        """Whether a no can still be taken back, as far as the day tells."""
        offer, now = self.offer, clock.now()
        if (
            not offer
            or offer.state != OfferState.DECLINED
            or offer.ended_at is None
            or offer.answer_by <= now
        ):
            return False
        zone = ZoneInfo(self.application.zone or "UTC")
        return offer.ended_at.astimezone(zone).date() == now.astimezone(zone).date()


def place_held(*, for_: Actor) -> PlaceHeld:
    """The place of whoever holds the link.

    Raises:
        NotThere: no application belongs to this link.
    """
    require(access.HOLD_APPLICATION, for_)
    related = "cohort__programme__organisation"
    rows = access.HOLD_APPLICATION.narrow(Application.objects.select_related(related), for_)
    row = rows.first() if for_.bearer else None
    if row is None:
        raise NotThere
    with scope(SYSTEM):
        offer = Offer.objects.filter(application=row).order_by("-made_at", "-pk").first()
        statement = FeeStatement.objects.filter(application=row, closed_at__isnull=True).first()
        holds = offer is not None and offer.state in ("made", "accepted")
        terms = terms_of(row.cohort)
        rules = definition_of(row.cohort.definition)
        fee = None
        if holds and statement is None:
            standing = standing_of(row.country, terms.rules.table_year)
            fee = terms.fee(standing.group).amount_minor
        return PlaceHeld(
            application=row,
            definition=rules,
            offer=offer,
            positions=positions_of(row.pk),
            later=tuple(later_cohorts(row.cohort)) if holds else (),
            missing=missing_of(row, conduct=rules.conduct) if holds else (),
            fee_minor=fee,
            currency=terms.currency,
            owes=bool(statement and balance_of(statement.pk) > 0),
        )


def later_cohorts(cohort: Cohort) -> QuerySet[Cohort]:
    """Cohorts of the same programme that people outside can see and that begin their applications later."""
    rows = Cohort.objects.filter(programme=cohort.programme_id, apply_opens_at__gt=cohort.apply_opens_at)
    return rows.exclude(state=CohortState.DRAFT).exclude(pk=cohort.pk).order_by("apply_opens_at", "pk")


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of rows, and whether another follows."""

    rows: tuple[Any, ...]
    has_more: bool


def offers_listed(*, for_: Actor, cohort: UUID, state: str = "", page: int = 1) -> Listed:
    """Offers of a cohort with their applications: those that end soonest first, then the latest.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    cohort_at_desk(for_=for_, cohort=cohort, permission=access.READ_COHORTS)
    rows = access.READ_ADMISSION.narrow(Offer.objects.filter(cohort=cohort), for_)
    if state in OfferState.values:
        rows = rows.filter(state=state)
    is_open = Case(When(state=OfferState.MADE, then=Value(0)), default=Value(1))
    ordered = rows.annotate(rest=is_open).order_by("rest", "answer_by", "pk")
    return _paged(ordered.select_related("application"), page)


def waiting_listed(*, for_: Actor, cohort: UUID, mode: str, page: int = 1) -> Listed:
    """People on the list of one mode, the next one first.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    cohort_at_desk(for_=for_, cohort=cohort, permission=access.READ_COHORTS)
    places = WaitingPlace.objects.filter(cohort=cohort, mode=mode, left_at__isnull=True)
    rows = access.READ_ADMISSION.narrow(places, for_)
    return _paged(rows.select_related("application").order_by("rank"), page)


def offer_at_desk(*, for_: Actor, offer: UUID) -> Offer:
    """One offer with its application, for whoever may move its end.

    Raises:
        NotThere: it is none of the actor's organisations'.
        Denied: the actor belongs there but does not lead programmes.
    """
    found = Offer.objects.select_related("application", "cohort__programme").filter(pk=offer).first()
    if found is None:
        raise NotThere
    require(access.ADMIT, for_, found.organisation)
    return found


@dataclass(frozen=True, slots=True)
class Admission:
    """All that happened to an application in admission: moments, codes and facts, the oldest first."""

    application: Application
    steps: tuple[tuple[dt.datetime, str, str, str], ...]


def admission_of(*, for_: Actor, application: UUID) -> Admission:
    """The admission history of one application; the view is recorded.

    Each step is its moment, a code (`decided`, `offered`, `ended`, `answered`, `joined`, `left`), what it was
    (an outcome, a state, a mode) and words that a person wrote.

    Raises:
        NotThere: it is none of the actor's organisations'.
    """
    rows = access.READ_APPLICATIONS.narrow(Application.objects.select_related("cohort__programme"), for_)
    row = rows.filter(pk=application, submitted_at__isnull=False).first()
    if row is None:
        raise NotThere
    audit.record_view(
        by=for_,
        about=("application", row.pk),
        purpose="reading the history of an admission",
        organisation=row.organisation,
    )
    steps = [
        (decision.decided_at, "decided", decision.get_outcome_display(), decision.words)
        for decision in Decision.objects.filter(application=row)
    ]
    for offer in Offer.objects.filter(application=row):
        mode = offer.get_mode_display()
        steps.append((offer.made_at, "offered", mode, ""))
        if offer.state != OfferState.MADE:
            moment = offer.ended_at or offer.answered_at or offer.made_at
            steps.append((moment, "ended", offer.get_state_display(), ""))
    for place in WaitingPlace.objects.filter(application=row):
        steps.append((place.joined_at, "joined", place.get_mode_display(), ""))
        if place.left_at:
            steps.append((place.left_at, "left", place.get_mode_display(), ""))
    return Admission(row, tuple(sorted(steps, key=lambda step: (step[0], step[1] == "left"))))


def _paged(rows: QuerySet[Any], page: int) -> Listed:
    start = (max(page, 1) - 1) * PAGE_SIZE
    found = tuple(rows[start : start + PAGE_SIZE + 1])
    return Listed(found[:PAGE_SIZE], len(found) > PAGE_SIZE)
