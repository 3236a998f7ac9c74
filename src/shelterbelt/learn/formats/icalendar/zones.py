"""VTIMEZONE, written by us.

The library's own helper lists dates (RDATE), which desktop Outlook is reported to misread (iCalcreator #86,
#106). So, in this order:

1. **No change in the span**, and none to come by the zone's lasting rule: one STANDARD observance.
2. **The lasting rule fits** (the POSIX rule at the end of the zone's data, from the year before the first event
   to the year after the last, compared instant by instant with the zone's listed changes) and can be said with
   FREQ=YEARLY;BYMONTH;BYDAY: two observances with RRULE. Only this shape is used: it is all that Outlook reads.
3. **Otherwise explicit dates** for the span: one observance per change, each with its DTSTART and nothing else.
   RDATE is avoided altogether: measured, ical.js 2.2.1 and vobject 0.9.9 both take only the first date of a list
   and are an hour out after it. This is the form for Morocco and Western Sahara (Ramadan), Gaza and Hebron (the
   same, and "Saturday after the fourth Thursday"), Cairo ("Friday 00:00 after the last Thursday"), Jerusalem
   ("Friday before the last Sunday"), Nuuk and Scoresbysund ("Saturday before the last Sunday"), Santiago ("Sunday
   after the first Saturday"), and any zone that changes its law within the span.

DAYLIGHT is always the observance with the clock further ahead. Europe/Dublin's own data call winter time the
daylight saving (negative); clients that expect daylight time to be ahead would be an hour out.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import icalendar

from shelterbelt.learn.engine.localtime import zone
from shelterbelt.learn.engine.localtime.clock import clock_changes, offset
from shelterbelt.learn.engine.localtime.names import lasting_rule
from shelterbelt.learn.formats.icalendar.posix import Onset, PosixRule, PosixRuleError, parse_posix

_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_LAST_WEEK = 5
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
# RFC 5545 3.6.5 wants an onset before every event; a round date long before any of ours.
_LONG_AGO = datetime(1970, 1, 1)  # noqa: DTZ001  (a wall time, as VTIMEZONE wants it)


def write_zone(name: str, first: datetime, last: datetime) -> icalendar.Timezone:
    """The VTIMEZONE of a zone, right for every instant from ``first`` to ``last`` (aware datetimes).

    Raises:
        UnknownZoneError: no zone has that name.
    """
    key = zone(name).key
    written = icalendar.Timezone()
    written.add("tzid", key)
    years = range(first.astimezone(UTC).year - 1, last.astimezone(UTC).year + 2)
    for observance in _observances(key, years.start, years.stop):
        written.add_component(observance)
    return written


@lru_cache(maxsize=2048)
def _observances(key: str, begin: int, stop: int) -> tuple[icalendar.cal.Component, ...]:
    """For the years begin <= year < stop. Components are shared between calendars and never changed."""
    changes = clock_changes(key, datetime(begin, 1, 1, tzinfo=UTC), datetime(stop, 1, 1, tzinfo=UTC))
    try:
        rule = parse_posix(lasting_rule(key))
    except PosixRuleError:
        return _by_dates(key, begin, [change.at for change in changes])
    if not changes and not rule.dst:
        return (_single(key, begin),)
    fits = [change.at for change in changes] == sorted(_instants(rule, range(begin, stop)))
    if fits and rule.to_dst and rule.to_std and _said(rule.to_dst) and _said(rule.to_std):
        return _by_rule(rule, rule.to_dst, rule.to_std, begin)
    return _by_dates(key, begin, [change.at for change in changes])


def _instants(rule: PosixRule, years: Iterable[int]) -> list[datetime]:
    """Every change that the rule makes in the years, in UTC."""
    if rule.to_dst is None or rule.to_std is None:
        return []
    found = []
    for year in years:
        found.append((rule.to_dst.in_year(year) - rule.std_offset).replace(tzinfo=UTC))
        found.append((rule.to_std.in_year(year) - rule.dst_offset).replace(tzinfo=UTC))
    return found


def _said(onset: Onset) -> dict[str, list[str] | list[int] | str] | None:
    """The onset as RRULE, or None where BYMONTH and BYDAY cannot say it."""
    day = onset.day
    if not day.month or not timedelta(0) <= onset.after_midnight < _DAY:
        return None
    nth = -1 if day.week == _LAST_WEEK else day.week
    return {"freq": "YEARLY", "bymonth": [day.month], "byday": [f"{nth}{_WEEKDAYS[day.weekday]}"]}


def _by_rule(
    rule: PosixRule, to_dst: Onset, to_std: Onset, begin: int
) -> tuple[icalendar.cal.Component, ...]:
    return tuple(
        _observance(
            is_ahead=new > old,
            onset=onset.in_year(begin),
            offsets=(old, new),
            name=name,
            rule=_said(onset),
        )
        for onset, old, new, name in (
            (to_std, rule.dst_offset, rule.std_offset, rule.std),
            (to_dst, rule.std_offset, rule.dst_offset, rule.dst),
        )
    )


def _single(key: str, begin: int) -> icalendar.cal.Component:
    at = datetime(begin, 1, 1, tzinfo=UTC).astimezone(zone(key))
    same = offset(zone(key), at)
    return _observance(is_ahead=False, onset=_LONG_AGO, offsets=(same, same), name=at.tzname() or key)


def _by_dates(key: str, begin: int, changes: list[datetime]) -> tuple[icalendar.cal.Component, ...]:
    """The clock at the start of the span, then one observance per change."""
    of = zone(key)
    start = datetime(begin, 1, 1, tzinfo=UTC)
    first = offset(of, start)
    opening = _observance(
        is_ahead=_is_ahead(key, start),
        onset=_LONG_AGO,
        offsets=(first, first),
        name=start.astimezone(of).tzname() or key,
    )
    return opening, *(_change(key, at) for at in changes)


def _change(key: str, at: datetime) -> icalendar.cal.Component:
    of = zone(key)
    old, new = offset(of, at - _MINUTE), offset(of, at)
    return _observance(
        is_ahead=_is_ahead(key, at),
        onset=(at + old).replace(tzinfo=None),
        offsets=(old, new),
        name=at.astimezone(of).tzname() or key,
    )


def _is_ahead(key: str, at: datetime) -> bool:
    """Whether the clock is at the seasonal setting that is further ahead; a change of law is not seasonal."""
    local = at.astimezone(zone(key))
    saving = local.dst() or timedelta(0)
    if saving:
        return saving > timedelta(0)
    # Where saving is negative (Morocco, Dublin), the plain setting is the one ahead.
    half_years = (at + timedelta(days=days) for days in (-180, -90, 90, 180))
    return any((near.astimezone(zone(key)).dst() or timedelta(0)) < timedelta(0) for near in half_years)


def _observance(
    *,
    is_ahead: bool,
    onset: datetime,
    offsets: tuple[timedelta, timedelta],
    name: str,
    rule: dict[str, list[str] | list[int] | str] | None = None,
) -> icalendar.cal.Component:
    written = icalendar.TimezoneDaylight() if is_ahead else icalendar.TimezoneStandard()
    written.add("dtstart", onset)
    written.add("tzoffsetfrom", offsets[0])
    written.add("tzoffsetto", offsets[1])
    written.add("tzname", name)
    if rule:
        written.add("rrule", rule)
    return written
