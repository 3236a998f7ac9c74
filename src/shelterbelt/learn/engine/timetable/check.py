"""An independent verifier: the slow, obvious way, from the problem and the plan alone.

Shares no table, search or bound with the engine: it asks `zoneinfo` for every person and every
quarter-hour, and plays every single exchange to see whether a plan called exact can be bettered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shelterbelt.learn.engine.timetable.digest import problem_hash
from shelterbelt.learn.engine.timetable.problem import Policy, Problem, Series, weeks_between
from shelterbelt.learn.engine.timetable.witness import (
    ECHO,
    Witness,
    allowed_starts,
    minutes_and_runs,
    policy_of,
    runs_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shelterbelt.learn.engine.timetable.plan import Meeting, Plan

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the plan says. `code` is stable."""

    code: str
    detail: str


def check(problem: Problem, plan: Plan) -> list[Finding]:
    """Recompute everything a plan claims; an empty list means that it is right."""
    judge = _Judge(problem)
    findings = judge.rules(plan.meetings, problem)
    if findings:  # figures of a plan that breaks its own rules say nothing
        return findings
    if plan.problem_hash != problem_hash(problem):
        findings.append(Finding("hash", "the plan belongs to another problem"))
    findings += judge.figures(plan)
    findings += judge.certificate(plan)
    findings += judge.alternatives(plan)
    if plan.receipt.is_exact:
        findings += judge.exchanges(plan)
    return findings


class _Judge:
    """The plan's claims, one after the other, against the witness."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.host = ZoneInfo(problem.host_zone)
        self.witness = Witness(problem)

    def rules(self, meetings: Sequence[Meeting], problem: Problem) -> list[Finding]:
        """Hard rules under the policy of `problem`."""
        by_number = runs_of(meetings)
        wanted = {(one.key, n + 1) for one in problem.series for n in range(one.count)}
        if set(by_number) != wanted:
            return [Finding("meetings", "meetings are missing, unknown or doubled")]
        findings: list[Finding] = []
        for series in problem.series:
            for number in range(1, series.count + 1):
                findings += self._meeting(problem, series, number, by_number[(series.key, number)])
            findings += self._series_rules(problem, series, by_number)
        weeks = Counter(runs[0].date.isocalendar()[:2] for runs in by_number.values())
        if problem.has_distinct_weeks and max(weeks.values()) > 1:
            findings.append(Finding("weeks", "two meetings share a week"))
        return findings

    def _meeting(
        self, problem: Problem, series: Series, number: int, runs: Sequence[Meeting]
    ) -> list[Finding]:
        name = f"{series.key} {number}"
        minutes, count = minutes_and_runs(problem, series)
        first = runs[0]
        local = first.starts_at.astimezone(self.host)
        findings = []
        if [one.run for one in runs] != list(range(count)):
            return [Finding("runs", f"{name} is not run {count} times")]
        if any(one.minutes != minutes for one in runs):
            findings.append(Finding("minutes", f"{name} does not last {minutes} minutes"))
        if first.date not in series.dates[number - 1]:
            findings.append(Finding("date", f"{name} is on no candidate date"))
        starts = [
            datetime.combine(first.date, one, tzinfo=self.host) for one in allowed_starts(problem, series)
        ]
        if all(one.astimezone(UTC) != first.starts_at for one in starts):
            findings.append(
                Finding("window", f"{name} starts at {local:%H:%M}, which the policy does not allow")
            )
        if count > 1 and runs[1].starts_at - first.starts_at != ECHO:
            findings.append(Finding("echo", f"the runs of {name} are not twelve hours apart"))
        if any(one.date != one.starts_at.astimezone(self.host).date() for one in runs):
            findings.append(Finding("host_date", f"{name} names the wrong host date"))
        moments = [one.starts_at for one in runs]
        if not self.witness.is_permitted(series, moments, minutes):
            findings.append(Finding("required", f"{name} is on a day when somebody who must attend cannot"))
        share = problem.max_away_share
        if share is not None and self.witness.away(series, moments, minutes)[3] > share * len(problem.people):
            findings.append(Finding("away_share", f"too many people are away on {name}"))
        return findings

    def _series_rules(
        self, problem: Problem, series: Series, by_number: dict[tuple[str, int], list[Meeting]]
    ) -> list[Finding]:
        firsts = [by_number[(series.key, n + 1)][0] for n in range(series.count)]
        findings = []
        if len({one.date for one in firsts}) < len(firsts):
            findings.append(Finding("same_date", f"two meetings of {series.key} share a date"))
        for n, one in enumerate(firsts):
            findings += [
                Finding("order", f"{series.key} {m + 1} is not before {n + 1}")
                for m in range(n)
                if set(series.dates[m]) == set(series.dates[n]) and firsts[m].date >= one.date
            ]
            findings += [
                Finding("apart", f"{series.key} {m + 1} and {n + 1} are too close")
                for m in range(n)
                if set(series.dates[m]) == set(series.dates[n])
                and weeks_between(firsts[m].date, one.date) < series.weeks_apart
            ]
        if policy_of(problem, series) is Policy.FIXED_BEST:
            fitting = [
                start
                for start in allowed_starts(problem, series)
                if all(
                    datetime.combine(one.date, start, tzinfo=self.host).astimezone(UTC) == one.starts_at
                    for one in firsts
                )
            ]
            if not fitting:
                findings.append(Finding("one_start", f"{series.key} has more than one start"))
        return findings

    def figures(self, plan: Plan) -> list[Finding]:
        """Burdens, levels, hits and changes."""
        receipt, sums = plan.receipt, self.witness.totals(plan.meetings)
        levels = self.witness.levels(sums)
        told = {(one.zone, one.mode): (one.points, one.night_minutes, one.people) for one in receipt.burdens}
        findings = []
        if told != {home: (*sums[home], self.witness.homes[home]) for home in self.witness.homes}:
            findings.append(Finding("burdens", "burdens per zone are not what the clocks say"))
        if [(one.points, one.people) for one in receipt.levels] != levels:
            findings.append(Finding("levels", "levels do not follow from the burdens"))
        if (receipt.worst, receipt.people_at_worst) != levels[0]:
            findings.append(Finding("worst", "the worst burden or its head-count is wrong"))
        if abs(receipt.mean - self.witness.mean(levels)) > TOLERANCE:
            findings.append(Finding("mean", "the mean is wrong"))
        findings += self._hits(plan)
        known = {(one.series, one.starts_at) for one in self.problem.published}
        published = {one.series for one in self.problem.published}
        moved = [
            one
            for one in plan.meetings
            if one.run == 0 and one.series in published and (one.series, one.starts_at) not in known
        ]
        if receipt.changed != len(moved):
            findings.append(Finding("changed", "the count of changed meetings is wrong"))
        return findings

    def _hits(self, plan: Plan) -> list[Finding]:
        told = {
            (one.series, one.number): (one.holiday, one.estimated, one.unavailable, one.people)
            for one in plan.receipt.hits
        }
        seen = {}
        for (key, number), runs in runs_of(plan.meetings).items():
            series = self.witness.series_of(key)
            if series is not None:
                counts = self.witness.away(series, [one.starts_at for one in runs], runs[0].minutes)
                if counts[3]:
                    seen[(key, number)] = counts
        is_right = told == seen and plan.receipt.away == sum(one[3] for one in seen.values())
        return [] if is_right else [Finding("hits", "people on holiday or away are miscounted")]

    def certificate(self, plan: Plan) -> list[Finding]:
        """The bound, from its weights and every candidate date and start."""
        told, receipt = plan.receipt.certificate, plan.receipt
        weights = {(one.zone, one.mode): one.weight for one in told.weights}
        is_sound = (
            all(weight >= 0 for weight in weights.values())
            and set(weights) <= set(self.witness.homes)
            and len(weights) == len(told.weights)
            and sum(weights.values()) == told.total > 0
        )
        if not is_sound:
            return [Finding("weights", "the weights are negative, unknown or do not add up")]
        total = sum(
            min(points for _, _, points in self.witness.options(series, number, weights))
            for series in self.problem.series
            for number in range(series.count)
        )
        findings = []
        if Fraction(total, told.total) != told.bound:
            findings.append(Finding("bound", "the weights do not prove the bound"))
        if receipt.gap != receipt.worst - ceil(told.bound) or receipt.gap < 0:
            findings.append(Finding("gap", "the gap is not worst minus bound"))
        if receipt.is_worst_proven != (receipt.is_exact or receipt.gap == 0):
            findings.append(Finding("proven", "the claim of proof does not follow"))
        return findings

    def alternatives(self, plan: Plan) -> list[Finding]:
        """Every row of the comparison, and the order that exact policies must keep."""
        findings: list[Finding] = []
        worst: dict[str, list[tuple[int, int]]] = {}
        for row in plan.receipt.alternatives:
            if row.key == "chosen":
                problem = self.problem
            else:
                plain = tuple(replace(one, policy=None) for one in self.problem.series)
                problem = replace(self.problem, policy=Policy(row.key), series=plain)
            sums = self.witness.totals(row.meetings)
            levels = self.witness.levels(sums)
            night = {home: sums[home][1] for home in sums}
            people = len(self.problem.people)
            figures = (row.worst, row.people_at_worst, row.people_without_night)
            free = sum(self.witness.homes[home] for home, minutes in night.items() if not minutes)
            hours = [
                max(night.values()) / 60,
                sum(n * self.witness.homes[h] for h, n in night.items()) / 60 / people,
            ]
            told = [row.worst_night_hours, row.mean_night_hours, row.mean]
            is_right = figures == (*levels[0], free) and all(
                abs(a - b) < TOLERANCE for a, b in zip(told, [*hours, self.witness.mean(levels)], strict=True)
            )
            if not is_right or self.rules(row.meetings, problem) or row.bound > row.worst:
                findings.append(Finding("alternative", f"the row {row.key} is not what the clocks say"))
            if self.witness.extras(problem) != (
                row.extra_speaker_hours,
                row.extra_fees,
                row.live_minutes_given_up,
            ):
                findings.append(Finding("extras", f"the cost of {row.key} is wrong"))
            if row.is_exact:
                worst[row.key] = levels
        order = [worst[key] for key in ("rotated", "fixed_best", "frame") if key in worst]
        if order != sorted(order):
            findings.append(Finding("order_of_policies", "a freer policy is less fair than a stricter one"))
        chosen = [row for row in plan.receipt.alternatives if row.is_chosen]
        if len(chosen) != 1 or chosen[0].meetings != plan.meetings:
            findings.append(Finding("chosen", "the comparison does not hold the plan itself once"))
        return findings

    def exchanges(self, plan: Plan) -> list[Finding]:
        """A plan called exact cannot be made fairer by giving one meeting another date or start."""
        levels = self.witness.levels(self.witness.totals(plan.meetings))
        by_number = runs_of(plan.meetings)
        for series in self.problem.series:
            if policy_of(self.problem, series) in {Policy.FRAME, Policy.FIXED_BEST}:
                continue
            minutes, count = minutes_and_runs(self.problem, series)
            for number in range(series.count):
                runs = by_number[(series.key, number + 1)]
                rest = self.witness.totals([one for one in plan.meetings if one not in runs])
                for day, start, _ in self.witness.options(series, number, {}):
                    if day != runs[0].date:
                        continue
                    moments = [start + run * ECHO for run in range(count)]
                    sums = {}
                    for home, (points, night) in rest.items():
                        taken = self.witness.attended(home, series, moments, minutes)
                        more = self.witness.burden(self.witness.place(home, series), taken, minutes)
                        sums[home] = (points + more[0], night + more[1])
                    if self.witness.levels(sums) < levels:
                        return [Finding("not_fairest", f"{series.key} {number + 1} has a fairer start")]
        return []
