"""Points, night minutes and absences of every class of people, for every date and start of a series."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from shelterbelt.learn.engine.timetable.offsets import DAY, ZoneClock, zone_clock
from shelterbelt.learn.engine.timetable.problem import (
    QUARTER_MINUTES,
    QUARTERS_PER_DAY,
    Attendance,
    Mode,
    Problem,
    Series,
)
from shelterbelt.learn.engine.timetable.treatments import (
    ECHO_SECONDS,
    Treatment,
    start_timestamp,
    treatment_of,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

QUARTER_SECONDS = QUARTER_MINUTES * 60
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
NIGHT_FROM, NIGHT_TO = 23, 6
NIGHT = np.array(
    [hour >= NIGHT_FROM or hour < NIGHT_TO for hour in range(24) for _ in range(4)], dtype=np.int64
)

Key = tuple[str, Attendance]


@dataclass(frozen=True, slots=True)
class Crowd:
    """People by (zone, attendance), and their absences.

    `away[key][day]` counts people away on a local day, `both[key][day]` those away on it and on the next;
    `required[series]` holds the days of people who must attend.
    """

    keys: tuple[Key, ...]
    people: Ints
    away: dict[Key, Counter[int]]
    both: dict[Key, Counter[int]]
    required: dict[str, Counter[tuple[str, Attendance, frozenset[int]]]]


@dataclass(frozen=True, slots=True)
class Table:
    """One series under its treatment. Axes: class (as in `Crowd.keys`), date, start.

    `starts_at` POSIX seconds of the first run; `points`, `night` (minutes) and `run` (which run a class
    attends); `away` people absent; `is_allowed` by the hard rules.
    """

    series: Series
    treatment: Treatment
    dates: tuple[date, ...]
    starts_at: Ints
    points: Ints
    night: Ints
    run: Ints
    away: Ints
    is_allowed: Bools


def gather(problem: Problem) -> Crowd:
    """Collapse people to (zone, attendance) and count their absences by local day."""
    groups = Counter((p.zone, p.mode, p.holidays, p.unavailable, p.must_attend) for p in problem.people)
    people: Counter[Key] = Counter()
    away: dict[Key, Counter[int]] = {}
    both: dict[Key, Counter[int]] = {}
    required: dict[str, Counter[tuple[str, Attendance, frozenset[int]]]] = {}
    for (zone, mode, holidays, unavailable, must_attend), number in groups.items():
        key = (zone, mode)
        people[key] += number
        days = {day.toordinal() for day, _ in holidays} | {day.toordinal() for day in unavailable}
        for series in must_attend:
            required.setdefault(series, Counter())[(zone, mode, frozenset(days))] += number
        single, double = away.setdefault(key, Counter()), both.setdefault(key, Counter())
        for day in days:
            single[day] += number
            if day + 1 in days:
                double[day] += number
    keys = tuple(sorted(people))
    return Crowd(keys, np.array([people[key] for key in keys], dtype=np.int64), away, both, required)


def place_of(key: Key, series: Series, host_zone: str) -> str:
    """Whose clock this class lives by during the series: people in the room live by the host's."""
    is_in_room = series.mode is Mode.ON_SITE or (series.mode is Mode.HYBRID and key[1] is Attendance.ON_SITE)
    return host_zone if is_in_room else key[0]


def clocks(problem: Problem) -> dict[str, ZoneClock]:
    """Clocks of the host and of all zones, from ten days before the first date to four days after the last."""
    days = [day.toordinal() for series in problem.series for options in series.dates for day in options]
    first = (min(days) - EPOCH_ORDINAL - 10) * DAY
    last = (max(days) - EPOCH_ORDINAL + 4) * DAY
    zones = {person.zone for person in problem.people} | {problem.host_zone}
    return {zone: zone_clock(ZoneInfo(zone), first, last) for zone in sorted(zones)}


def table(problem: Problem, series: Series, crowd: Crowd, zones: dict[str, ZoneClock]) -> Table:
    """Fill the table of one series."""
    treatment = treatment_of(problem, series)
    dates = tuple(sorted({day for options in series.dates for day in options}))
    host = ZoneInfo(problem.host_zone)
    starts_at = np.array(
        [[start_timestamp(day, start, host) for start in treatment.starts] for day in dates], dtype=np.int64
    )
    runs = starts_at[None] + (np.arange(treatment.runs) * ECHO_SECONDS)[:, None, None]
    length = treatment.minutes * 60
    quarters = runs[..., None] + np.arange(0, length, QUARTER_SECONDS)
    scale = np.array(problem.scale.points, dtype=np.int64)
    shape = (len(crowd.keys), *starts_at.shape)
    points, night, run = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    away = np.zeros(starts_at.shape, dtype=np.int64)
    cache: dict[str, tuple[Ints, Ints, Ints, Ints, Ints]] = {}
    for row, key in enumerate(crowd.keys):
        place = place_of(key, series, problem.host_zone)
        if place not in cache:
            cache[place] = _burdens(zones[place], runs, quarters, length, scale)
        points[row], night[row], run[row], first, last = cache[place]
        away += _absent(crowd.away[key], crowd.both[key], first, last)
    is_allowed = _allowed(problem, series, crowd, zones, (runs, length))
    if problem.max_away_share is not None:
        is_allowed &= away <= problem.max_away_share * len(problem.people)
    return Table(series, treatment, dates, starts_at, points, night, run, away, is_allowed)


def _burdens(
    clock: ZoneClock, runs: Ints, quarters: Ints, length: int, scale: Ints
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    local = (quarters + clock.offsets(quarters)) // QUARTER_SECONDS % QUARTERS_PER_DAY
    points, night = scale[local].sum(axis=-1), NIGHT[local].sum(axis=-1) * QUARTER_MINUTES
    # The better run: fewest points, then fewest night minutes, then the first.
    best = np.argmin(points * 10_000 + night, axis=0)
    pick = best[None]
    first, last = _days(clock, runs, length)
    return (
        np.take_along_axis(points, pick, 0)[0],
        np.take_along_axis(night, pick, 0)[0],
        best.astype(np.int64),
        np.take_along_axis(first, pick, 0)[0],
        np.take_along_axis(last, pick, 0)[0],
    )


def _days(clock: ZoneClock, runs: Ints, length: int) -> tuple[Ints, Ints]:
    end = runs + length - 1
    first = (runs + clock.offsets(runs)) // DAY + EPOCH_ORDINAL
    return first, (end + clock.offsets(end)) // DAY + EPOCH_ORDINAL


def _absent(single: Counter[int], both: Counter[int], first: Ints, last: Ints) -> Ints:
    if not single:
        return np.zeros_like(first)
    origin = int(first.min())
    days = range(origin, int(last.max()) + 1)
    one = np.array([single.get(day, 0) for day in days], dtype=np.int64)
    two = np.array([both.get(day, 0) for day in days], dtype=np.int64)
    rolls = np.where(last > first, one[last - origin] - two[first - origin], 0)
    return one[first - origin] + rolls


def _allowed(
    problem: Problem, series: Series, crowd: Crowd, zones: dict[str, ZoneClock], span: tuple[Ints, int]
) -> Bools:
    runs, length = span
    is_allowed = np.ones(runs.shape[1:], dtype=np.bool_)
    for zone, mode, days in crowd.required.get(series.key, Counter()):
        place = place_of((zone, mode), series, problem.host_zone)
        first, last = _days(zones[place], runs, length)
        off = np.array(sorted(days), dtype=np.int64)
        is_allowed &= ~(np.isin(first, off) | np.isin(last, off)).any(axis=0)
    return is_allowed


def utc(timestamp: int) -> datetime:
    """An aware UTC moment from POSIX seconds."""
    return datetime.fromtimestamp(timestamp, UTC)


def eras(tables: tuple[Table, ...]) -> tuple[tuple[int, ...], ...]:
    """For each series the era of each date: dates with equal points and rules for everybody share one."""
    found = []
    for one in tables:
        seen: dict[bytes, int] = {}
        numbers = []
        for d in range(len(one.dates)):
            signature = one.points[:, d, :].tobytes() + one.is_allowed[d].tobytes()
            numbers.append(seen.setdefault(signature, len(seen)))
        found.append(tuple(numbers))
    return tuple(found)


def collapse(tables: tuple[Table, ...], people: Ints) -> tuple[tuple[int, ...], Ints]:
    """Classes of equal points everywhere: (one representative row each, people in each)."""
    wide = np.concatenate([one.points.reshape(len(people), -1) for one in tables], axis=1)
    _, first, inverse = np.unique(wide, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    counts = np.bincount(inverse.ravel(), weights=people, minlength=len(first)).astype(np.int64)
    return tuple(int(i) for i in first[order]), counts[order]
