"""A definition spelled out: every meeting with the dates it may fall on."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shelterbelt.learn.engine.definition.problem import (
    Block,
    Choose,
    Cohort,
    Definition,
    Kind,
    Mode,
    Monthly,
    Pattern,
    Series,
    Text,
    Weekly,
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a series. `dates` are the first days it may have, ascending; one date means fixed.

    Meetings of one series that share their dates take different weeks, in order, at least `weeks_apart` weeks
    apart. `number` counts from 1 in its series.
    """

    key: str
    series: str
    number: int
    title: Text
    kind: Kind
    mode: Mode
    dates: tuple[date, ...]
    days: int
    start: time
    earliest_start: time
    latest_start: time
    grid_minutes: int
    minutes: int
    live_core_minutes: int | None
    zone: str
    has_panel: bool
    on_site: int
    online: int
    weeks_apart: int = 1

    @property
    def is_fixed(self) -> bool:
        return len(self.dates) == 1

    @property
    def starts(self) -> tuple[time, ...]:
        """Every start that the host accepts, ascending, on the clock of `zone`."""
        first, last = _minute(self.earliest_start), _minute(self.latest_start)
        return tuple(time(*divmod(minute, 60)) for minute in range(first, last + 1, self.grid_minutes))

    def days_from(self, first: date) -> tuple[date, ...]:
        """The days of the meeting if its first day is `first`."""
        return tuple(first + timedelta(days=step) for step in range(self.days))

    def instant(self, day: date, start: time | None = None) -> datetime:
        """The start on `day` in UTC; `start` is on the host's clock and defaults to the programme's own."""
        return instant(day, start or self.start, self.zone)


def instant(day: date, clock: time, zone: str) -> datetime:
    """The UTC moment at which clocks of `zone` show `clock` on `day`; the first one if they show it twice."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def apply_window(cohort: Cohort) -> tuple[datetime, datetime]:
    """When applications open and close, in UTC. A clock time that comes twice opens early and closes late."""
    zone = ZoneInfo(cohort.apply_zone)
    opens = cohort.apply_opens.replace(tzinfo=zone, fold=0)
    closes = cohort.apply_closes.replace(tzinfo=zone, fold=1)
    return opens.astimezone(UTC), closes.astimezone(UTC)


def last_day(cohort: Cohort) -> date:
    """The Sunday that ends the last week of the cohort."""
    return cohort.first_week + timedelta(weeks=cohort.weeks, days=-1)


def candidate_dates(pattern: Pattern, cohort: Cohort) -> tuple[tuple[date, ...], ...]:
    """For each meeting of the pattern the first days it may have, ascending.

    Meetings to be chosen share one tuple of dates: a plan gives each of them another week.
    """
    if isinstance(pattern, Weekly):
        return tuple(
            (_day(cohort, week, weekday),)
            for week in sorted(pattern.weeks)
            for weekday in sorted(pattern.weekdays)
        )
    if isinstance(pattern, Choose):
        open_dates = tuple(
            _day(cohort, week, weekday)
            for week in sorted(pattern.weeks)
            for weekday in sorted(pattern.weekdays)
        )
        return (open_dates,) * pattern.count
    if isinstance(pattern, Block):
        firsts = tuple(_day(cohort, week, pattern.weekday) for week in sorted(pattern.weeks))
        if pattern.count == len(firsts):
            return tuple((first,) for first in firsts)
        return (firsts,) * pattern.count
    if isinstance(pattern, Monthly):
        return tuple((day,) for day in _monthly(pattern, cohort.first_week, last_day(cohort)))
    return tuple((day,) for day in sorted(pattern.dates))


def meetings(definition: Definition) -> tuple[Meeting, ...]:
    """Every meeting of the cohort, series by series in the definition's order."""
    return tuple(
        _meeting(definition, series, number, dates)
        for series in definition.series
        for number, dates in enumerate(candidate_dates(series.pattern, definition.cohort), start=1)
    )


def _meeting(definition: Definition, series: Series, number: int, dates: tuple[date, ...]) -> Meeting:
    on_site = definition.capacity.on_site if series.capacity_on_site is None else series.capacity_on_site
    online = definition.capacity.online if series.capacity_online is None else series.capacity_online
    pattern = series.pattern
    return Meeting(
        key=f"{series.key}-{number}",
        series=series.key,
        number=number,
        title=series.title,
        kind=series.kind,
        mode=series.mode,
        dates=dates,
        days=pattern.days if isinstance(pattern, Block) else 1,
        start=series.start,
        earliest_start=series.earliest_start,
        latest_start=series.latest_start,
        grid_minutes=series.grid_minutes,
        minutes=series.minutes,
        live_core_minutes=series.live_core_minutes,
        zone=series.zone,
        has_panel=series.has_panel,
        on_site=0 if series.mode is Mode.ONLINE else on_site,
        online=0 if series.mode is Mode.IN_PERSON else online,
        weeks_apart=pattern.weeks_apart if isinstance(pattern, Choose | Block) else 1,
    )


def _monthly(pattern: Monthly, first: date, last: date) -> list[date]:
    found: list[date] = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        length = calendar.monthrange(year, month)[1]
        days = [day for day in range(1, length + 1) if date(year, month, day).weekday() == pattern.weekday]
        index = pattern.nth - 1 if pattern.nth > 0 else pattern.nth
        if -len(days) <= index < len(days):
            day = date(year, month, days[index])
            if first <= day <= last:
                found.append(day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004 - December
    return found


def _day(cohort: Cohort, week: int, weekday: int) -> date:
    return cohort.first_week + timedelta(weeks=week - 1, days=weekday)


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
