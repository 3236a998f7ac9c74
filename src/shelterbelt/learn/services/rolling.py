"""The waiting list moves: whoever is next for a seat that became free gets it, in the transaction that freed it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from shelterbelt.ground import clock, jobs
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.learn.choices import ApplicationState, OfferState
from shelterbelt.learn.models import Application, Offer, WaitingPlace
from shelterbelt.learn.queries.apart import Apart, applications_apart
from shelterbelt.learn.services.seats_held import Seats

LETTER = "learn.write_letter"
HOLDS_SEAT = (OfferState.MADE, OfferState.ACCEPTED)
FIRST_CLAIMS = 1_000_000
"""Ranks below it belong to people who were admitted to an earlier cohort and moved to this one."""


@dataclass(slots=True)
class Rolled:
    """What a roll-down did. `offered` holds new offers, `moved` offers whose mode changed as their holder wished."""

    offered: list[Offer] = field(default_factory=list)
    moved: list[Offer] = field(default_factory=list)
    is_too_late: bool = False

    def facts(self) -> dict[str, object]:
        """For the audit."""
        told: dict[str, object] = {}
        if self.offered:
            told["offered"] = [one.pk for one in self.offered]
        if self.moved:
            told["moved"] = [one.pk for one in self.moved]
        if self.is_too_late:
            told["not_rolled_down"] = "last call passed"
        return told


def roll_down(seats: Seats, freed: Mapping[str, int]) -> Rolled:
    """Give seats that became free to whoever is next on the list of their mode, as far as there is someone.

    A part of another service's act.

    Someone who holds a seat of the other mode and waits for this one changes over, and frees theirs in turn. The
    mails are jobs of the same transaction. A fixed number of statements per round, however many seats there are.

    Args:
        seats: the cohort's seats, locked.
        freed: how many became free, by mode.
    """
    rolled = Rolled()
    left = {mode: min(count, seats.free(mode)) for mode, count in freed.items() if count > 0}
    if not any(count > 0 for count in left.values()):
        return rolled
    if not seats.is_open:
        rolled.is_too_late = True
        return rolled
    apart = apart_in(seats)
    while any(count > 0 for count in left.values()):
        mode, count = next((mode, count) for mode, count in left.items() if count > 0)
        places = _next(seats, mode, count, apart)
        left[mode] = 0 if len(places) < count else count - len(places)
        for other in _hand_out(seats, mode, places, rolled):
            left[other] = left.get(other, 0) + 1
    ask_for_letters("moved_up", rolled.offered)
    ask_for_letters("changed", rolled.moved)
    return rolled


def apart_in(seats: Seats) -> Apart:
    """Who must not share this cohort with whom, by application.

    A part of another service's act.
    """
    return applications_apart(for_=SYSTEM, organisation=seats.cohort.programme.organisation_id)


def may_not_be_seated(seats: Seats, application: UUID, mode: str, apart: Apart) -> bool:
    """Whether a seat of this mode would put someone together with a person they must not meet.

    Whoever has a seat in the other mode is with everyone of the cohort already: for them the people of this mode
    count alone, so that nobody is kept from moving away.

    A part of another service's act.
    """
    others = apart.get(application)
    if not others:
        return False
    holding = Offer.objects.filter(cohort=seats.cohort, state__in=HOLDS_SEAT)
    against = holding.filter(application__in=others)
    if holding.filter(application=application).exclude(mode=mode).exists():
        against = against.filter(mode=mode)
    return against.exists()


def _next(seats: Seats, mode: str, count: int, apart: Apart) -> list[WaitingPlace]:
    """The next on the list whom nobody who holds a seat, or is picked with them, must not meet.

    Whoever is passed over keeps their place, and nothing says why.
    """
    live = WaitingPlace.objects.filter(cohort=seats.cohort, mode=mode, left_at__isnull=True)
    waiting = live.order_by("rank").select_related("application")
    if not apart:
        return list(waiting[:count])
    picked: list[WaitingPlace] = []
    away: set[UUID] = set()
    for place in waiting:
        one = place.application_id
        if len(picked) == count:
            break
        if one not in away and not may_not_be_seated(seats, one, mode, apart):
            picked.append(place)
            away |= apart.get(one, frozenset())
    return picked


def _hand_out(seats: Seats, mode: str, places: list[WaitingPlace], rolled: Rolled) -> Iterable[str]:
    """Give one seat to each place; returns the modes of seats that were left for it."""
    people = [place.application_id for place in places]
    list(Application.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))
    standing = Offer.objects.select_for_update().filter(application__in=people, state__in=HOLDS_SEAT)
    holding = {offer.application_id: offer for offer in standing.order_by("pk")}
    moment, ends = clock.now(), seats.answer_by()
    freed: list[str] = []
    fresh: list[Offer] = []
    for place in places:
        kept = holding.get(place.application_id)
        if kept is None:
            fresh.append(offer_for(place.application, seats, mode, ends))
            continue
        seats.give_back(kept.mode)
        freed.append(kept.mode)
        kept.mode = mode
        kept.save(update_fields=["mode"])
        rolled.moved.append(kept)
    seats.take(mode, len(places))
    Offer.objects.bulk_create(fresh)
    offered = [offer.application_id for offer in fresh]
    # Whoever is offered a seat leaves every list; whoever changed over leaves the one they waited on.
    WaitingPlace.objects.filter(application__in=offered, left_at__isnull=True).update(left_at=moment)
    changed = [offer.application_id for offer in holding.values()]
    WaitingPlace.objects.filter(application__in=changed, mode=mode, left_at__isnull=True).update(
        left_at=moment
    )
    # A first claim in a later cohort becomes a place there.
    Application.objects.filter(pk__in=offered).update(
        state=ApplicationState.OFFERED, cohort=seats.cohort, changed_at=moment
    )
    Application.objects.filter(pk__in=changed).update(mode=mode, changed_at=moment)
    rolled.offered += fresh
    return freed


def offer_for(application: Application, seats: Seats, mode: str, ends: dt.datetime) -> Offer:
    """An offer that is not stored yet.

    A part of another service's act.
    """
    return Offer(
        application=application,
        cohort=seats.cohort,
        organisation=application.organisation,
        mode=mode,
        made_at=clock.now(),
        answer_by=ends,
    )


def ask_for_letters(kind: str, offers: Iterable[Offer]) -> None:
    """One job for each person's mail, with ids alone.

    A part of another service's act.
    """
    jobs.enqueue_all(
        LETTER,
        ({"kind": kind, "application": str(one.application_id), "offer": str(one.pk)} for one in offers),
    )


def ask_for_letters_to(kind: str, applications: Iterable[UUID]) -> None:
    """One job for each applicant's mail that is about no offer.

    A part of another service's act.
    """
    jobs.enqueue_all(LETTER, ({"kind": kind, "application": str(one), "offer": ""} for one in applications))
