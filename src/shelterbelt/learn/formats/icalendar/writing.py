"""Events, feeds and invitations as bytes: UTF-8, CRLF, lines folded at 75 octets."""

from datetime import UTC, datetime, timedelta

import icalendar

from shelterbelt.learn.engine.localtime import zone
from shelterbelt.learn.formats.icalendar.events import (
    Attendee,
    CalendarEvent,
    Conference,
    Feed,
    Invitation,
    Organizer,
    Status,
)
from shelterbelt.learn.formats.icalendar.text import (
    CalendarError,
    checked_address,
    clean_block,
    clean_line,
    clean_parameter,
)
from shelterbelt.learn.formats.icalendar.zones import write_zone

PRODID = "-//Shelterbelt//Calendar 1//EN"


def write_feed(feed: Feed) -> bytes:
    """The feed as a file (METHOD:PUBLISH). The same feed gives the same bytes."""
    calendar = _calendar("PUBLISH")
    # Neither the library nor ical.js knows these two as text (commas would go out bare, come in with a backslash).
    name = icalendar.vText(clean_line(feed.name))
    name.params["VALUE"] = "TEXT"
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", feed.refresh, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(feed.refresh))
    _fill(calendar, feed.events, feed.organizer, None)
    return _bytes(calendar)


def write_request(invitation: Invitation) -> bytes:
    """An invitation, or an update of one if SEQUENCE has grown (METHOD:REQUEST).

    Raises:
        CalendarError: the meeting is cancelled; that is said by `write_cancel`.
    """
    if invitation.event.status is Status.CANCELLED:
        raise CalendarError("A cancelled meeting cannot be requested; send write_cancel.")
    calendar = _calendar("REQUEST")
    _fill(calendar, (invitation.event,), invitation.organizer, invitation.attendee)
    return _bytes(calendar)


def write_cancel(invitation: Invitation) -> bytes:
    """Takes the meeting out of the person's calendar (METHOD:CANCEL, STATUS:CANCELLED).

    Give the event as `cancelled` returns it: clients ignore a cancellation whose SEQUENCE has not grown.

    Raises:
        CalendarError: the meeting is not cancelled.
    """
    if invitation.event.status is not Status.CANCELLED:
        raise CalendarError("This meeting is not cancelled; pass it through cancelled() first.")
    calendar = _calendar("CANCEL")
    _fill(calendar, (invitation.event,), invitation.organizer, invitation.attendee)
    return _bytes(calendar)


def _calendar(method: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _bytes(calendar: icalendar.Calendar) -> bytes:
    written: bytes = calendar.to_ical()
    return written


def _fill(
    calendar: icalendar.Calendar,
    events: tuple[CalendarEvent, ...],
    organizer: Organizer,
    attendee: Attendee | None,
) -> None:
    spans: dict[str, tuple[datetime, datetime]] = {}
    for event in events:
        if _is_plain_on_host_clock(event):
            name = zone(event.zone).key
            first, last = spans.get(name, (event.start, event.end))
            spans[name] = min(first, event.start), max(last, event.end)
    for name, (first, last) in sorted(spans.items()):
        calendar.add_component(write_zone(name, first, last))
    for event in events:
        calendar.add_component(_event(event, organizer, attendee))


def _is_plain_on_host_clock(event: CalendarEvent) -> bool:
    """Whether both ends can be said on the host's clock: it is not UTC, and shows neither time twice."""
    of = zone(event.zone)
    if of.key in {"Etc/UTC", "UTC"}:
        return False
    ends = (event.start.astimezone(of), event.end.astimezone(of))
    return all(end.replace(fold=0).utcoffset() == end.replace(fold=1).utcoffset() for end in ends)


def _moment(event: CalendarEvent, at: datetime) -> icalendar.vDDDTypes:
    """The instant on the host's clock with its TZID, or in UTC.

    TZID is set here, because the library turns zones that never leave offset zero (Africa/Abidjan) into UTC.
    """
    if not _is_plain_on_host_clock(event):
        return icalendar.vDDDTypes(at.astimezone(UTC))
    of = zone(event.zone)
    written = icalendar.vDDDTypes(at.astimezone(of).replace(tzinfo=None))
    written.params["TZID"] = of.key
    return written


def _event(event: CalendarEvent, organizer: Organizer, attendee: Attendee | None) -> icalendar.Event:
    written = icalendar.Event()
    written.add("uid", event.uid)
    written.add("sequence", event.sequence)
    written.add("dtstamp", event.stamp.astimezone(UTC))
    written.add("last-modified", (event.changed or event.stamp).astimezone(UTC))
    written.add("dtstart", _moment(event, event.start))
    written.add("dtend", _moment(event, event.end))
    written.add("status", event.status.value)
    written.add("transp", "TRANSPARENT" if event.status is Status.CANCELLED else "OPAQUE")
    written.add("organizer", _organizer(organizer))
    if attendee is not None:
        written.add("attendee", _attendee(attendee, is_cancelled=event.status is Status.CANCELLED))
    _add_texts(written, event)
    if event.alarm is not None and event.status is not Status.CANCELLED:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", clean_line(event.alarm.text))
        alarm.add("trigger", timedelta(minutes=-event.alarm.minutes_before))
        written.add_component(alarm)
    return written


def _add_texts(written: icalendar.Event, event: CalendarEvent) -> None:
    written.add("summary", clean_line(event.title))
    description = _description(event)
    if description:
        written.add("description", description)
    location = clean_line(event.location)
    if location:
        written.add("location", location)
    if event.url:
        written.add("url", event.url)
    if event.conference is not None:
        written.add("conference", _conference(event.conference))
    categories = [category for category in map(clean_line, event.categories) if category]
    if categories:
        written.add("categories", categories)


def _description(event: CalendarEvent) -> str:
    """The description, with the link to join as its last paragraph."""
    paragraphs = [clean_block(event.description)]
    if event.conference is not None:
        paragraphs.append(f"{clean_line(event.conference.label)}: {event.conference.link}")
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _conference(conference: Conference) -> icalendar.vUri:
    written = icalendar.vUri(conference.link)
    written.params["VALUE"] = "URI"
    written.params["FEATURE"] = "PHONE" if conference.link.lower().startswith("tel:") else ["AUDIO", "VIDEO"]
    written.params["LABEL"] = clean_parameter(conference.label)
    return written


def _organizer(organizer: Organizer) -> icalendar.vCalAddress:
    written = icalendar.vCalAddress(checked_address(organizer.email, field="Organizer.email"))
    name = clean_parameter(organizer.name)
    if name:
        written.params["CN"] = name
    return written


def _attendee(attendee: Attendee, *, is_cancelled: bool) -> icalendar.vCalAddress:
    written = icalendar.vCalAddress(checked_address(attendee.email, field="Attendee.email"))
    name = clean_parameter(attendee.name)
    if name:
        written.params["CN"] = name
    written.params["CUTYPE"] = "INDIVIDUAL"
    written.params["ROLE"] = "OPT-PARTICIPANT" if attendee.is_optional else "REQ-PARTICIPANT"
    written.params["PARTSTAT"] = attendee.answer.value
    if attendee.is_asked and not is_cancelled:
        written.params["RSVP"] = "TRUE"
    return written
