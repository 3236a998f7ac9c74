"""Calendars that go out: feeds to subscribe to, and invitations in mail (RFC 5545, 5546, 6047, 7986).

Choices and their reasons:

- **Every meeting has its own UID**, kept for ever. A moved meeting is then the same event with a higher
  SEQUENCE, in a feed as in a mail; RECURRENCE-ID, which clients treat differently, is not needed.
- **One ATTENDEE per invitation.** Nobody may learn from a calendar file who else takes part.
- **No clock here.** DTSTAMP and LAST-MODIFIED are passed in, so that the same data gives the same bytes.
- **METHOD is in the file and in the MIME type, and both come from one place** (`mail_part` reads it from the
  file): RFC 6047 2.4 has clients refuse a mail in which they differ.
- **Feeds carry METHOD:PUBLISH and an ORGANIZER** (RFC 5546 3.2.1 asks for both), never an ATTENDEE.
- **A cancelled meeting stays in the feed** with STATUS:CANCELLED and a higher SEQUENCE: a meeting that merely
  vanishes is kept for ever by clients that saw it once. It no longer blocks time (TRANSP:TRANSPARENT).
- **The link to join is CONFERENCE, and again the last line of DESCRIPTION**: most clients ignore the first.
- **NAME and X-WR-CALNAME, REFRESH-INTERVAL and X-PUBLISHED-TTL**: each has clients that know only that one.
- **Start and end are on the host's clock with TZID**, so that a moved rule in the reader's device is mended by
  the file's own VTIMEZONE. An event that touches an hour which the host's clock shows twice is written in UTC:
  RFC 5545 3.3.5 lets a local time mean the first of the two only.
- **VTIMEZONE is written by us** (`zones.py` says how and why).
- **Text is cleaned before it is escaped** (`text.py`): no control characters, no line ends outside a
  description, no quote in a parameter. Addresses and links that could end a line are refused.

Words come in translated; nothing goes out but the fields given.
"""

from shelterbelt.learn.formats.icalendar.events import (
    Alarm,
    Answer,
    Attendee,
    CalendarError,
    CalendarEvent,
    Conference,
    Feed,
    Invitation,
    Organizer,
    Status,
    cancelled,
    event_uid,
    moved,
)
from shelterbelt.learn.formats.icalendar.mail import MailPart, mail_part
from shelterbelt.learn.formats.icalendar.writing import write_cancel, write_feed, write_request

__all__ = [
    "Alarm",
    "Answer",
    "Attendee",
    "CalendarError",
    "CalendarEvent",
    "Conference",
    "Feed",
    "Invitation",
    "MailPart",
    "Organizer",
    "Status",
    "cancelled",
    "event_uid",
    "mail_part",
    "moved",
    "write_cancel",
    "write_feed",
    "write_request",
]
