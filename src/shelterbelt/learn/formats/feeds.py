"""Calendars to subscribe to or to take along: a person's own, and a cohort's public dates."""

import datetime as dt
from collections.abc import Iterable
from email.utils import parseaddr
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shelterbelt.learn.engine.definition.problem import Mode
from shelterbelt.learn.formats.icalendar import (
    CalendarEvent,
    Conference,
    Feed,
    Organizer,
    Status,
    event_uid,
    write_feed,
)
from shelterbelt.learn.formats.meeting_times import meeting_mode, meeting_title
from shelterbelt.learn.models import Meeting
from shelterbelt.learn.queries.cohorts import CohortView
from shelterbelt.learn.queries.feeds import FeedView


def personal_feed(view: FeedView) -> bytes:
    """The calendar behind a secret address, in its holder's language. The same data gives the same bytes."""
    with translation.override(spoken(view.language)):
        return _written(view.cohort, view.meetings, may_join=view.may_join)


def public_feed(view: CohortView, meetings: Iterable[Meeting]) -> bytes:
    """A cohort's published dates for everyone, without rooms, in the language that is active."""
    return _written(view, meetings, may_join=False)


def last_change(view: FeedView) -> dt.datetime:
    """When what the feed shows last changed, to the second (HTTP dates have no fractions)."""
    moments = (view.made_at, view.cohort.cohort.changed_at, *(row.changed_at for row in view.meetings))
    return max(moments).replace(microsecond=0)


def tag_of(calendar: bytes) -> str:
    """A strong entity tag (RFC 9110, 8.8.3) of a calendar file."""
    return f'"{sha256(calendar).hexdigest()[:32]}"'


def event_of(
    view: CohortView, meeting: Meeting, *, may_join: bool, sequence: int | None = None
) -> CalendarEvent:
    """A meeting as a calendar entry, in the language that is active; always the same UID for one meeting."""
    definition = view.definition
    mode = meeting_mode(meeting, definition)
    is_joined = may_join and meeting.join_url and mode is not Mode.IN_PERSON and not meeting.is_cancelled
    return CalendarEvent(
        uid=event_uid(kind="meeting", key=str(meeting.pk), domain=_domain()),
        start=meeting.starts_at,
        minutes=meeting.minutes,
        zone=definition.programme.host_zone,
        title=_("%(programme)s: %(meeting)s")
        % {
            "programme": definition.programme.title.in_language(translation.get_language() or "en"),
            "meeting": meeting_title(meeting, definition),
        },
        stamp=meeting.changed_at,
        changed=meeting.changed_at,
        sequence=meeting.sequence if sequence is None else sequence,
        status=Status.CANCELLED if meeting.is_cancelled else Status.CONFIRMED,
        description=_description(view, mode),
        location=_location(view, meeting, mode, may_join=may_join),
        url=_page(view),
        conference=Conference(meeting.join_url, _("Join online")) if is_joined else None,
    )


def organizer_of(view: CohortView) -> Organizer:
    """The programme's office as sender: the organisation's name and the instance's own address."""
    return Organizer(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], view.cohort.programme.organisation.name)


def spoken(language: str) -> str:
    """The language of this site for someone who prefers `language`; English where it has none."""
    known = dict(settings.LANGUAGES)
    return next((tag for tag in (language, language.partition("-")[0]) if tag in known), "en")


def _written(view: CohortView, meetings: Iterable[Meeting], *, may_join: bool) -> bytes:
    language = translation.get_language() or "en"
    title = view.definition.programme.title.in_language(language)
    label = view.definition.cohort.label.in_language(language)
    return write_feed(
        Feed(
            name=_("%(programme)s, %(cohort)s") % {"programme": title, "cohort": label},
            organizer=organizer_of(view),
            events=tuple(event_of(view, meeting, may_join=may_join) for meeting in meetings),
        )
    )


def _description(view: CohortView, mode: Mode) -> str:
    if mode is Mode.ONLINE:
        return _("Online. The programme's page has every date in your time: %(page)s") % {"page": _page(view)}
    return _("The programme's page has every date in your time: %(page)s") % {"page": _page(view)}


def _location(view: CohortView, meeting: Meeting, mode: Mode, *, may_join: bool) -> str:
    if mode is Mode.ONLINE:
        return _("Online")
    city = view.definition.programme.host_city
    return f"{meeting.place}, {city}" if may_join and meeting.place else city


def _page(view: CohortView) -> str:
    cohort = view.cohort
    return settings.BASE_URL + reverse("public.cohort", args=[cohort.programme.slug, cohort.slug])


def _domain() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
