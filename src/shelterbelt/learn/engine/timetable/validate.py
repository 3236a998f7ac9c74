"""Refuse what cannot be planned, naming the place and the remedy."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shelterbelt.learn.engine.timetable.errors import Unplannable
from shelterbelt.learn.engine.timetable.problem import (
    QUARTER_MINUTES,
    QUARTERS_PER_DAY,
    Problem,
    Series,
)
from shelterbelt.learn.engine.timetable.treatments import window_starts

if TYPE_CHECKING:
    from datetime import time

MAX_POINTS = 100
MAX_MINUTES = 720
MAX_MEETINGS = 200
MAX_WEEKS_APART = 260
GRIDS = (15, 30, 60)


def validate(problem: Problem) -> None:
    """Raise `Unplannable` for the first thing that cannot be planned."""
    points = problem.scale.points
    if len(points) != QUARTERS_PER_DAY:
        raise Unplannable(
            "scale_length",
            "points scale",
            f"has {len(points)} entries; give {QUARTERS_PER_DAY}, one per quarter-hour from midnight.",
            entries=len(points),
        )
    if not all(0 <= one <= MAX_POINTS for one in points):
        raise Unplannable(
            "scale_range", "points scale", f"holds a number outside 0 to {MAX_POINTS}; correct it."
        )
    _zone(problem.host_zone, "host zone")
    if not problem.series:
        raise Unplannable("no_series", "programme", "has no series of meetings; add at least one.")
    if not problem.people:
        raise Unplannable("no_people", "people", "nobody is listed; add at least one person.")
    if problem.max_away_share is not None and not 0 <= problem.max_away_share <= 1:
        raise Unplannable("away_share", "max_away_share", "must lie between 0 and 1.")
    _people(problem)
    _keys(problem)
    for series in problem.series:
        _series(series)
    meetings = sum(series.count for series in problem.series)
    if meetings > MAX_MEETINGS:
        raise Unplannable(
            "too_many_meetings",
            "programme",
            f"has {meetings} meetings; plan at most {MAX_MEETINGS} at a time, for example one term.",
            meetings=meetings,
        )


def _zone(name: str, place: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Unplannable(
            "unknown_zone",
            place,
            f"'{name}' is not a time zone; use an IANA name such as America/Toronto.",
            zone=name,
        ) from None


def _people(problem: Problem) -> None:
    twice = next((one for one, n in Counter(p.id for p in problem.people).items() if n > 1), None)
    if twice is not None:
        raise Unplannable(
            "duplicate_person", f"person {twice}", "is listed more than once; keep one entry.", person=twice
        )
    first = {person.zone: person.id for person in reversed(problem.people)}
    for zone, name in sorted(first.items()):
        _zone(zone, f"person {name}")
    known = {series.key for series in problem.series}
    for person in problem.people:
        unknown = sorted(person.must_attend - known)
        if unknown:
            raise Unplannable(
                "unknown_series",
                f"person {person.id}",
                f"must attend '{unknown[0]}', which is no series of the programme; correct the name.",
                series=unknown[0],
            )


def _keys(problem: Problem) -> None:
    counts = Counter(series.key for series in problem.series)
    twice = next((key for key, n in counts.items() if n > 1), None)
    if twice is not None:
        raise Unplannable(
            "duplicate_series", f"series {twice}", "is defined twice; give each its own key.", series=twice
        )
    for one in problem.published:
        if one.starts_at.utcoffset() != UTC.utcoffset(None):
            raise Unplannable(
                "published_not_utc",
                f"published meeting {one.series} {one.number}",
                "its start must be an aware moment in UTC.",
            )


def _series(series: Series) -> None:
    place = f"series {series.key}"
    if not series.dates or any(not options for options in series.dates):
        raise Unplannable("no_dates", place, "a meeting has no candidate date; add at least one date.")
    for name, minutes in (("minutes", series.minutes), ("core_minutes", series.core_minutes)):
        if minutes is not None and (not 0 < minutes <= MAX_MINUTES or minutes % QUARTER_MINUTES):
            raise Unplannable(
                "minutes",
                f"{place}, {name}",
                f"{minutes} must be a multiple of {QUARTER_MINUTES} between {QUARTER_MINUTES} and {MAX_MINUTES}.",
                minutes=minutes,
            )
    if series.core_minutes is not None and series.core_minutes > series.minutes:
        raise Unplannable(
            "core_longer", f"{place}, core_minutes", "the live core is longer than the meeting; shorten it."
        )
    if series.grid_minutes not in GRIDS:
        raise Unplannable("grid", f"{place}, grid_minutes", f"must be one of {', '.join(map(str, GRIDS))}.")
    if not 1 <= series.weeks_apart <= MAX_WEEKS_APART:
        raise Unplannable(
            "weeks_apart", f"{place}, weeks_apart", f"must be a whole number from 1 to {MAX_WEEKS_APART}."
        )
    if series.speakers < 0:
        raise Unplannable("speakers", f"{place}, speakers", "cannot be negative.")
    for name, clock in (
        ("frame_start", series.frame_start),
        ("earliest", series.earliest),
        ("latest", series.latest),
    ):
        _clock(clock, f"{place}, {name}")
    if series.frame_start not in window_starts(series):
        raise Unplannable(
            "frame_outside_window",
            place,
            f"the frame's start {series.frame_start:%H:%M} is not a start of the host window "
            f"({series.earliest:%H:%M} to {series.latest:%H:%M}, every {series.grid_minutes} minutes); "
            "widen the window or move the start.",
            start=f"{series.frame_start:%H:%M}",
        )


def _clock(clock: time, place: str) -> None:
    if clock.minute % QUARTER_MINUTES or clock.second or clock.microsecond or clock.tzinfo is not None:
        raise Unplannable(
            "not_quarter", place, f"{clock} is not a plain local time on a quarter-hour; round it."
        )
