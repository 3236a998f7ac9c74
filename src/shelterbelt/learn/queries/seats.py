"""Reads of seats: how many there are in each mode, how many are held, and until when they can be offered."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count

from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import Mode
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.definition.admission import OfferRules
from shelterbelt.learn.models import CohortSeats, Offer, WaitingPlace
from shelterbelt.learn.queries.cohorts import cohort_at_desk


@dataclass(frozen=True, slots=True)
class SeatLine:
    """The seats of one mode: how many, and what became of them. `free` can be offered."""

    mode: Mode
    capacity: int
    accepted: int
    offered: int
    waiting: int

    @property
    def held(self) -> int:
        return self.accepted + self.offered

    @property
    def free(self) -> int:
        return self.capacity - self.held


def last_call_of(definition: Definition) -> dt.datetime:
    """The moment from which no offer is made any more: a midnight at the host's place, in UTC."""
    rules = definition.offers or OfferRules()
    day = definition.cohort.first_week - dt.timedelta(days=rules.last_call_days)
    return dt.datetime.combine(day, dt.time(), ZoneInfo(definition.programme.host_zone)).astimezone(dt.UTC)


def answer_by_usual(definition: Definition, made_at: dt.datetime) -> dt.datetime:
    """Until when an offer made at that moment stands if nobody moves its end; never after the last call."""
    rules = definition.offers or OfferRules()
    return min(made_at + dt.timedelta(days=rules.answer_days), last_call_of(definition))


def answer_by_latest(definition: Definition, made_at: dt.datetime) -> dt.datetime:
    """The latest moment to which staff may move the end of an offer."""
    rules = definition.offers or OfferRules()
    usual = made_at + dt.timedelta(days=rules.answer_days + rules.extension_days)
    return min(usual, last_call_of(definition))


def seats_of(*, for_: Actor, cohort: UUID) -> tuple[SeatLine, ...]:
    """The seats of a cohort by mode; empty until they were prepared.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    cohort_at_desk(for_=for_, cohort=cohort, permission=access.READ_COHORTS)
    offers = access.READ_ADMISSION.narrow(Offer.objects.filter(cohort=cohort), for_)
    rows = offers.filter(state__in=("made", "accepted")).order_by().values_list("mode", "state")
    held = {(mode, state): count for mode, state, count in rows.annotate(count=Count("pk"))}
    places = access.READ_ADMISSION.narrow(WaitingPlace.objects.filter(cohort=cohort), for_)
    live = places.filter(left_at__isnull=True).order_by().values_list("mode")
    waiting = dict(live.annotate(count=Count("pk")))
    return tuple(
        SeatLine(
            Mode(row.mode),
            row.capacity,
            held.get((row.mode, "accepted"), 0),
            held.get((row.mode, "made"), 0),
            waiting.get(row.mode, 0),
        )
        for row in CohortSeats.objects.filter(cohort=cohort).order_by("-mode")
    )
