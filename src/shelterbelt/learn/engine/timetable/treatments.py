"""What a policy means for one series: minutes, runs, the starts allowed, one start or many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.timetable.problem import Mode, Policy, Problem, Series

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

ECHO_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a series is held under a policy. `has_one_start`: all its meetings share one start."""

    policy: Policy
    minutes: int
    runs: int
    starts: tuple[time, ...]
    has_one_start: bool


def window_starts(series: Series) -> tuple[time, ...]:
    """Local host starts of the window, from `earliest` on the grid; a window may pass midnight."""
    first = series.earliest.hour * 60 + series.earliest.minute
    last = series.latest.hour * 60 + series.latest.minute
    if last < first:
        last += 1440
    return tuple(
        time(minute % 1440 // 60, minute % 60) for minute in range(first, last + 1, series.grid_minutes)
    )


def applies(policy: Policy, series: Series) -> bool:
    """Whether the policy changes anything about this series; if not, the series stays at its frame."""
    if policy is Policy.ECHO:
        return series.mode is Mode.ONLINE
    if policy in {Policy.CORE, Policy.CORE_TWICE}:
        return series.core_minutes is not None
    return policy is not Policy.FRAME


def treatment_of(problem: Problem, series: Series) -> Treatment:
    """The treatment of a series under its own policy, or else the problem's."""
    policy = series.policy or problem.policy
    if not applies(policy, series):
        return Treatment(Policy.FRAME, series.minutes, 1, (series.frame_start,), has_one_start=True)
    is_core = policy in {Policy.CORE, Policy.CORE_TWICE}
    return Treatment(
        policy=policy,
        minutes=(series.core_minutes or series.minutes) if is_core else series.minutes,
        runs=2 if policy in {Policy.ECHO, Policy.CORE_TWICE} else 1,
        starts=window_starts(series),
        has_one_start=policy is Policy.FIXED_BEST,
    )


def start_timestamp(day: date, start: time, host: ZoneInfo) -> int:
    """POSIX second of a local host start.

    A wall time skipped by a clock change is read with the offset before it, one that comes twice is
    its first coming (PEP 495, fold 0).
    """
    return int(datetime.combine(day, start, tzinfo=host).timestamp())


def policies(problem: Problem) -> tuple[Policy, ...]:
    """Every policy that changes at least one series, the frame first."""
    return tuple(
        policy
        for policy in Policy
        if policy is Policy.FRAME or any(applies(policy, series) for series in problem.series)
    )
