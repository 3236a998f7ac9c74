"""Offers: made, accepted, declined, taken up again, moved to a later cohort, given more time.

Each service locks the seats of the cohort first (see `seats_held`), then reads what it decides upon.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import (
    CAN_BE_OFFERED,
    DECLINED_KEPT_DAYS,
    SENT_KEPT_DAYS,
    ApplicationState,
    Mode,
    OfferState,
)
from shelterbelt.learn.models import Application, Offer, WaitingPlace
from shelterbelt.learn.queries.offers import later_cohorts
from shelterbelt.learn.queries.seats import answer_by_latest
from shelterbelt.learn.services.errors import CannotSeat, Incomplete, NoSeat, NotInThisState, TooLate
from shelterbelt.learn.services.fees import close_statement, open_statement
from shelterbelt.learn.services.rolling import (
    HOLDS_SEAT,
    apart_in,
    ask_for_letters,
    may_not_be_seated,
    offer_for,
    roll_down,
)
from shelterbelt.learn.services.seats import led, prepare_seats
from shelterbelt.learn.services.seats_held import Seats, lock_seats
from shelterbelt.learn.services.sentences import REASON_NEEDED, WITHIN_EXTENSION
from shelterbelt.learn.services.waiting import Decided, next_rank


@dataclass(frozen=True, slots=True)
class One:
    """A single application and the mode in which it is offered a seat."""

    application_id: UUID
    mode: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the holder of a link changes: their application and its latest offer, the seats locked."""

    seats: Seats
    application: Application
    offer: Offer


def make_offer(
    *, by: Actor, application: UUID, mode: Mode | str, answer_by: dt.datetime | None = None
) -> UUID:
    """Offer someone a seat; the same offer if it stands already in this mode.

    Args:
        by: a lead, or the system.
        application: whose.
        mode: in which mode.
        answer_by: until when, if not as long as the definition says; never after the last call.

    Raises:
        NoSeat: none of this mode is free.
        CannotSeat: not in this cohort now; nobody is told why.
        LastCallPassed: no offer of this cohort is made any more.
        NotInThisState: the application is not one that can be offered a seat.
        NotThere, Denied: the application is none of the actor's, or the actor does not lead programmes there.
    """
    with scope(SYSTEM):
        found = Application.objects.filter(pk=application).values("cohort", "organisation").first()
    if found is None:
        raise NotThere
    require(access.ADMIT, by, found["organisation"])
    made = make_offers(
        by=by, cohort=found["cohort"], decisions=(One(application, mode),), answer_by=answer_by
    )
    return made[0]


def make_offers(
    *, by: Actor, cohort: UUID, decisions: Iterable[Decided], answer_by: dt.datetime | None = None
) -> tuple[UUID, ...]:
    """Offer seats to many at once, all or none; whoever has an offer in this mode keeps it.

    Args:
        by: a lead, or the system.
        cohort: whose seats; they are prepared first if they were not.
        decisions: rows with `application_id` and `mode`, at most one for an application.
        answer_by: as in `make_offer`.

    Returns:
        The ids of the offers, in the order of the decisions.

    Raises:
        NoSeat: there are fewer free seats of a mode than decisions.
        CannotSeat, LastCallPassed, NotInThisState, NotThere, Denied: as in `make_offer`.
    """
    found = led(by, cohort)
    wanted = {one.application_id: Mode(one.mode).value for one in decisions}
    about, organisation = ("cohort", cohort), found.programme.organisation_id
    with audit.act("learn.offer.make", by=by, about=about, organisation=organisation) as event:
        prepare_seats(by=by, cohort=cohort)
        with scope(SYSTEM):
            seats = lock_seats(cohort)
            standing = _standing(seats, wanted)
            fresh = _fresh(seats, {one: wanted[one] for one in wanted if one not in standing}, answer_by)
            made = [offer.pk for offer in fresh]
            seats.explain("offered", offered=made)
            event.note(offers=len(made))
            ask_for_letters("offer", fresh)
    both = {offer.application_id: offer.pk for offer in [*standing.values(), *fresh]}
    return tuple(both[one] for one in wanted)


def accept_offer(*, by: Actor) -> UUID:
    """Say yes to the offer behind the actor's link; twice is once. Returns the offer's id.

    Raises:
        TooLate: the offer had ended.
        NotInThisState: there is no offer, or it was answered otherwise, perhaps on another device.
        NotThere: no application belongs to this link.
    """
    with held(by) as one:
        offer, application = one.offer, one.application
        if offer.state == OfferState.ACCEPTED:
            return offer.pk
        _require_standing(offer)
        organisation = application.organisation
        with audit.act(
            "learn.offer.accept", by=by, about=("application", application.pk), organisation=organisation
        ) as event:
            offer.state, offer.answered_at = OfferState.ACCEPTED, clock.now()
            offer.save(update_fields=["state", "answered_at"])
            _move(application, ApplicationState.ADMITTED, mode=offer.mode, erase_on=_kept_while_in(one.seats))
            # An acceptance moves no seat: it was held since the offer was made.
            counts = {mode: row.held for mode, row in one.seats.rows.items()}
            event.note(offer=offer.pk, mode=offer.mode, held=counts)
            open_statement(by=by, application=application.pk)
    return offer.pk


def decline_offer(*, by: Actor) -> None:
    """Say no to the offer behind the actor's link; twice is once. Whoever waits next gets the seat at once.

    Raises:
        NotInThisState: there is no offer that stands.
        NotThere: no application belongs to this link.
    """
    with held(by) as one:
        if one.offer.state == OfferState.DECLINED:
            return
        if one.offer.state != OfferState.MADE:
            raise NotInThisState(one.offer.state)
        about, organisation = ("application", one.application.pk), one.application.organisation
        with audit.act("learn.offer.decline", by=by, about=about, organisation=organisation):
            erase_on = clock.today() + dt.timedelta(days=DECLINED_KEPT_DAYS)
            _end(one, OfferState.DECLINED, ApplicationState.OFFER_DECLINED, erase_on)


def restore_offer(*, by: Actor) -> None:
    """Take up again an offer that was declined by mistake: on the same day, while a seat is still free.

    Raises:
        TooLate: the day is over, or the offer would have ended by now.
        NoSeat: the seat is no longer there for them. That they must not meet someone is answered in the same way.
        NotInThisState: it was not declined.
        NotThere: no application belongs to this link.
    """
    with held(by) as one:
        offer, application, seats = one.offer, one.application, one.seats
        if offer.state in HOLDS_SEAT:
            return
        if offer.state != OfferState.DECLINED or offer.ended_at is None:
            raise NotInThisState(offer.state)
        now = clock.now()
        if offer.answer_by <= now:
            raise TooLate(offer.answer_by)
        if not is_same_day(offer.ended_at, application.zone):
            raise TooLate(offer.ended_at)
        about = ("application", application.pk)
        with audit.act("learn.offer.restore", by=by, about=about, organisation=application.organisation):
            seats.take(offer.mode)
            if may_not_be_seated(seats, application.pk, offer.mode, apart_in(seats)):
                raise NoSeat(offer.mode)
            offer.state, offer.ended_at, offer.answered_at = OfferState.MADE, None, None
            offer.save(update_fields=["state", "ended_at", "answered_at"])
            _move(application, ApplicationState.OFFERED, erase_on=_kept_while_in(seats))
            seats.explain("restored", offer=offer.pk)


def defer_offer(*, by: Actor, to: UUID) -> None:
    """Give the seat back and keep a first claim in a later cohort of the same programme.

    The claim stands before everyone on that cohort's list; its seat is offered as soon as there are seats.

    Raises:
        NotInThisState: there is no offer or place to move.
        NotThere: no application belongs to this link, or no such later cohort of the programme.
    """
    with held(by) as one:
        offer, application = one.offer, one.application
        if offer.state == OfferState.DEFERRED and offer.deferred_to_id == to:
            return
        if offer.state not in HOLDS_SEAT:
            raise NotInThisState(offer.state)
        if offer.state == OfferState.MADE:
            _require_standing(offer)
        later = later_cohorts(one.seats.cohort).filter(pk=to).first()
        if later is None:
            raise NotThere
        about, organisation = ("application", application.pk), application.organisation
        with audit.act("learn.offer.defer", by=by, about=about, organisation=organisation) as event:
            if offer.state == OfferState.ACCEPTED:
                close_statement(by=by, application=application.pk, because="deferred")
            offer.deferred_to = later
            erase_on = later.apply_closes_at.date() + dt.timedelta(days=SENT_KEPT_DAYS)
            _end(one, OfferState.DEFERRED, ApplicationState.DEFERRED, erase_on)
            rank = next_rank(later.pk, offer.mode, is_first_claim=True)
            WaitingPlace.objects.create(
                application=application,
                cohort=later,
                organisation=organisation,
                mode=offer.mode,
                rank=rank,
            )
            event.note(cohort=later.pk, rank=rank)


def extend_offer(*, by: Actor, offer: UUID, answer_by: dt.datetime, because: str) -> None:
    """Give someone more time to answer.

    Args:
        by: a lead.
        offer: which offer.
        answer_by: the new end, aware; later than the present one.
        because: why, in a few words without names; it is kept in the record of events.

    Raises:
        Incomplete: no reason, or an end outside what the definition allows.
        NotInThisState: the offer was answered or has ended.
        NotThere, Denied: it is none of the actor's, or the actor does not lead programmes there.
    """
    with scope(SYSTEM):
        found = Offer.objects.filter(pk=offer).first()
        if found is None:
            raise NotThere
        require(access.ADMIT, by, found.organisation)
        about, organisation = ("offer", found.pk), found.organisation
        with audit.act(
            "learn.offer.extend", by=by, about=about, organisation=organisation, purpose=because
        ) as event:
            seats = lock_seats(found.cohort_id)
            row = Offer.objects.select_for_update().get(pk=offer)
            _require_standing(row)
            latest = answer_by_latest(seats.definition, row.made_at)
            wrong: dict[str, object] = {}
            if not because.strip():
                wrong["because"] = REASON_NEEDED
            if not row.answer_by < answer_by <= latest:
                wrong["answer_by"] = WITHIN_EXTENSION
            if wrong:
                raise Incomplete(wrong)  # type: ignore[arg-type]
            event.note(before=row.answer_by, after=answer_by)
            row.answer_by, row.reminded_at = answer_by, None
            row.save(update_fields=["answer_by", "reminded_at"])
            ask_for_letters("extended", [row])


@contextmanager
def held(by: Actor) -> Iterator[Held]:
    """The application behind a link with its latest offer, seats and rows locked, in the system's scope.

    A part of another service's act.

    Raises:
        NotInThisState: no seat was ever offered.
        NotThere: no application belongs to this link.
    """
    require(access.HOLD_APPLICATION, by)
    if by.bearer is None:
        raise NotThere
    with scope(SYSTEM):
        rows = Application.objects.filter(token_digest=by.bearer)
        cohort = rows.values_list("cohort_id", flat=True).first()
        if cohort is None:
            raise NotThere
        seats = lock_seats(cohort)
        application = rows.select_for_update().filter(cohort=cohort).first()
        if application is None:
            raise NotThere
        offers = Offer.objects.select_for_update().filter(application=application, cohort=cohort)
        offer = offers.order_by("-made_at", "-pk").first()
        if offer is None:
            raise NotInThisState(application.state)
        yield Held(seats, application, offer)


def is_same_day(moment: dt.datetime, zone: str) -> bool:
    """Whether a moment lies in today, as people in the IANA zone see it.

    A part of another service's act.
    """
    place = ZoneInfo(zone or "UTC")
    return moment.astimezone(place).date() == clock.today(zone or "UTC")


def _standing(seats: Seats, wanted: dict[UUID, str]) -> dict[UUID, Offer]:
    rows = Application.objects.select_for_update().filter(pk__in=wanted, cohort=seats.cohort)
    found = dict(rows.order_by("pk").values_list("pk", "state"))
    if set(found) != set(wanted):
        raise NotThere
    offers = Offer.objects.select_for_update().filter(application__in=wanted, state__in=HOLDS_SEAT)
    standing = {offer.application_id: offer for offer in offers.order_by("pk")}
    for one, state in found.items():
        kept = standing.get(one)
        if (kept and kept.mode != wanted[one]) or (kept is None and state not in CAN_BE_OFFERED):
            raise NotInThisState(state)
    return standing


def _fresh(seats: Seats, wanted: dict[UUID, str], answer_by: dt.datetime | None) -> list[Offer]:
    if not wanted:
        return []
    ends = seats.answer_by()
    if answer_by is not None:
        if answer_by <= clock.now():
            raise ValueError("an offer must stand for some time")
        ends = min(answer_by, seats.last_call)
    for mode in wanted.values():
        seats.take(mode)
    rows = Application.objects.filter(pk__in=wanted).in_bulk()
    fresh = [offer_for(rows[one], seats, mode, ends) for one, mode in wanted.items()]
    Offer.objects.bulk_create(fresh)
    # Asked last: where there is no seat, the answer is that there is none, for everyone alike.
    apart = apart_in(seats)
    if any(may_not_be_seated(seats, one, mode, apart) for one, mode in wanted.items()):
        raise CannotSeat
    moment = clock.now()
    WaitingPlace.objects.filter(application__in=wanted, left_at__isnull=True).update(left_at=moment)
    Application.objects.filter(pk__in=wanted).update(
        state=ApplicationState.OFFERED, changed_at=moment, erase_on=_kept_while_in(seats)
    )
    return fresh


def _require_standing(offer: Offer) -> None:
    if offer.state == OfferState.LAPSED or (
        offer.state == OfferState.MADE and offer.answer_by <= clock.now()
    ):
        raise TooLate(offer.answer_by)
    if offer.state != OfferState.MADE:
        raise NotInThisState(offer.state)


def _end(one: Held, state: OfferState, follows: ApplicationState, erase_on: dt.date) -> None:
    offer, seats, moment = one.offer, one.seats, clock.now()
    offer.state, offer.ended_at, offer.answered_at = state, moment, moment
    offer.save(update_fields=["state", "ended_at", "answered_at", "deferred_to"])
    WaitingPlace.objects.filter(application=one.application, left_at__isnull=True).update(left_at=moment)
    _move(one.application, follows, erase_on=erase_on)
    seats.give_back(offer.mode)
    rolled = roll_down(seats, {offer.mode: 1})
    seats.explain(state.value, offer=offer.pk, **rolled.facts())


def _move(application: Application, state: ApplicationState, *, erase_on: dt.date, mode: str = "") -> None:
    application.state, application.changed_at, application.erase_on = state, clock.now(), erase_on
    application.mode = mode or application.mode
    application.save(update_fields=["state", "changed_at", "erase_on", "mode"])


def _kept_while_in(seats: Seats) -> dt.date:
    return seats.cohort.apply_closes_at.date() + dt.timedelta(days=SENT_KEPT_DAYS)
