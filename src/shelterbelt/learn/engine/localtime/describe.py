"""Meetings on a reader's clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shelterbelt.learn.engine.localtime.clock import changes_in_week, clock_changes, minutes_of, offset
from shelterbelt.learn.engine.localtime.names import zone
from shelterbelt.learn.engine.localtime.plan import ClockChange, Code, LocalTime, Part, Quarter, Reason
from shelterbelt.learn.engine.localtime.problem import Meeting

_MINUTE = timedelta(minutes=1)
_NIGHT, _UNSOCIABLE, _EDGE, _DAY = Part.NIGHT, Part.UNSOCIABLE, Part.EDGE, Part.DAY
# One entry per hour of the local clock, 0 to 23.
PART_OF_HOUR: tuple[Part, ...] = (
    *(_NIGHT,) * 6,
    _UNSOCIABLE,
    _EDGE,
    *(_DAY,) * 12,
    *(_EDGE,) * 2,
    _UNSOCIABLE,
    _NIGHT,
)


def quarters(meeting: Meeting, name: str) -> tuple[Quarter, ...]:
    """The meeting cut at the quarter-hours of the zone's clock, in order, each with its part of the day.

    The minutes sum to the meeting's length. An hour that the clock repeats appears twice, one that it skips
    not at all.

    Raises:
        UnknownZoneError: no zone has that name.
    """
    of = zone(name)
    found: list[Quarter] = []
    at = meeting.start
    while at < meeting.end:
        local = at.astimezone(of)
        after = min(at + (15 - local.minute % 15) * _MINUTE, meeting.end)
        found.append(Quarter(local, minutes_of(after - at), PART_OF_HOUR[local.hour]))
        at = after
    return tuple(found)


def describe(meetings: Sequence[Meeting], reader: str, host: str) -> tuple[LocalTime, ...]:
    """Each meeting on the reader's clock with the host's beside it; one result per meeting, same order.

    "Previous" is the meeting before it in the given order, so give a series in its own order.

    Raises:
        UnknownZoneError: one of the two names is no zone.
    """
    zones = zone(reader), zone(host)
    previous: Meeting | None = None
    found: list[LocalTime] = []
    for meeting in meetings:
        found.append(_describe(meeting, previous, *zones))
        previous = meeting
    return tuple(found)


def _describe(meeting: Meeting, previous: Meeting | None, reader: ZoneInfo, host: ZoneInfo) -> LocalTime:
    start, end = meeting.start.astimezone(reader), meeting.end.astimezone(reader)
    host_start, host_end = meeting.start.astimezone(host), meeting.end.astimezone(host)
    before = (previous or meeting).start
    moved_reader = minutes_of(offset(reader, meeting.start) - offset(reader, before))
    moved_host = minutes_of(offset(host, meeting.start) - offset(host, before))
    shift = moved_reader - moved_host
    found = LocalTime(
        meeting=meeting,
        reader=reader.key,
        host=host.key,
        start=start,
        end=end,
        host_start=host_start,
        host_end=host_end,
        date_shift=(start.date() - host_start.date()).days,
        ends_next_day=(meeting.end - _MINUTE).astimezone(reader).date() > start.date(),
        reader_changes=changes_in_week(reader.key, start.date()),
        host_changes=changes_in_week(host.key, host_start.date()),
        changes_during=_during(meeting, reader, host),
        ahead_minutes=minutes_of(offset(reader, meeting.start) - offset(host, meeting.start)),
        shift_minutes=shift,
        otherwise_start=start.replace(tzinfo=None, fold=0) - shift * _MINUTE,
        is_repeated_hour=_is_repeated(start),
        night_minutes=sum(piece.minutes for piece in quarters(meeting, reader.key) if piece.part is _NIGHT),
        reasons=(),
    )
    reasons = (*_date_reasons(found), *_clock_reasons(found, moved_reader, moved_host), *_hour_reasons(found))
    object.__setattr__(found, "reasons", reasons)
    return found


def _is_repeated(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _during(meeting: Meeting, reader: ZoneInfo, host: ZoneInfo) -> tuple[ClockChange, ...]:
    """Changes strictly inside the meeting; reader's and host's once each, by instant."""
    names = dict.fromkeys((reader.key, host.key))
    found = [change for name in names for change in clock_changes(name, meeting.start + _MINUTE, meeting.end)]
    return tuple(sorted(found, key=lambda change: (change.at, change.zone)))


def _date_reasons(found: LocalTime) -> list[Reason]:
    reasons = []
    if found.date_shift:
        reasons.append(Reason(Code.OTHER_DATE, zone=found.reader, days=found.date_shift))
    if found.ends_next_day:
        reasons.append(Reason(Code.ENDS_NEXT_DAY, zone=found.reader))
    return reasons


def _clock_reasons(found: LocalTime, moved_reader: int, moved_host: int) -> list[Reason]:
    marked = [
        (Code.READER_CLOCK_CHANGES, found.reader_changes),
        (Code.HOST_CLOCK_CHANGES, found.host_changes if found.host != found.reader else ()),
        (Code.CHANGES_DURING_MEETING, found.changes_during),
    ]
    reasons = [
        Reason(code, zone=change.zone, minutes=change.minutes, at=change.at)
        for code, changes in marked
        for change in changes
    ]
    if found.shift_minutes and moved_host:
        reasons.append(Reason(Code.SHIFTED_BY_HOST, zone=found.host, minutes=moved_host))
    if found.shift_minutes and moved_reader:
        reasons.append(Reason(Code.SHIFTED_BY_READER, zone=found.reader, minutes=moved_reader))
    return reasons


def _hour_reasons(found: LocalTime) -> list[Reason]:
    reasons = []
    if found.is_repeated_hour:
        reasons.append(Reason(Code.REPEATED_HOUR, zone=found.reader))
    if found.night_minutes:
        reasons.append(Reason(Code.NIGHT, zone=found.reader, minutes=found.night_minutes))
    return reasons
