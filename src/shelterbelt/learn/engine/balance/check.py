"""An independent verifier: recomputes rules, levels, ranks and reasons from the problem alone; it shares no code with the search."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from .plan import GOAL_ORDER, BalancePlan, Finding, GoalReached, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, KeysView

    from .problem import BalanceProblem, Candidate

_HIGHER_IS_BETTER = frozenset({"score"})
_SAID_OF = {
    "offer": {"holds_seat", "score", "brings_sector", "lower_income", "balance"},
    "wait": {"score", "seats_taken", "organisation_limit", "balance"},
    "decline": {"below_floor", "rule"},
}


def check(problem: BalanceProblem, plan: BalancePlan) -> list[Finding]:
    """Every fault in a plan; empty if it keeps the rules and says only what is so."""
    found = [Finding("digest", "plan", "made for another problem")] * (
        plan.problem_digest != problem.digest()
    )
    ids = [one.candidate for one in plan.outcomes]
    if ids != sorted(problem.by_id) or len(ids) != len(problem.candidates):
        return [*found, Finding("people", "outcomes", "not exactly one outcome for each candidate")]
    found += _rules(problem, plan)
    found += _lists(problem, plan)
    found += _levels(problem, plan)
    for one in plan.outcomes:
        found += _said(problem, problem.by_id[one.candidate], one)
    return found


def _rules(problem: BalanceProblem, plan: BalancePlan) -> Iterator[Finding]:
    goals, known = problem.goals, problem.by_id
    offered = {one.candidate: one for one in plan.outcomes if one.outcome == "offer"}
    fresh = {key for key in offered if not known[key].holds}
    for mode, count in goals.seats:
        held = sum(one.holds == mode for one in problem.candidates)
        taken = sum(one.mode == mode for one in offered.values())
        if taken > max(count, held):
            yield Finding("seats", mode, f"{taken} offers for {count} seats")
    of_organisation = Counter(known[key].organisation for key in offered)
    for key in fresh:
        one = known[key]
        if offered[key].mode not in one.modes:
            yield Finding("mode", key, "offered in a mode that is not possible")
        if one.score_percent < goals.score_at_least_percent or one.must_decline:
            yield Finding("floor", key, "offered though the rules say no")
        if one.organisation and of_organisation[one.organisation] > goals.organisation_at_most:
            yield Finding("organisation", key, "too many of one organisation")
    yield from _kept(problem, plan, offered.keys(), fresh)


def _kept(
    problem: BalanceProblem, plan: BalancePlan, offered: KeysView[str], fresh: set[str]
) -> Iterator[Finding]:
    goals, known = problem.goals, problem.by_id
    for first, second in problem.apart:
        if {first, second} <= offered and fresh & {first, second}:
            yield Finding("apart", "plan", "two who must not share a cohort")
    for outcome in plan.outcomes:
        one = known[outcome.candidate]
        must = one.must_decline or one.score_percent < goals.score_at_least_percent
        if one.holds and (outcome.outcome, outcome.mode) != ("offer", one.holds):
            yield Finding("holds", one.id, "a seat that is held was taken away")
        if not one.holds and must != (outcome.outcome == "decline"):
            yield Finding("decline", one.id, "told no without a rule, or not told no against one")


def _lists(problem: BalanceProblem, plan: BalancePlan) -> Iterator[Finding]:
    waiting = [one for one in plan.outcomes if one.outcome == "wait"]
    for one in plan.outcomes:
        modes = problem.by_id[one.candidate].modes if one.outcome == "wait" else ()
        if [mode for mode, _rank in one.ranks] != list(modes):
            yield Finding("list", one.candidate, "not on the lists of their modes, or on others")
    for mode, _count in problem.goals.seats:
        places = sorted(rank for one in waiting for listed, rank in one.ranks if listed == mode)
        if places != list(range(1, len(places) + 1)):
            yield Finding("list", mode, "ranks are not 1, 2, 3 and so on")


def _levels(problem: BalanceProblem, plan: BalancePlan) -> Iterator[Finding]:
    if tuple(goal.code for goal in plan.goals) != GOAL_ORDER:
        yield Finding("goals", "plan", "not every goal in order")
        return
    inside = [(problem.by_id[one.candidate], one.mode) for one in plan.outcomes if one.outcome == "offer"]
    for goal in plan.goals:
        wanted = _counted(problem, inside, goal.code)
        if tuple((part.subject, part.target, part.reached) for part in goal.parts) != wanted:
            yield Finding("parts", goal.code, "counts differ")
        if goal.value != _value(inside, goal.code, wanted, problem):
            yield Finding("value", goal.code, f"{goal.value} is not what was reached")
        if not _is_bound(goal):
            yield Finding("bound", goal.code, "better than its bound")


def _is_bound(goal: GoalReached) -> bool:
    return goal.value <= goal.bound if goal.code in _HIGHER_IS_BETTER else 0 <= goal.bound <= goal.value


def _counted(
    problem: BalanceProblem, inside: list[tuple[Candidate, str]], code: str
) -> tuple[tuple[str, int, int], ...]:
    goals = problem.goals
    if code == "seats":
        return tuple((mode, n, sum(taken == mode for _one, taken in inside)) for mode, n in goals.seats)
    if code == "sectors":
        n = goals.each_sector_at_least
        return tuple((key, n, sum(key in one.sectors for one, _mode in inside)) for key in goals.sectors)
    if code == "communities":
        n = goals.each_community_at_least
        return tuple(
            (key, n, sum(key in one.communities for one, _mode in inside)) for key in goals.communities
        )
    if code == "lower_income":
        least = -(-goals.all_seats * goals.lower_income_at_least_percent // 100)
        return (("", least, sum(one.income_group in {"LM", "L"} for one, _mode in inside)),)
    if code == "regions":
        most = goals.all_seats * goals.region_at_most_percent // 100
        everywhere = sorted({one.region for one in problem.candidates})
        return tuple((key, most, sum(one.region == key for one, _mode in inside)) for key in everywhere)
    return ()


def _value(
    inside: list[tuple[Candidate, str]],
    code: str,
    parts: tuple[tuple[str, int, int], ...],
    problem: BalanceProblem,
) -> int:
    if code == "score":
        return sum(int(one.score_percent * 100) for one, _mode in inside)
    if code == "regions":
        if problem.goals.region_at_most_percent == 100:  # noqa: PLR2004 - a percentage
            return 0
        return sum(max(0, reached - most) for _key, most, reached in parts)
    if code == "seats":
        held = Counter(one.holds for one in problem.candidates if one.holds)
        return sum(max(0, max(target, held[key]) - reached) for key, target, reached in parts)
    return sum(max(0, target - reached) for _key, target, reached in parts)


def _said(problem: BalanceProblem, one: Candidate, outcome: Outcome) -> Iterator[Finding]:
    codes = [reason.code for reason in outcome.reasons]
    if not codes or not set(codes) <= _SAID_OF[outcome.outcome]:
        yield Finding("reason", one.id, "a reason that does not belong to the outcome, or none")
    for reason in outcome.reasons:
        facts = dict(reason.parameters)
        is_so = {
            "holds_seat": facts.get("mode") == one.holds,
            "score": facts.get("points") == int(one.score_percent * 100),
            "brings_sector": facts.get("sector") in one.sectors,
            "lower_income": one.income_group in {"LM", "L"},
            "seats_taken": (facts.get("mode"), facts.get("seats")) in problem.goals.seats,
            "below_floor": one.score_percent < problem.goals.score_at_least_percent,
            "rule": one.must_decline,
        }
        if not is_so.get(reason.code, True):
            yield Finding("reason", one.id, f"{reason.code} is not so")
