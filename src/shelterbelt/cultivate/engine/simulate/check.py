"""An independent reading of a report: plain arithmetic over its runs, by nothing that made it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import fmean

from shelterbelt.cultivate.engine.simulate.plan import Interval, Moment, Report, Run


def check(report: Report) -> tuple[str, ...]:
    """What is wrong with a report; empty if nothing is."""
    return tuple(_faults(report))


def _faults(report: Report) -> Iterator[str]:
    seeds: dict[str, list[int]] = {}
    for run in report.runs:
        seeds.setdefault(run.policy, []).append(run.seed)
        yield from _of_run(run, report.months)
    if len({tuple(sorted(one)) for one in seeds.values()}) > 1:
        yield "policies were not run under the same seeds"
    pairs = {(one, other) for one in seeds for other in seeds if one != other}
    for name, told in (("ratios", report.ratios), ("means", report.means)):
        if set(told) != pairs:
            yield f"{name} are not of every policy over every other one"
    for (ours, peer), interval in report.ratios.items():
        yield from _of_ratio(interval, _last(report, ours), _last(report, peer), f"{ours} over {peer}")
    for (ours, peer), interval in report.means.items():
        yield from _of_ratio(
            interval, _mean(report, ours), _mean(report, peer), f"mean of {ours} over {peer}"
        )


def _of_run(run: Run, months: int) -> Iterator[str]:
    place = f"{run.policy}, seed {run.seed}"
    if not 0 <= run.held <= run.invited:
        yield f"{place}: {run.held} of {run.invited} meetings were held"
    if not run.moments or run.moments[-1].month != months:
        yield f"{place}: it does not end in month {months}"
    for one in run.moments:
        yield from _of_moment(one, place)


def _of_moment(one: Moment, place: str) -> Iterator[str]:
    shares = (
        one.core,
        one.isolates,
        one.lowest_sector,
        one.careful,
        one.others,
        one.without_link,
        one.may_cross,
    )
    if not all(0 <= share <= 1 for share in shares):
        yield f"{place}, month {one.month}: a share lies outside 0 to 1"
    if one.core + one.isolates > 1 + 1e-9:
        yield f"{place}, month {one.month}: somebody in the core has no tie"
    if one.lowest_sector > one.core + 1e-9:
        yield f"{place}, month {one.month}: the worst placed sector is above the mean"
    if not min(one.careful, one.others) - 1e-9 <= one.core <= max(one.careful, one.others) + 1e-9:
        yield f"{place}, month {one.month}: the mean lies outside its two parts"


def _of_ratio(told: Interval, ours: float, peer: float, place: str) -> Iterator[str]:
    expected = ours / peer if peer else (math.inf if ours else 1.0)
    if math.isfinite(expected) and not math.isclose(told.value, expected, rel_tol=1e-9):
        yield f"{place}: {told.value}, expected {expected}"
    if not told.low <= told.high:
        yield f"{place}: the interval is turned round"


def _last(report: Report, policy: str) -> float:
    return fmean(one.moments[-1].core for one in report.runs if one.policy == policy)


def _mean(report: Report, policy: str) -> float:
    return fmean(fmean(moment.core for moment in one.moments) for one in report.runs if one.policy == policy)
