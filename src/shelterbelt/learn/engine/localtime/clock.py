"""When a zone's clock changes. Found by sampling the offset and halving, so any source of rules will do."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shelterbelt.learn.engine.localtime.names import zone
from shelterbelt.learn.engine.localtime.plan import ClockChange

# Since 1970 no zone has changed its clock twice within three days (the shortest known season is a week:
# America/Noronha in October 2000), so a sample every third day misses no change.
_SAMPLE = timedelta(days=3)
_SECOND = timedelta(seconds=1)
_WEEK = timedelta(days=7)


def offset(of: ZoneInfo, at: datetime) -> timedelta:
    """The zone's offset from UTC at an instant."""
    found = at.astimezone(of).utcoffset()
    return found if found is not None else timedelta(0)


def minutes_of(span: timedelta) -> int:
    """Whole minutes of a span (all offsets since 1972 are whole minutes)."""
    return span // timedelta(minutes=1)


def clock_changes(name: str, start: datetime, end: datetime) -> tuple[ClockChange, ...]:
    """Changes of the zone's clock at instants t with start <= t < end (aware datetimes), in order.

    Raises:
        UnknownZoneError: no zone has that name.
    """
    of = zone(name)
    found: list[ClockChange] = []
    before = start.astimezone(UTC) - _SECOND
    last = end.astimezone(UTC) - _SECOND
    old = offset(of, before)
    while before < last:
        after = min(before + _SAMPLE, last)
        new = offset(of, after)
        if old != new:
            found.append(ClockChange(of.key, _halve(of, before, after, old), minutes_of(new - old)))
        before, old = after, new
    return tuple(found)


def _halve(of: ZoneInfo, low: datetime, high: datetime, old: timedelta) -> datetime:
    """The first second with another offset than ``old``; low still has it, high has not."""
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle <= low:
            middle = low + _SECOND
        if offset(of, middle) == old:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=65536)
def changes_in_week(name: str, day: date) -> tuple[ClockChange, ...]:
    """Changes whose instant falls, by the zone's own clock, in the Monday-to-Sunday week of ``day``.

    A change at Sunday 24:00 that springs forward belongs to the Monday it lands on; one that falls back
    belongs to the Sunday it repeats.
    """
    of = zone(name)
    monday = datetime.combine(day - timedelta(days=day.weekday()), time(), of)
    return clock_changes(name, monday.astimezone(UTC), (monday + _WEEK).astimezone(UTC))
