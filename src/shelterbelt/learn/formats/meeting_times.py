"""When a meeting is, in words: on the reader's clock, with the host's beside it, and what is unusual about it.

Pages, mails and calendar files take their words from here, so that they cannot differ.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from babel import Locale
from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, npgettext
from django.utils.translation import gettext as _

from shelterbelt.ground.design.names import zone_name
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.definition.problem import Mode
from shelterbelt.learn.engine.localtime import Code, LocalTime, Reason, describe, zone
from shelterbelt.learn.engine.localtime import Meeting as Span
from shelterbelt.learn.models import Meeting

WHERE: dict[Mode, str | Promise] = {
    Mode.ONLINE: gettext_lazy("online"),
    Mode.HYBRID: gettext_lazy("in the room or online"),
    Mode.IN_PERSON: gettext_lazy("in the room"),
}


@dataclass(frozen=True, slots=True)
class MeetingTime:
    """One meeting as a person reads it; `yours` and `theirs` are what the component `both_times` takes."""

    meeting: Meeting
    title: str
    where: str
    yours: dict[str, str]
    theirs: dict[str, str] | None
    remarks: tuple[str, ...]

    @property
    def roll(self) -> str:
        """All remarks as one text."""
        return " ".join(self.remarks)


def meeting_times(
    meetings: Iterable[Meeting], *, definition: Definition, reader: str
) -> tuple[MeetingTime, ...]:
    """Meetings in order of time, told in the language that is active, for a reader in the IANA zone `reader`."""
    host = definition.programme.host_zone
    rows: dict[tuple[str, int], list[Meeting]] = defaultdict(list)
    for row in sorted(meetings, key=lambda row: (row.starts_at, row.number)):
        rows[row.series, row.run].append(row)
    found = []
    for group in rows.values():
        spans = [Span(row.starts_at, row.minutes) for row in group]
        for row, local in zip(group, describe(spans, reader, host), strict=True):
            found.append(_time(row, local, definition))
    return tuple(sorted(found, key=lambda one: (one.meeting.starts_at, one.meeting.series)))


def meeting_title(meeting: Meeting, definition: Definition) -> str:
    """The series' title in the active language, and the meeting's number in it."""
    series = {series.key: series for series in definition.series}.get(meeting.series)
    title = series.title.in_language(get_language() or "en") if series else meeting.series
    words = _("%(title)s %(number)d") % {"title": title, "number": meeting.number}
    return words if meeting.run == 1 else _("%(meeting)s, held again") % {"meeting": words}


def meeting_mode(meeting: Meeting, definition: Definition) -> Mode:
    """How people take part in a meeting; online where the definition no longer has its series."""
    series = {series.key: series for series in definition.series}.get(meeting.series)
    return series.mode if series else Mode.ONLINE


def day_words(moment: dt.date) -> str:
    """A day with its weekday and year, in the active language."""
    return str(format_date(moment, "full", locale=_locale()))


def moment_words(moment: dt.datetime) -> str:
    """A day and a time on the 24-hour clock, in the active language and the moment's own zone."""
    return _("%(day)s, %(time)s") % {"day": day_words(moment), "time": f"{moment:%H:%M}"}


def moment_times(moment: dt.datetime, *, reader: str, host: str) -> dict[str, dict[str, str] | None]:
    """One moment, such as a deadline, as `yours` and `theirs` for the component `both_times`."""
    here, there = moment.astimezone(zone(reader)), moment.astimezone(zone(host))
    return {
        "yours": {"iso": here.isoformat(), "text": moment_words(here), "zone": zone_name(reader)},
        "theirs": None
        if here.utcoffset() == there.utcoffset()
        else {"iso": there.isoformat(), "text": moment_words(there), "zone": zone_name(host)},
    }


def _time(meeting: Meeting, local: LocalTime, definition: Definition) -> MeetingTime:
    host_place = zone_name(local.host)
    yours = {
        "iso": local.start.isoformat(),
        "text": _span(local.start, local.end),
        "zone": zone_name(local.reader),
    }
    theirs = {
        "iso": local.host_start.isoformat(),
        "text": _span(local.host_start, local.host_end),
        "zone": host_place,
    }
    offsets = [
        (start.utcoffset(), end.utcoffset())
        for start, end in ((local.start, local.end), (local.host_start, local.host_end))
    ]
    return MeetingTime(
        meeting=meeting,
        title=meeting_title(meeting, definition),
        where=str(WHERE[meeting_mode(meeting, definition)]),
        yours=yours,
        theirs=None if offsets[0] == offsets[1] else theirs,
        remarks=tuple(_remarks(local, host_place)),
    )


def _span(start: dt.datetime, end: dt.datetime) -> str:
    last = f"{end:%H:%M}" if start.date() == end.date() else moment_words(end)
    return _("%(start)s – %(end)s") % {"start": moment_words(start), "end": last}


def _remarks(local: LocalTime, place: str) -> Iterable[str]:
    is_host = local.reader == local.host
    for reason in local.reasons:
        say = _WORDS.get(reason.code)
        if say and not (is_host and reason.code is Code.HOST_CLOCK_CHANGES):
            yield say(reason, local, place)


def _other_date(reason: Reason, _local: LocalTime, place: str) -> str:
    given = {"days": abs(reason.days), "place": place}
    if reason.days > 0:
        later = npgettext(
            "date on the reader's calendar",
            "Your date is %(days)d day later than in %(place)s.",
            "Your date is %(days)d days later than in %(place)s.",
            abs(reason.days),
        )
        return later % given
    earlier = npgettext(
        "date on the reader's calendar",
        "Your date is %(days)d day earlier than in %(place)s.",
        "Your date is %(days)d days earlier than in %(place)s.",
        abs(reason.days),
    )
    return earlier % given


def _shifted(reason: Reason, local: LocalTime, place: str) -> str:
    given = {"now": f"{local.start:%H:%M}", "before": f"{local.otherwise_start:%H:%M}", "place": place}
    if reason.code is Code.SHIFTED_BY_HOST:
        return (
            _("It begins at %(now)s for you, not at %(before)s: the clock in %(place)s has changed.") % given
        )
    return _("It begins at %(now)s for you, not at %(before)s: your own clock has changed.") % given


def _night(reason: Reason, _local: LocalTime, _place: str) -> str:
    hours, minutes = divmod(reason.minutes, 60)
    if not minutes:
        told = ngettext(
            "%(hours)d hour of it lies in your night (23:00 to 06:00).",
            "%(hours)d hours of it lie in your night (23:00 to 06:00).",
            hours,
        )
        return told % {"hours": hours}
    return _("%(hours)d h %(minutes)02d min of it lie in your night (23:00 to 06:00).") % {
        "hours": hours,
        "minutes": minutes,
    }


_Say = Callable[[Reason, LocalTime, str], str]
_WORDS: dict[Code, _Say] = {
    Code.OTHER_DATE: _other_date,
    Code.ENDS_NEXT_DAY: lambda *_given: _("It ends after midnight, on the next day."),
    Code.READER_CLOCK_CHANGES: lambda *_given: _("Your clock changes in this week."),
    Code.HOST_CLOCK_CHANGES: lambda _reason, _local, place: (
        _("The clock in %(place)s changes in this week.") % {"place": place}
    ),
    Code.CHANGES_DURING_MEETING: lambda *_given: _("A clock changes while the meeting lasts."),
    Code.SHIFTED_BY_HOST: _shifted,
    Code.SHIFTED_BY_READER: _shifted,
    Code.REPEATED_HOUR: lambda *_given: _("Your clock shows this hour twice in that night."),
    Code.NIGHT: _night,
}


def _locale() -> Any:
    return Locale.parse((get_language() or "en").replace("-", "_"))
