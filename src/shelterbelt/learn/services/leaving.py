"""Seats given back otherwise than by an answer: offers that ran out, places withdrawn, people erased."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import (
    DECLINED_KEPT_DAYS,
    WITHDRAWN_KEPT_DAYS,
    ApplicationState,
    OfferState,
)
from shelterbelt.learn.models import Application, Cohort, Offer, WaitingPlace
from shelterbelt.learn.queries.offers import reminders_due
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.fees import close_statement
from shelterbelt.learn.services.offers import held
from shelterbelt.learn.services.rolling import HOLDS_SEAT, ask_for_letters, roll_down
from shelterbelt.learn.services.seats_held import lock_seats
from shelterbelt.learn.services.sentences import REASON_NEEDED


def lapse_offers_due(*, by: Actor = SYSTEM) -> int:
    """End every offer whose time is over and give its seat to whoever waits next; returns how many ended.

    One transaction and one event for each cohort; the number of statements does not grow with that of the offers.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("learn.offer.lapse")
    with scope(SYSTEM):
        due = Offer.objects.filter(state=OfferState.MADE, answer_by__lte=clock.now())
        cohorts = list(due.order_by("cohort").values_list("cohort", flat=True).distinct())
    return sum(_lapse(cohort) for cohort in cohorts)


def withdraw_admission(*, by: Actor) -> None:
    """Give back the seat behind the actor's link, accepted or only offered; twice is once.

    What was paid is paid back as the definition says; the bursary returns to its pool.

    Raises:
        NotInThisState: there is no seat to give back.
        NotThere: no application belongs to this link.
    """
    with held(by) as one:
        application = one.application
        if one.offer.state == OfferState.WITHDRAWN:
            return
        if one.offer.state not in HOLDS_SEAT:
            raise NotInThisState(one.offer.state)
        about, organisation = ("application", application.pk), application.organisation
        with audit.act("learn.admission.withdraw", by=by, about=about, organisation=organisation):
            close_statement(by=by, application=application.pk, because="withdrawn")
            let_go([application.pk], because="withdrawn")
            now = clock.now()
            application.state, application.withdrawn_at = ApplicationState.WITHDRAWN, now
            application.changed_at = now
            application.erase_on = now.date() + dt.timedelta(days=WITHDRAWN_KEPT_DAYS)
            application.save(update_fields=["state", "withdrawn_at", "changed_at", "erase_on"])


def take_back_offer(*, by: Actor, offer: UUID, because: str) -> None:
    """Take back an offer that was made by mistake and is not answered yet.

    The application is undecided again, also if the person had come from a waiting list; a lead decides what is next.
    The person gets a letter that says so, and whoever waits next gets the seat at once.

    Args:
        by: a lead.
        offer: which offer.
        because: why, in a few words without names; it is kept in the record of events.

    Raises:
        Incomplete: no reason.
        NotInThisState: the offer was answered or has ended.
        NotThere, Denied: it is none of the actor's, or the actor does not lead programmes there.
    """
    with scope(SYSTEM):
        found = Offer.objects.filter(pk=offer).first()
        if found is None:
            raise NotThere
        require(access.ADMIT, by, found.organisation)
        if not because.strip():
            raise Incomplete({"because": REASON_NEEDED})
        about, organisation = ("offer", found.pk), found.organisation
        with audit.act(
            "learn.offer.take_back", by=by, about=about, organisation=organisation, purpose=because.strip()
        ):
            seats = lock_seats(found.cohort_id)
            application = Application.objects.select_for_update().get(pk=found.application_id)
            row = Offer.objects.select_for_update().get(pk=offer)
            if row.state != OfferState.MADE:
                raise NotInThisState(row.state)
            moment = clock.now()
            row.state, row.ended_at = OfferState.WITHDRAWN, moment
            row.save(update_fields=["state", "ended_at"])
            WaitingPlace.objects.filter(application=application, left_at__isnull=True).update(left_at=moment)
            application.state, application.changed_at = ApplicationState.SUBMITTED, moment
            application.save(update_fields=["state", "changed_at"])
            seats.give_back(row.mode)
            rolled = roll_down(seats, {row.mode: 1})
            seats.explain("taken back", offer=row.pk, **rolled.facts())
            ask_for_letters("taken_back", [row])


def let_go(applications: Iterable[UUID], *, because: str) -> int:
    """Give back every seat and every waiting place of applications; returns how many seats.

    A part of an act that is open, whoever acts; call it before the applications are locked. Nothing is asked of
    fees: whoever withdraws closes the statement first, and erasing has its own way.
    """
    people = list(applications)
    with scope(SYSTEM):
        offers = Offer.objects.filter(application__in=people)
        places = WaitingPlace.objects.filter(application__in=people, left_at__isnull=True)
        standing = offers.filter(state__in=HOLDS_SEAT).order_by()
        touched = set(standing.values_list("cohort_id", flat=True)) | set(
            places.order_by().values_list("cohort_id", flat=True)
        )
        count = 0
        for cohort in sorted(touched):
            seats = lock_seats(cohort)
            list(Application.objects.select_for_update().filter(pk__in=people).order_by("pk"))
            rows = list(standing.filter(cohort=cohort).select_for_update().order_by("pk"))
            now = clock.now()
            places.filter(cohort=cohort).update(left_at=now)
            offers.filter(pk__in=[row.pk for row in rows]).update(state=OfferState.WITHDRAWN, ended_at=now)
            freed = Counter(row.mode for row in rows)
            for mode, number in freed.items():
                seats.give_back(mode, number)
            rolled = roll_down(seats, freed)
            if rows:
                seats.explain(because, offers=[row.pk for row in rows], **rolled.facts())
            count += len(rows)
    return count


def remind_offers_due(*, by: Actor = SYSTEM) -> int:
    """Ask for a mail about every offer that ends soon and was not reminded of; returns how many.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("learn.offer.remind")
    with audit.act("learn.offer.remind", by=by, about=("instance", None)) as event, scope(by):
        due = reminders_due(for_=by)
        rows = Offer.objects.select_for_update().filter(
            pk__in=due, state=OfferState.MADE, reminded_at__isnull=True
        )
        found = list(rows.order_by("pk"))
        Offer.objects.filter(pk__in=[row.pk for row in found]).update(reminded_at=clock.now())
        ask_for_letters("reminder", found)
        event.note(count=len(found))
    return len(found)


def _lapse(cohort: UUID) -> int:
    with (
        audit.act("learn.offer.lapse", by=SYSTEM, about=("cohort", cohort), organisation=_owner(cohort)),
        scope(SYSTEM),
    ):
        seats = lock_seats(cohort)
        now = clock.now()
        due = Offer.objects.filter(cohort=cohort, state=OfferState.MADE, answer_by__lte=now)
        people = list(due.values_list("application", flat=True))
        list(Application.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))
        rows = list(due.select_for_update().order_by("pk"))
        gone, ids = [row.application_id for row in rows], [row.pk for row in rows]
        Offer.objects.filter(pk__in=ids).update(state=OfferState.LAPSED, ended_at=now)
        WaitingPlace.objects.filter(application__in=gone, left_at__isnull=True).update(left_at=now)
        Application.objects.filter(pk__in=gone).update(
            state=ApplicationState.LAPSED,
            changed_at=now,
            erase_on=clock.today() + dt.timedelta(days=DECLINED_KEPT_DAYS),
        )
        freed = Counter(row.mode for row in rows)
        for mode, number in freed.items():
            seats.give_back(mode, number)
        rolled = roll_down(seats, freed)
        seats.explain("lapsed", lapsed=ids, **rolled.facts())
        ask_for_letters("lapsed", rows)
    return len(rows)


def _owner(cohort: UUID) -> UUID | None:
    return Cohort.objects.filter(pk=cohort).values_list("programme__organisation_id", flat=True).first()
