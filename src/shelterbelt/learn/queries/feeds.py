"""Reads for calendars: the meetings that one person should have in theirs."""

from dataclasses import dataclass
from uuid import UUID

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, CohortState, SeatState
from shelterbelt.learn.models import CalendarFeed, Meeting, Seat
from shelterbelt.learn.queries.cohorts import CohortView, definition_of


@dataclass(frozen=True, slots=True)
class FeedView:
    """What a secret calendar address gives: a cohort, its meetings, and the reader's language.

    `may_join` says whether the addresses of the online rooms belong in this feed.
    """

    cohort: CohortView
    meetings: tuple[Meeting, ...]
    language: str
    may_join: bool


def feed_held(*, for_: Actor) -> FeedView:
    """The feed behind the actor's secret link.

    Panellists get the meetings at which they sit, applicants the dates of the cohort without its rooms.

    Raises:
        NotThere: no such feed, it was replaced, or what it hung on was withdrawn.
    """
    require(access.HOLD_FEED, for_)
    rows = CalendarFeed.objects.select_related("cohort__programme__organisation", "application")
    feed = access.HOLD_FEED.narrow(rows, for_).filter(revoked_at__isnull=True).first()
    if feed is None:
        raise NotThere
    view = CohortView(feed.cohort, definition_of(feed.cohort.definition))
    if feed.account_id is not None:
        return FeedView(view, _own(feed.cohort_id, feed.account_id), "", may_join=True)
    is_void = feed.application is None or feed.application.state == ApplicationState.WITHDRAWN
    if is_void or feed.cohort.state == CohortState.DRAFT:
        raise NotThere
    meetings = tuple(Meeting.objects.filter(cohort=feed.cohort))
    return FeedView(view, meetings, feed.application.language if feed.application else "", may_join=False)


def seats_own(*, for_: Actor) -> tuple[Seat, ...]:
    """The seats of the signed-in person on panels of any cohort, in order of time."""
    require(access.READ_OWN_PLAN, for_)
    rows = Seat.objects.filter(speaker__professional__account_id=for_.account)
    rows = rows.select_related("meeting__cohort__programme__organisation", "speaker")
    return tuple(rows.order_by("meeting__starts_at", "id"))


def _own(cohort: UUID, account: UUID) -> tuple[Meeting, ...]:
    seats = Seat.objects.filter(meeting__cohort=cohort, speaker__professional__account_id=account)
    rows = seats.exclude(state=SeatState.DECLINED).values_list("meeting_id", flat=True)
    return tuple(Meeting.objects.filter(pk__in=rows))
