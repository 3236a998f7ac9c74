"""An independent verifier: recomputes every answer minute by minute, the slow and obvious way.

It shares no function with the engine but the zone's own rules; it never halves, cuts or caches.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from shelterbelt.learn.engine.localtime.names import zone
from shelterbelt.learn.engine.localtime.plan import LocalTime
from shelterbelt.learn.engine.localtime.problem import Meeting

_Change = tuple[str, datetime, int]


def _minutes_between(start: datetime, end: datetime) -> list[datetime]:
    count = int((end - start).total_seconds()) // 60
    return [start + timedelta(minutes=step) for step in range(count)]


def _wall(at: datetime, of: ZoneInfo) -> datetime:
    return at.astimezone(of).replace(tzinfo=None, fold=0)


def _ahead(at: datetime, of: ZoneInfo) -> int:
    """Minutes by which the wall clock is ahead of UTC, read off the two clocks themselves."""
    return int((_wall(at, of) - at.replace(tzinfo=None)).total_seconds()) // 60


def _jumps(of: ZoneInfo, instants: Sequence[datetime]) -> list[_Change]:
    """Minutes whose reading differs from the minute before; the instants are consecutive minutes."""
    readings = [_ahead(at, of) for at in instants]
    steps = zip(instants[1:], readings, readings[1:], strict=False)
    return [(of.key, at, new - old) for at, old, new in steps if new != old]


def _week_jumps(of: ZoneInfo, at: datetime) -> list[_Change]:
    """Every minute of eight days on either side whose wall date is in the same ISO week."""
    week = _wall(at, of).isocalendar()[:2]
    near = _minutes_between(at - timedelta(days=8), at + timedelta(days=8))
    return [jump for jump in _jumps(of, near) if _wall(jump[1], of).isocalendar()[:2] == week]


def _is_night(wall: datetime) -> bool:
    return wall.hour == 23 or wall.hour < 6  # noqa: PLR2004  (23:00 to 06:00, as promised)


def check(meetings: Sequence[Meeting], reader: str, host: str, found: Sequence[LocalTime]) -> tuple[str, ...]:
    """Everything in ``found`` that differs from a plain recomputation; empty when all is right.

    Each finding names the meeting's index, the field, and both values.
    """
    if len(found) != len(meetings):
        return (f"{len(found)} results for {len(meetings)} meetings",)
    mine, theirs = zone(reader), zone(host)
    faults: list[str] = []
    for index, (meeting, result) in enumerate(zip(meetings, found, strict=True)):
        before = meetings[index - 1] if index else meeting
        for field, (want, got) in _fields(meeting, before, mine, theirs, result).items():
            if want != got:
                faults.append(f"meeting {index}: {field} is {got}, recomputed {want}")
    return tuple(faults)


def _fields(
    meeting: Meeting, before: Meeting, mine: ZoneInfo, theirs: ZoneInfo, result: LocalTime
) -> dict[str, tuple[object, object]]:
    start, end = meeting.start, meeting.start + timedelta(minutes=meeting.minutes)
    inside = _minutes_between(start, end)
    wall, host_wall = _wall(start, mine), _wall(start, theirs)
    gap, gap_before = _gap(start, mine, theirs), _gap(before.start, mine, theirs)
    moved = (
        _ahead(start, mine) - _ahead(before.start, mine),
        _ahead(start, theirs) - _ahead(before.start, theirs),
    )
    during = {*_jumps(mine, inside), *_jumps(theirs, inside)}
    around = _minutes_between(start - timedelta(days=1), start + timedelta(days=1))
    seen: list[date] = [_wall(minute, mine).date() for minute in inside]
    return {
        "start": (wall, result.start.replace(tzinfo=None, fold=0)),
        "start instant": (start, result.start.astimezone(UTC)),
        "end": (_wall(end, mine), result.end.replace(tzinfo=None, fold=0)),
        "end instant": (end, result.end.astimezone(UTC)),
        "host_start": (host_wall, result.host_start.replace(tzinfo=None, fold=0)),
        "host_end": (_wall(end, theirs), result.host_end.replace(tzinfo=None, fold=0)),
        "date_shift": (wall.toordinal() - host_wall.toordinal(), result.date_shift),
        "ends_next_day": (seen[-1] > seen[0], result.ends_next_day),
        "reader_changes": (_week_jumps(mine, start), _plain(result, "reader")),
        "host_changes": (_week_jumps(theirs, start), _plain(result, "host")),
        "changes_during": (during, set(_plain(result, "during"))),
        "ahead_minutes": (gap, result.ahead_minutes),
        "shift_minutes": (gap - gap_before, result.shift_minutes),
        "otherwise_start": (host_wall + timedelta(minutes=gap_before), result.otherwise_start),
        "is_repeated_hour": (
            sum(_wall(minute, mine) == wall for minute in around) > 1,
            result.is_repeated_hour,
        ),
        "reasons": (_codes(result, moved), sorted(reason.code.value for reason in result.reasons)),
        "night_minutes": (sum(_is_night(_wall(minute, mine)) for minute in inside), result.night_minutes),
    }


def _codes(result: LocalTime, moved: tuple[int, int]) -> list[str]:
    """The codes that the result's own fields call for, in alphabetical order, once per change."""
    is_shifted = moved[0] != moved[1]
    counts = {
        "other_date": result.date_shift != 0,
        "ends_next_day": result.ends_next_day,
        "reader_clock_changes": len(result.reader_changes),
        "host_clock_changes": len(result.host_changes) if result.reader != result.host else 0,
        "changes_during_meeting": len(result.changes_during),
        "shifted_by_reader": is_shifted and moved[0] != 0,
        "shifted_by_host": is_shifted and moved[1] != 0,
        "repeated_hour": result.is_repeated_hour,
        "night": result.night_minutes > 0,
    }
    return sorted(code for code, count in counts.items() for _ in range(count))


def _gap(at: datetime, mine: ZoneInfo, theirs: ZoneInfo) -> int:
    return _ahead(at, mine) - _ahead(at, theirs)


def _plain(result: LocalTime, which: str) -> list[_Change]:
    changes = {
        "reader": result.reader_changes,
        "host": result.host_changes,
        "during": result.changes_during,
    }[which]
    return [(change.zone, change.at, change.minutes) for change in changes]
