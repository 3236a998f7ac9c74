"""Reads for calendars: the meetings that one person should have in theirs."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import IN_THE_RUNNING, CohortState, SeatState
from shelterbelt.learn.models import Application, CalendarFeed, Meeting, Seat
from shelterbelt.learn.queries.cohorts import CohortView, definition_of
from shelterbelt.people.models import Professional


@dataclass(frozen=True, slots=True)
class FeedView:
    """What a secret calendar address gives: a cohort, its meetings, and the reader's language.

    `language` is empty where none was named. `may_join` says whether the addresses of the online rooms belong
    in this feed. `made_at` is when the address was made.
    """

    cohort: CohortView
    meetings: tuple[Meeting, ...]
    language: str
    may_join: bool
    made_at: dt.datetime


def feed_held(*, for_: Actor) -> FeedView:
    """The feed behind the actor's secret link.

    Panellists get the meetings at which they sit, applicants the dates of the cohort without its rooms.

    Raises:
        NotThere: no such feed, it was replaced, or what it hung on was withdrawn.
    """
    require(access.HOLD_FEED, for_)
    if for_.bearer is None:
        raise NotThere
    rows = CalendarFeed.objects.select_related("cohort__programme__organisation")
    feed = access.HOLD_FEED.narrow(rows, for_).filter(revoked_at__isnull=True).first()
    if feed is None or feed.cohort.state == CohortState.DRAFT:
        raise NotThere
    view = CohortView(feed.cohort, definition_of(feed.cohort.definition))
    if feed.account_id is not None:
        return _of_panellist(view, feed.account_id, feed.made_at)
    if feed.application_id is None:
        raise NotThere
    return _of_applicant(view, feed.application_id, feed.made_at)


def seats_own(*, for_: Actor) -> tuple[Seat, ...]:
    """The seats of the signed-in person on panels of any cohort that is public, in order of time."""
    require(access.READ_OWN_PLAN, for_)
    rows = access.READ_OWN_PLAN.narrow(Seat.objects.all(), for_).exclude(
        meeting__cohort__state=CohortState.DRAFT
    )
    rows = rows.select_related("meeting__cohort__programme__organisation", "speaker")
    return tuple(rows.order_by("meeting__starts_at", "id"))


def cohorts_with_own_feed(*, for_: Actor) -> frozenset[UUID]:
    """Ids of the cohorts for which the actor has a calendar address that works."""
    rows = CalendarFeed.objects.filter(revoked_at__isnull=True)
    if for_.account is not None:
        rows = rows.filter(account=for_.account)
    else:
        own = access.HOLD_APPLICATION.narrow(Application.objects.all(), for_)
        rows = rows.filter(application__in=own.values("pk"))
    return frozenset(rows.values_list("cohort_id", flat=True))


def _of_panellist(view: CohortView, account: UUID, made_at: dt.datetime) -> FeedView:
    person = Professional.objects.filter(account_id=account, account__is_active=True).first()
    if person is None:
        raise NotThere
    seats = Seat.objects.filter(meeting__cohort=view.cohort, speaker__professional=person)
    own = seats.exclude(state=SeatState.DECLINED).values("meeting_id")
    meetings = tuple(Meeting.objects.filter(pk__in=own))
    return FeedView(view, meetings, person.languages[0], may_join=True, made_at=made_at)


def _of_applicant(view: CohortView, application: UUID, made_at: dt.datetime) -> FeedView:
    # The address of the calendar is not the address of the application: row-level security would hide it.
    with scope(SYSTEM):
        found = Application.objects.filter(pk=application, state__in=IN_THE_RUNNING)
        language = found.values_list("language", flat=True).first()
    if language is None:
        raise NotThere
    meetings = tuple(Meeting.objects.filter(cohort=view.cohort))
    return FeedView(view, meetings, language, may_join=False, made_at=made_at)
