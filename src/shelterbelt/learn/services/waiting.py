"""The waiting list of each mode: joined, left, and the other mode asked for while a seat is kept."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from django.db.models import Max

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import DECLINED_KEPT_DAYS, ApplicationState, Mode
from shelterbelt.learn.models import Application, Offer, WaitingPlace
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.learn.services.rolling import (
    FIRST_CLAIMS,
    HOLDS_SEAT,
    apart_in,
    ask_for_letters_to,
    may_not_be_seated,
    roll_down,
)
from shelterbelt.learn.services.seats import led, prepare_seats
from shelterbelt.learn.services.seats_held import Seats, lock_seats

UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.NOT_ADMITTED, ApplicationState.WAITING)


class Decided(Protocol):
    """What an offer or a place on the list follows from; a `Decision` is one."""

    @property
    def application_id(self) -> UUID:
        """Whose."""

    @property
    def mode(self) -> str:
        """In which mode."""


def put_on_list(*, by: Actor, cohort: UUID, decisions: Iterable[Decided]) -> int:
    """Put applications at the end of the list of their mode, in the order given; returns how many joined.

    Whoever is on that list keeps their place.

    Args:
        by: a lead, or the system.
        cohort: whose list.
        decisions: rows with `application_id` and `mode`, the first the next to be offered a seat.

    Raises:
        NotInThisState: an application is withdrawn, or holds or held an offer.
        NotThere, Denied: the cohort is none of the actor's, or the actor does not lead programmes there.
    """
    found = led(by, cohort)
    organisation = found.programme.organisation_id
    wanted = [(one.application_id, Mode(one.mode).value) for one in decisions]
    people = [application for application, _mode in wanted]
    with audit.act("learn.waiting.join", by=by, about=("cohort", cohort), organisation=organisation) as event:
        prepare_seats(by=by, cohort=cohort)
        with scope(SYSTEM):
            lock_seats(cohort)
            _require_undecided(cohort, people)
            live = WaitingPlace.objects.filter(application__in=people, left_at__isnull=True)
            known = set(live.values_list("application_id", "mode"))
            ranks = {mode.value: next_rank(cohort, mode) for mode in Mode}
            fresh = []
            for application, mode in wanted:
                if (application, mode) in known:
                    continue
                fresh.append(
                    WaitingPlace(
                        application_id=application,
                        cohort_id=cohort,
                        organisation=organisation,
                        mode=mode,
                        rank=ranks[mode],
                    )
                )
                ranks[mode] += 1
            WaitingPlace.objects.bulk_create(fresh)
            joined = [place.application_id for place in fresh]
            Application.objects.filter(pk__in=joined).update(
                state=ApplicationState.WAITING, changed_at=clock.now()
            )
            ask_for_letters_to("waiting", joined)
        event.note(joined=joined)
    return len(fresh)


def turn_down(*, by: Actor, cohort: UUID, applications: Iterable[UUID]) -> int:
    """Say that there is no place this time; returns to how many. Their data are erased on a date the letter names.

    Whoever was told already is told nothing again.

    Raises:
        NotInThisState: an application is withdrawn, or holds or held an offer.
        NotThere, Denied: the cohort is none of the actor's, or the actor does not lead programmes there.
    """
    found = led(by, cohort)
    people = list(dict.fromkeys(applications))
    organisation = found.programme.organisation_id
    with (
        audit.act(
            "learn.application.turn_down", by=by, about=("cohort", cohort), organisation=organisation
        ) as event,
        scope(SYSTEM),
    ):
        lock_seats(cohort)
        states = _require_undecided(cohort, people)
        told = [one for one in people if states[one] != ApplicationState.NOT_ADMITTED]
        moment = clock.now()
        WaitingPlace.objects.filter(application__in=told, left_at__isnull=True).update(left_at=moment)
        Application.objects.filter(pk__in=told).update(
            state=ApplicationState.NOT_ADMITTED,
            changed_at=moment,
            erase_on=clock.today() + dt.timedelta(days=DECLINED_KEPT_DAYS),
        )
        ask_for_letters_to("declined", told)
        event.note(applications=told)
    return len(told)


def change_mode(*, by: Actor, mode: Mode | str) -> bool:
    """Ask for a seat in the other mode; True if it was there at once, False for a place on its list.

    The present seat, or the present place on a list, is kept until the other seat is there. Asking for the mode in
    which one has a seat takes back the wish for the other.

    Raises:
        NotInThisState: the application neither holds a seat nor waits for one.
        NotThere: no application belongs to this link.
    """
    require(access.HOLD_APPLICATION, by)
    wanted = Mode(mode).value
    if by.bearer is None:
        raise NotThere
    with scope(SYSTEM):
        rows = Application.objects.filter(token_digest=by.bearer)
        cohort = rows.values_list("cohort_id", flat=True).first()
        if cohort is None:
            raise NotThere
        seats = lock_seats(cohort)
        application = rows.select_for_update().get()
        offer = (
            Offer.objects.select_for_update().filter(application=application, state__in=HOLDS_SEAT).first()
        )
        if offer is None and application.state != ApplicationState.WAITING:
            raise NotInThisState(application.state)
        about, organisation = ("application", application.pk), application.organisation
        with audit.act("learn.mode.change", by=by, about=about, organisation=organisation) as event:
            event.note(mode=wanted)
            return _changed(seats, application, offer, wanted)


def leave_other_list(*, by: Actor) -> None:
    """Take back the wish for the other mode while one holds a seat.

    Raises:
        NotInThisState: there is no seat to keep.
        NotThere: no application belongs to this link.
    """
    require(access.HOLD_APPLICATION, by)
    with scope(SYSTEM):
        offers = Offer.objects.filter(application__token_digest=by.bearer or "", state__in=HOLDS_SEAT)
        mode = offers.values_list("mode", flat=True).first()
    if mode is None:
        raise NotInThisState
    change_mode(by=by, mode=mode)


def next_rank(cohort: UUID, mode: str, *, is_first_claim: bool = False) -> int:
    """The rank after everyone's on a list; first claims stand before all others, in the order of their coming.

    A part of another service's act.
    """
    live = WaitingPlace.objects.filter(cohort=cohort, mode=mode, left_at__isnull=True)
    band = live.filter(rank__lt=FIRST_CLAIMS) if is_first_claim else live.filter(rank__gte=FIRST_CLAIMS)
    last = band.aggregate(last=Max("rank"))["last"]
    if last is not None:
        return int(last) + 1
    return 1 if is_first_claim else FIRST_CLAIMS


def _changed(seats: Seats, application: Application, offer: Offer | None, wanted: str) -> bool:
    live = WaitingPlace.objects.select_for_update().filter(
        cohort=seats.cohort, mode=wanted, left_at__isnull=True
    )
    if offer and offer.mode == wanted:
        mine = WaitingPlace.objects.filter(application=application, left_at__isnull=True)
        mine.update(left_at=clock.now())
        return True
    is_first = not live.exclude(application=application).exists()
    # Whoever must not meet someone of that mode waits for it, as they would behind others.
    is_away = may_not_be_seated(seats, application.pk, wanted, apart_in(seats))
    if offer and seats.free(wanted) and is_first and not is_away:
        present = offer.mode
        live.update(left_at=clock.now())
        seats.give_back(present)
        seats.take(wanted)
        offer.mode = application.mode = wanted
        offer.save(update_fields=["mode"])
        application.changed_at = clock.now()
        application.save(update_fields=["mode", "changed_at"])
        rolled = roll_down(seats, {present: 1})
        seats.explain("mode changed", offer=offer.pk, **rolled.facts())
        return True
    if not live.filter(application=application).exists():
        WaitingPlace.objects.create(
            application=application,
            cohort=seats.cohort,
            organisation=application.organisation,
            mode=wanted,
            rank=next_rank(seats.cohort.pk, wanted),
        )
        ask_for_letters_to("waiting", [application.pk])
    return False


def _require_undecided(cohort: UUID, people: list[UUID]) -> dict[UUID, str]:
    rows = Application.objects.select_for_update().filter(pk__in=people, cohort=cohort)
    states = dict(rows.order_by("pk").values_list("pk", "state"))
    if set(states) != set(people):
        raise NotThere
    for state in states.values():
        if state not in UNDECIDED:
            raise NotInThisState(state)
    return states
