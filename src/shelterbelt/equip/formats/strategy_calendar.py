"""The calendar of an agency's dates (RFC 5545, 7986). Its words name no site, no person and nothing of a strategy."""

import datetime as dt
from email.utils import parseaddr
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shelterbelt.equip.queries.strategy_dates import DueAction, DueTest, FeedView

_PRODID = "-//Shelterbelt//Strategy//EN"
_AGAIN = dt.timedelta(hours=6)
"""How often a calendar should ask again."""


def strategy_calendar(view: FeedView) -> bytes:
    """Every date as an event of a whole day that takes no time; the same dates give the same bytes."""
    with translation.override(known_language(view.language)):
        calendar = icalendar.Calendar()
        for name, value in (
            ("prodid", _PRODID),
            ("version", "2.0"),
            ("calscale", "GREGORIAN"),
            ("method", "PUBLISH"),
            ("x-wr-calname", _("Your agency’s dates")),
        ):
            calendar.add(name, value)
        calendar.add("name", _("Your agency’s dates"))
        calendar.add("refresh-interval", _AGAIN, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT6H")
        for action in view.actions:
            calendar.add_component(_of_action(view.agency, action))
        for test in view.tests:
            calendar.add_component(_of_test(view.agency, test))
        written: bytes = calendar.to_ical()
    return written


def calendar_tag(calendar: bytes) -> str:
    """A strong entity tag of a calendar (RFC 9110, 8.8.3)."""
    return f'"{sha256(calendar).hexdigest()[:32]}"'


def known_language(language: str) -> str:
    """The language of this site for someone who prefers `language`; English where it has none."""
    known = dict(settings.LANGUAGES)
    return next((one for one in (language, language.partition("-")[0]) if one in known), "en")


def _of_action(agency: UUID, action: DueAction) -> icalendar.Event:
    page = reverse("agency.action", args=[agency, action.strategy, action.id])
    title = _("Due: an action of your strategy")
    return _day(f"action-{action.id}", action.due_on, title, page, action.changed_at)


def _of_test(agency: UUID, test: DueTest) -> icalendar.Event:
    page = reverse("agency.assessment", args=[agency, test.assessment])
    said = ngettext(
        "Look again: %(number)s answer of your assessment",
        "Look again: %(number)s answers of your assessment",
        test.answers,
    )
    uid = f"test-{test.assessment}-{test.on.isoformat()}"
    return _day(uid, test.on, said % {"number": test.answers}, page, test.changed_at)


def _day(uid: str, on: dt.date, title: str, page: str, changed_at: dt.datetime) -> icalendar.Event:
    link = settings.BASE_URL + page
    event = icalendar.Event()
    event.add("uid", f"{uid}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}")
    event.add("dtstamp", changed_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("last-modified", changed_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("organizer", f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    event.add("dtstart", on)
    event.add("dtend", on + dt.timedelta(days=1))
    event.add("summary", title)
    event.add("description", _("Sign in to read it: %(page)s") % {"page": link})
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
