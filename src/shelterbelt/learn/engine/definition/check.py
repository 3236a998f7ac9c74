"""Rules between fields. Works on the dataclasses alone, so it also judges a definition made on pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shelterbelt.learn.engine.definition.admission_check import admission_findings
from shelterbelt.learn.engine.definition.mistakes import Finding
from shelterbelt.learn.engine.definition.plan import (
    candidate_dates,
    instant,
    last_day,
    meetings,
)
from shelterbelt.learn.engine.definition.problem import (
    Block,
    Capacity,
    Choose,
    Cohort,
    Cost,
    Dates,
    Definition,
    Mode,
    Monthly,
    PanelRules,
    PointScale,
    Series,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shelterbelt.learn.engine.definition.places import Path

#: Steps between possible starts, minutes.
GRIDS = (5, 10, 15, 20, 30, 60)


def check(definition: Definition) -> tuple[Finding, ...]:
    """Every rule between fields that does not hold; empty for a sound definition."""
    found = [*cohort_findings(definition.cohort), *points_findings(definition.points)]
    for index, series in enumerate(definition.series):
        found += series_findings(series, definition.cohort, definition.capacity, index)
    found += panel_findings(definition.series, definition.panels, definition.cost)
    found += admission_findings(definition)
    if not found:
        found += overlap_findings(definition)
    return tuple(found)


def cohort_findings(cohort: Cohort) -> Iterator[Finding]:
    """The application window: clock times that exist, in order, before the first week."""
    for key, moment in (("apply_opens", cohort.apply_opens), ("apply_closes", cohort.apply_closes)):
        if _is_skipped(moment.date(), moment.time(), cohort.apply_zone):
            yield _finding(
                ("cohort", key),
                "time_skipped",
                day=moment.date(),
                zone=cohort.apply_zone,
                time=f"{moment:%H:%M}",
            )
    if cohort.first_week.weekday() != 0:
        monday = cohort.first_week - timedelta(days=cohort.first_week.weekday())
        yield _finding(("cohort", "first_week"), "not_a_monday", value=cohort.first_week, monday=monday)
    if cohort.apply_closes <= cohort.apply_opens:
        yield _finding(("cohort", "apply_closes"), "closes_before_opens")
    elif cohort.apply_closes.date() >= cohort.first_week:
        yield _finding(("cohort", "apply_closes"), "closes_after_start", first_week=cohort.first_week)


def points_findings(points: PointScale) -> Iterator[Finding]:
    """Bands on quarter-hours that do not overlap."""
    taken: set[int] = set()
    for index, band in enumerate(points.bands):
        path: Path = ("points", "bands", index)
        edges = [edge for edge in (band.start, band.end) if edge.minute % 15]
        for edge in edges:
            yield _finding(path, "bad_quarter", value=f"{edge:%H:%M}")
        first, last = (edge.hour * 4 + edge.minute // 15 for edge in (band.start, band.end))
        if edges:
            continue
        if first == last:
            yield _finding(path, "empty_band")
        quarters = [(first + step) % 96 for step in range((last - first) % 96)]
        clash = next((quarter for quarter in quarters if quarter in taken), None)
        if clash is not None:
            yield _finding(path, "bands_overlap", time=f"{clash // 4:02}:{clash % 4 * 15:02}")
        taken.update(quarters)


def series_findings(series: Series, cohort: Cohort, capacity: Capacity, index: int) -> Iterator[Finding]:
    """One series against its cohort: window, grid, weeks, dates, places."""
    path: Path = ("series", index)
    yield from _window_findings(series, path)
    pattern_findings = list(_pattern_findings(series, cohort, path))
    yield from pattern_findings
    if not pattern_findings:
        yield from _skipped_findings(series, cohort, path)
    yield from _place_findings(series, capacity, path)


def _window_findings(series: Series, path: Path) -> Iterator[Finding]:
    if series.grid_minutes not in GRIDS:
        allowed = ", ".join(map(str, GRIDS))
        yield _finding((*path, "grid_minutes"), "bad_grid", value=series.grid_minutes, allowed=allowed)
        return
    if series.live_core_minutes is not None and series.live_core_minutes > series.minutes:
        yield _finding((*path, "live_core_minutes"), "core_too_long", minutes=series.minutes)
    earliest, start, latest = (_minute(t) for t in (series.earliest_start, series.start, series.latest_start))
    if latest < earliest:
        yield _finding((*path, "latest_start"), "window_order")
        return
    shown = {"earliest": f"{series.earliest_start:%H:%M}", "latest": f"{series.latest_start:%H:%M}"}
    if not earliest <= start <= latest:
        yield _finding((*path, "start"), "start_outside_window", start=f"{series.start:%H:%M}", **shown)
        return
    for key, clock in (("start", series.start), ("latest_start", series.latest_start)):
        if (_minute(clock) - earliest) % series.grid_minutes:
            yield _finding(
                (*path, key),
                "off_grid",
                time=f"{clock:%H:%M}",
                grid=series.grid_minutes,
                earliest=shown["earliest"],
            )


def _pattern_findings(series: Series, cohort: Cohort, path: Path) -> Iterator[Finding]:
    pattern = series.pattern
    if isinstance(pattern, Dates):
        first, last = cohort.first_week, last_day(cohort)
        for day in pattern.dates:
            if not first <= day <= last:
                yield _finding((*path, "dates"), "date_outside", day=day, first=first, last=last)
    elif isinstance(pattern, Monthly):
        if not candidate_dates(pattern, cohort):
            yield _finding(path, "no_meeting")
    else:
        wrong = [week for week in pattern.weeks if not 1 <= week <= cohort.weeks]
        for week in wrong:
            yield _finding((*path, "weeks"), "no_such_week", week=week, weeks=cohort.weeks)
        if wrong or not isinstance(pattern, Choose | Block):
            return
        possible = _most_apart(pattern)
        if pattern.count > possible:
            yield _finding((*path, "count"), "choice_impossible", count=pattern.count, possible=possible)


def _most_apart(pattern: Choose | Block) -> int:
    """How many of the pattern's weeks can be taken: the earliest that is far enough from the last one, again and again."""
    taken: list[int] = []
    for week in sorted(set(pattern.weeks)):
        if not taken or week - taken[-1] >= pattern.weeks_apart:
            taken.append(week)
    return len(taken)


def _skipped_findings(series: Series, cohort: Cohort, path: Path) -> Iterator[Finding]:
    days = {day for dates in candidate_dates(series.pattern, cohort) for day in dates}
    for day in sorted(days):
        if _is_skipped(day, series.start, series.zone):
            start = f"{series.start:%H:%M}"
            yield _finding((*path, "start"), "time_skipped", day=day, zone=series.zone, time=start)


def _place_findings(series: Series, capacity: Capacity, path: Path) -> Iterator[Finding]:
    on_site = capacity.on_site if series.capacity_on_site is None else series.capacity_on_site
    online = capacity.online if series.capacity_online is None else series.capacity_online
    if series.mode is not Mode.ONLINE and not on_site:
        mode = series.mode.value
        yield _finding(
            (*path, "mode"), "no_place_for_mode", mode=mode, where="on site", field="capacity_on_site"
        )
    if series.mode is not Mode.IN_PERSON and not online:
        mode = series.mode.value
        yield _finding(
            (*path, "mode"), "no_place_for_mode", mode=mode, where="online", field="capacity_online"
        )


def panel_findings(series: tuple[Series, ...], panels: PanelRules | None, cost: Cost) -> Iterator[Finding]:
    """Panels have rules, and everyone on them is paid."""
    first = next((index for index, one in enumerate(series) if one.has_panel), None)
    if first is None:
        return
    if panels is None:
        yield _finding(("series", first, "has_panel"), "panels_missing")
    if not cost.honorarium_minor:
        yield _finding(("cost", "honorarium"), "honorarium_missing")


def overlap_findings(definition: Definition) -> Iterator[Finding]:
    """Meetings whose date and start are fixed and that run at the same time."""
    spans: list[tuple[datetime, datetime, date, str]] = []
    for meeting in meetings(definition):
        if meeting.is_fixed and meeting.earliest_start == meeting.latest_start:
            for day in meeting.days_from(meeting.dates[0]):
                begins = meeting.instant(day)
                spans.append((begins, begins + timedelta(minutes=meeting.minutes), day, meeting.series))
    keys = [series.key for series in definition.series]
    seen: set[tuple[str, str]] = set()
    for (_, ends, _, one), (begins, _, day, other) in pairwise(sorted(spans)):
        if begins < ends and (one, other) not in seen:
            seen.add((one, other))
            yield _finding(("series", keys.index(other)), "overlap", day=day, other=one)


def _is_skipped(day: date, clock: time, zone: str) -> bool:
    there_and_back = instant(day, clock, zone).astimezone(ZoneInfo(zone))
    return there_and_back.replace(tzinfo=UTC) != datetime.combine(day, clock, tzinfo=UTC)


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _finding(path: Path, code: str, **params: object) -> Finding:
    return Finding(path, code, tuple((name, str(value)) for name, value in params.items()))
