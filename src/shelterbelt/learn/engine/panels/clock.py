"""When a person can speak, and what the hour costs them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .problem import UNSOCIABLE_POINTS_BY_HOUR

if TYPE_CHECKING:
    from .problem import PanelMeeting, PanelProblem, Speaker

QUARTER = timedelta(minutes=15)


def unsociable_points(
    zone: str,
    start: datetime,
    minutes: int,
    points_by_hour: tuple[int, ...] = UNSOCIABLE_POINTS_BY_HOUR,
) -> int:
    """Points of one run for a person in `zone`.

    `start` is aware; every quarter-hour that has begun counts by the local clock at its start, so a
    clock change inside the run is followed. Raises `zoneinfo.ZoneInfoNotFoundError` for an unknown
    zone. Scale: research/programmes, section 5.
    """
    clock = ZoneInfo(zone)
    first = start.astimezone(UTC)
    quarters = -(-minutes // 15)
    return sum(points_by_hour[(first + QUARTER * n).astimezone(clock).hour] for n in range(quarters))


def points_at(problem: PanelProblem, speaker: Speaker, meeting: PanelMeeting) -> int:
    """Points of all runs of `meeting` for `speaker`: as supplied, else from the zone."""
    for key, points in speaker.points:
        if key == meeting.key:
            return points
    return sum(
        unsociable_points(speaker.zone, start, meeting.minutes, problem.points_by_hour)
        for start in meeting.starts
    )


def is_free(speaker: Speaker, meeting: PanelMeeting) -> bool:
    """Whether the person can speak in every run: no part on an unavailable local date or outside windows."""
    length = timedelta(minutes=meeting.minutes)
    return all(_is_free_at(speaker, start.astimezone(UTC), length) for start in meeting.starts)


def _is_free_at(speaker: Speaker, start: datetime, length: timedelta) -> bool:
    end = start + length
    if speaker.unavailable:
        clock = ZoneInfo(speaker.zone)
        day = start.astimezone(clock).date()
        last = (end - timedelta(microseconds=1)).astimezone(clock).date()
        while day <= last:
            if day in speaker.unavailable:
                return False
            day += timedelta(days=1)
    return speaker.windows is None or _is_covered(start, end, speaker.windows)


def _is_covered(start: datetime, end: datetime, windows: tuple[tuple[datetime, datetime], ...]) -> bool:
    reached = start
    for opens, closes in sorted(windows):
        if opens <= reached < closes:
            reached = closes
    return reached >= end
