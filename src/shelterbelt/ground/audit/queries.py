"""Reading the audit, a page at a time, newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.audit.permissions import READ_AUDIT

_LARGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class EventSeen:
    """One event as a reader sees it: who, what, about which thing, for whom, why, when (UTC)."""

    sequence: int
    at: datetime
    actor: str
    verb: str
    kind: str
    object_id: str
    organisation: UUID | None
    purpose: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events newest first; `before` asks for the page after this one, None at the end."""

    events: tuple[EventSeen, ...]
    before: int | None


def events_recent(
    *,
    for_: Actor,
    before: int | None = None,
    limit: int = 50,
    verb: str = "",
    organisation: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> EventPage:
    """Events the actor may read, at most `limit` (1 to 500), older than `before` where given.

    Args:
        for_: who reads.
        before: a former page's `before`.
        limit: how many at most.
        verb: only verbs that begin with this.
        organisation: only those of this organisation.
        since: only those at or after this moment.
        until: only those before this moment.
    """
    rows = READ_AUDIT.narrow(Event.objects.all(), for_)
    if verb:
        rows = rows.filter(verb__startswith=verb)
    if organisation:
        rows = rows.filter(organisation=organisation)
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    return _page(rows, before, limit)


def events_about(
    about: tuple[str, object], *, for_: Actor, before: int | None = None, limit: int = 50
) -> EventPage:
    """Everything done to or read of one thing that the actor may see."""
    kind, object_id = about
    rows = READ_AUDIT.narrow(Event.objects.filter(kind=kind, object_id=str(object_id)), for_)
    return _page(rows, before, limit)


def views_of(
    about: tuple[str, object], *, for_: Actor, before: int | None = None, limit: int = 50
) -> EventPage:
    """Who read a file, when and why.

    A slice that shows this to the person the file is about asks as SYSTEM, once it has made sure of that.
    """
    kind, object_id = about
    rows = Event.objects.filter(kind=kind, object_id=str(object_id), verb=f"{kind}.view")
    return _page(READ_AUDIT.narrow(rows, for_), before, limit)


def _page(rows: QuerySet[Event], before: int | None, limit: int) -> EventPage:
    limit = min(max(limit, 1), _LARGEST_PAGE)
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    found = [
        EventSeen(*row) for row in rows.order_by("-sequence").values_list(*EventSeen.__slots__)[: limit + 1]
    ]
    has_more = len(found) > limit
    return EventPage(tuple(found[:limit]), found[limit - 1].sequence if has_more else None)
