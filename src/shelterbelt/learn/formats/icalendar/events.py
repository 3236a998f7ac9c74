"""What goes into a calendar: frozen values, checked when made. Texts are already in the reader's language."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from shelterbelt.learn.engine.localtime import zone
from shelterbelt.learn.formats.icalendar.text import (
    CalendarError,
    checked_address,
    checked_link,
    checked_uid,
    clean_line,
    clean_parameter,
)

__all__ = [
    "Alarm",
    "Answer",
    "Attendee",
    "CalendarError",
    "CalendarEvent",
    "Conference",
    "Feed",
    "Invitation",
    "Organizer",
    "Status",
    "cancelled",
    "event_uid",
    "moved",
]

LARGEST_SEQUENCE = 2**31 - 1
SIX_HOURS = timedelta(hours=6)
FOUR_WEEKS_MINUTES = 28 * 24 * 60


class Status(StrEnum):
    """STATUS of an event (RFC 5545 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Answer(StrEnum):
    """PARTSTAT: what the invited person has answered so far (RFC 5545 3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True, slots=True)
class Conference:
    """Where to join online. ``label`` is a short phrase such as "Join online", shown before the link."""

    link: str
    label: str

    def __post_init__(self) -> None:
        checked_link(self.link, field="Conference.link")
        if not clean_parameter(self.label):
            raise CalendarError("Conference.label is empty; give a short phrase such as 'Join online'.")


@dataclass(frozen=True, slots=True)
class Alarm:
    """A reminder shown ``minutes_before`` the start, with a text."""

    minutes_before: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.minutes_before <= FOUR_WEEKS_MINUTES or not clean_line(self.text):
            raise CalendarError("Alarm needs a text and 0 to 40320 minutes before (four weeks).")


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who sends: the programme's office, never a private address."""

    email: str
    name: str = ""

    def __post_init__(self) -> None:
        checked_address(self.email, field="Organizer.email")


@dataclass(frozen=True, slots=True)
class Attendee:
    """The one person invited. ``is_asked`` puts RSVP=TRUE: the client offers yes, no and maybe."""

    email: str
    name: str = ""
    answer: Answer = Answer.NEEDS_ACTION
    is_asked: bool = True
    is_optional: bool = False

    def __post_init__(self) -> None:
        checked_address(self.email, field="Attendee.email")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One meeting.

    ``start`` is an aware datetime in any zone, ``minutes`` the length; ``zone`` is the host's IANA zone, on
    whose clock the event is written. ``stamp`` is the instant of writing (DTSTAMP), ``changed`` the last change
    of the meeting's own data (LAST-MODIFIED; ``stamp`` if None). ``uid`` never changes; ``sequence`` grows by one
    with each change of time, place or status.

    Raises:
        CalendarError: a field cannot be written; UnknownZoneError: ``zone`` is no zone (both ValueError).
    """

    uid: str
    start: datetime
    minutes: int
    zone: str
    title: str
    stamp: datetime
    sequence: int = 0
    status: Status = Status.CONFIRMED
    changed: datetime | None = None
    description: str = ""
    location: str = ""
    url: str = ""
    conference: Conference | None = None
    categories: tuple[str, ...] = ()
    alarm: Alarm | None = None

    def __post_init__(self) -> None:
        checked_uid(self.uid, field="CalendarEvent.uid")
        zone(self.zone)
        for field, moment in (("start", self.start), ("stamp", self.stamp), ("changed", self.changed)):
            if moment is not None and moment.tzinfo is None:
                raise CalendarError(f"CalendarEvent.{field} has no zone; give an aware datetime.")
        if self.start.second or self.start.microsecond:
            raise CalendarError("CalendarEvent.start must lie on a whole minute.")
        if self.minutes < 1:
            raise CalendarError(f"CalendarEvent.minutes is {self.minutes}; a meeting lasts at least one.")
        if not 0 <= self.sequence <= LARGEST_SEQUENCE:
            raise CalendarError(f"CalendarEvent.sequence is {self.sequence}; it must be 0 or more.")
        if not clean_line(self.title):
            raise CalendarError("CalendarEvent.title is empty; every meeting needs a title.")
        if self.url:
            checked_link(self.url, field="CalendarEvent.url")

    @property
    def end(self) -> datetime:
        """The instant of the end, in UTC."""
        return self.start.astimezone(UTC) + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A calendar to subscribe to. ``refresh`` is how often clients should ask again.

    Raises:
        CalendarError: the name is empty, a UID occurs twice, or ``refresh`` is under a minute.
    """

    name: str
    organizer: Organizer
    events: tuple[CalendarEvent, ...]
    refresh: timedelta = SIX_HOURS

    def __post_init__(self) -> None:
        if not clean_line(self.name):
            raise CalendarError("Feed.name is empty; a calendar needs a name.")
        if self.refresh < timedelta(minutes=1):
            raise CalendarError("Feed.refresh must be at least a minute.")
        seen: set[str] = set()
        for event in self.events:
            if event.uid in seen:
                raise CalendarError(
                    f"Feed.events holds the uid {event.uid!r} twice; give each meeting its own."
                )
            seen.add(event.uid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One meeting, one person invited: others' names and addresses never travel in it."""

    event: CalendarEvent
    organizer: Organizer
    attendee: Attendee


def event_uid(*, kind: str, key: str, domain: str) -> str:
    """The UID of a meeting: kind, key and domain, for ever the same ("session-41@example.org").

    Raises:
        CalendarError: a part is empty or has characters that a UID cannot carry.
    """
    if not kind or not key or not domain:
        raise CalendarError("event_uid needs kind, key and domain.")
    return checked_uid(f"{kind}-{key}@{domain}", field="event_uid")


def moved(
    event: CalendarEvent, *, start: datetime, stamp: datetime, minutes: int | None = None
) -> CalendarEvent:
    """The same meeting at another time: same UID, SEQUENCE one higher."""
    length = event.minutes if minutes is None else minutes
    return replace(
        event, start=start, minutes=length, sequence=event.sequence + 1, stamp=stamp, changed=stamp
    )


def cancelled(event: CalendarEvent, *, stamp: datetime) -> CalendarEvent:
    """The same meeting called off: same UID, SEQUENCE one higher, no reminder."""
    return replace(
        event,
        status=Status.CANCELLED,
        sequence=event.sequence + 1,
        stamp=stamp,
        changed=stamp,
        alarm=None,
    )
