"""What the clocks say: the slow, obvious computation behind `check`.

One question at a time to `zoneinfo`, person by person and quarter-hour by quarter-hour. Shares no table,
search or bound with the engine.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shelterbelt.learn.engine.timetable.problem import Attendance, Mode, Person, Policy, Problem, Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shelterbelt.learn.engine.timetable.plan import Meeting

QUARTER = timedelta(minutes=15)
ECHO = timedelta(hours=12)
NIGHT_FROM, NIGHT_TO = 23, 6
Home = tuple[str, Attendance]


def policy_of(problem: Problem, series: Series) -> Policy:
    """The policy that governs a series, written out once more."""
    wanted = series.policy if series.policy is not None else problem.policy
    if wanted is Policy.ECHO and series.mode is not Mode.ONLINE:
        return Policy.FRAME
    if wanted in {Policy.CORE, Policy.CORE_TWICE} and series.core_minutes is None:
        return Policy.FRAME
    return wanted


def minutes_and_runs(problem: Problem, series: Series) -> tuple[int, int]:
    """How long and how often a meeting of the series is held."""
    policy = policy_of(problem, series)
    is_core = policy in {Policy.CORE, Policy.CORE_TWICE}
    minutes = series.core_minutes if is_core and series.core_minutes is not None else series.minutes
    return minutes, 2 if policy in {Policy.ECHO, Policy.CORE_TWICE} else 1


def allowed_starts(problem: Problem, series: Series) -> list[time]:
    """Local host starts that the policy allows."""
    if policy_of(problem, series) is Policy.FRAME:
        return [series.frame_start]
    moment = datetime.combine(date(2000, 1, 1), series.earliest)
    end = datetime.combine(date(2000, 1, 1), series.latest)
    if end < moment:
        end += timedelta(days=1)
    starts = []
    while moment <= end:
        starts.append(moment.time())
        moment += timedelta(minutes=series.grid_minutes)
    return starts


def runs_of(meetings: Sequence[Meeting]) -> dict[tuple[str, int], list[Meeting]]:
    """Runs of each (series, number), in order."""
    found: dict[tuple[str, int], list[Meeting]] = {}
    for meeting in meetings:
        found.setdefault((meeting.series, meeting.number), []).append(meeting)
    for runs in found.values():
        runs.sort(key=lambda meeting: meeting.run)
    return found


class Witness:
    """Recomputation with nothing but `zoneinfo`; answers by zone and moment are remembered."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.host = ZoneInfo(problem.host_zone)
        self.homes: Counter[Home] = Counter((p.zone, p.mode) for p in problem.people)
        self.memory: dict[tuple[str, datetime, int], tuple[int, int]] = {}

    def burden(self, zone: str, start: datetime, minutes: int) -> tuple[int, int]:
        """Points and night minutes of one run on one clock."""
        key = (zone, start, minutes)
        if key not in self.memory:
            points = night = 0
            moment = start
            while moment < start + timedelta(minutes=minutes):
                local = moment.astimezone(ZoneInfo(zone))
                points += self.problem.scale.points[local.hour * 4 + local.minute // 15]
                night += 15 if local.hour >= NIGHT_FROM or local.hour < NIGHT_TO else 0
                moment += QUARTER
            self.memory[key] = (points, night)
        return self.memory[key]

    def place(self, home: Home, series: Series) -> str:
        """Whose clock a person lives by during a series."""
        is_there = series.mode is Mode.ON_SITE or (
            series.mode is Mode.HYBRID and home[1] is Attendance.ON_SITE
        )
        return self.problem.host_zone if is_there else home[0]

    def attended(self, home: Home, series: Series, runs: Sequence[datetime], minutes: int) -> datetime:
        """The run that is best for a person."""
        zone = self.place(home, series)
        return min(runs, key=lambda start: (*self.burden(zone, start, minutes), start))

    def series_of(self, key: str) -> Series | None:
        return next((one for one in self.problem.series if one.key == key), None)

    def is_permitted(self, series: Series, runs: Sequence[datetime], minutes: int) -> bool:
        """Whether everybody who must attend can, on every run."""
        for person in self.problem.people:
            if series.key not in person.must_attend:
                continue
            off = {day for day, _ in person.holidays} | set(person.unavailable)
            for start in runs:
                if off & self.local_days(person, series, start, minutes):
                    return False
        return True

    def local_days(self, person: Person, series: Series, start: datetime, minutes: int) -> set[date]:
        """Local dates a run touches."""
        zone = ZoneInfo(self.place((person.zone, person.mode), series))
        last = start + timedelta(minutes=minutes) - timedelta(seconds=1)
        return {start.astimezone(zone).date(), last.astimezone(zone).date()}

    def away(self, series: Series, runs: Sequence[datetime], minutes: int) -> tuple[int, int, int, int]:
        """People with a sure holiday, an estimated one, a personal date, and any of them."""
        sure = estimated = personal = people = 0
        days_of: dict[Home, set[date]] = {}
        for person in self.problem.people:
            home = (person.zone, person.mode)
            if home not in days_of:
                start = self.attended(home, series, runs, minutes)
                days_of[home] = self.local_days(person, series, start, minutes)
            days = days_of[home]
            has_sure = any(day in days and not is_estimated for day, is_estimated in person.holidays)
            has_estimated = any(day in days and is_estimated for day, is_estimated in person.holidays)
            has_personal = any(day in days for day in person.unavailable)
            sure, estimated, personal = sure + has_sure, estimated + has_estimated, personal + has_personal
            people += has_sure or has_estimated or has_personal
        return sure, estimated, personal, people

    def totals(self, meetings: Sequence[Meeting]) -> dict[Home, tuple[int, int]]:
        """Points and night minutes of every kind of person over the whole series."""
        sums = dict.fromkeys(self.homes, (0, 0))
        for (key, _), runs in runs_of(meetings).items():
            series = self.series_of(key)
            if series is None:
                continue
            moments, minutes = [one.starts_at for one in runs], runs[0].minutes
            for home, (points, night) in sums.items():
                start = self.attended(home, series, moments, minutes)
                more = self.burden(self.place(home, series), start, minutes)
                sums[home] = (points + more[0], night + more[1])
        return sums

    def levels(self, sums: dict[Home, tuple[int, int]]) -> list[tuple[int, int]]:
        """(points, people) from the worst down."""
        counts: Counter[int] = Counter()
        for home, (points, _) in sums.items():
            counts[points] += self.homes[home]
        return sorted(counts.items(), reverse=True)

    def mean(self, levels: Sequence[tuple[int, int]]) -> float:
        return sum(points * people for points, people in levels) / len(self.problem.people)

    def options(
        self, series: Series, number: int, weights: dict[Home, int], problem: Problem | None = None
    ) -> list[tuple[date, datetime, int]]:
        """(date, start, weighted points) of every permitted option of a meeting; `number` from 0."""
        problem = problem or self.problem
        minutes, count = minutes_and_runs(problem, series)
        found = []
        for day in sorted(set(series.dates[number])):
            for clock in allowed_starts(problem, series):
                start = datetime.combine(day, clock, tzinfo=self.host).astimezone(UTC)
                runs = [start + run * ECHO for run in range(count)]
                if not self.is_permitted(series, runs, minutes):
                    continue
                share = problem.max_away_share
                if share is not None and self.away(series, runs, minutes)[3] > share * len(problem.people):
                    continue
                points = sum(
                    weight * min(self.burden(self.place(home, series), one, minutes)[0] for one in runs)
                    for home, weight in weights.items()
                    if weight
                )
                found.append((day, start, points))
        return found

    def extras(self, problem: Problem) -> tuple[float, int, int]:
        hours, fees, given_up = 0.0, 0, 0
        for series in problem.series:
            minutes, runs = minutes_and_runs(problem, series)
            second = (runs - 1) * series.count * series.speakers
            hours, fees = hours + second * minutes / 60, fees + second
            given_up += (series.minutes - minutes) * series.count
        return hours, fees, given_up
