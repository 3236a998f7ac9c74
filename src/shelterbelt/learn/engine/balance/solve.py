"""The answer: who is offered a seat, who waits in which order, who is told no; and how far each goal was reached."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from . import reasons
from .plan import GOAL_ORDER, BalancePlan, GoalCode, GoalReached, Outcome, Part
from .problem import require_usable
from .ranking import ranks
from .rows import field_of
from .search import SEARCHED_WHOLE, choose

if TYPE_CHECKING:
    from .problem import BalanceProblem, Candidate


def solve(problem: BalanceProblem, *, effort: float = 60.0, whole_up_to: int = SEARCHED_WHOLE) -> BalancePlan:
    """Balance a cohort; goals that cannot be reached are reported, never an error.

    Args:
        problem: candidates, goals, pairs to be kept apart, the published seed.
        effort: deterministic seconds for each search; where it ends, a bound with its gap is given.
        whole_up_to: up to how many places no relaxation is used.

    Raises:
        ProblemError: the input cannot be used.
        EffortEndedError: the effort ended before any cohort was found.
    """
    require_usable(problem)
    found = choose(field_of(problem), effort=effort, whole_up_to=whole_up_to)
    modes = {place.candidate.id: place.mode for place in found.places}
    inside = [one for one in problem.candidates if one.holds or one.id in modes]
    outcomes = _outcomes(problem, modes, inside)
    held = sum(one.points for one in problem.candidates if one.holds)
    fixed = {"score": held}
    goals = tuple(
        GoalReached(
            code,
            found.values[code] + fixed.get(code, 0),
            found.bounds[code] + fixed.get(code, 0),
            _parts(problem, code, modes, inside),
        )
        for code in GOAL_ORDER
    )
    return BalancePlan(problem.digest(), problem.seed, outcomes, goals)


def _outcomes(problem: BalanceProblem, modes: dict[str, str], inside: list[Candidate]) -> tuple[Outcome, ...]:
    goals = problem.goals
    floor = goals.score_at_least_percent * 100
    admitted = {one.id for one in inside}
    declined = {
        one.id
        for one in problem.candidates
        if one.id not in admitted and (one.must_decline or one.points < floor)
    }
    decided = admitted | declined
    waiting = [one for one in problem.candidates if one.id not in decided]
    lists = ranks(problem, waiting, inside)
    of_organisation = Counter(one.organisation for one in inside if one.organisation)

    def outcome(one: Candidate) -> Outcome:
        if one.holds:
            return Outcome(one.id, "offer", one.holds, reasons.of_holder(one))
        if one.id in admitted:
            return Outcome(one.id, "offer", modes[one.id], reasons.of_offer(one, goals))
        if one.id in declined:
            return Outcome(one.id, "decline", one.modes[0], reasons.of_decline(one, goals))
        is_full = bool(one.organisation) and of_organisation[one.organisation] >= goals.organisation_at_most
        why = reasons.of_wait(one, goals, is_organisation_full=is_full)
        places = tuple((mode, lists[mode][one.id]) for mode in one.modes)
        return Outcome(one.id, "wait", one.modes[0], why, places)

    return tuple(outcome(one) for one in sorted(problem.candidates, key=lambda one: one.id))


def _parts(
    problem: BalanceProblem, code: GoalCode, modes: dict[str, str], inside: list[Candidate]
) -> tuple[Part, ...]:
    goals = problem.goals
    if code == "seats":
        taken = Counter(one.holds or modes[one.id] for one in inside)
        return tuple(Part(mode, count, taken[mode]) for mode, count in goals.seats)
    if code == "sectors":
        reached = Counter(key for one in inside for key in one.sectors)
        return tuple(Part(key, goals.each_sector_at_least, reached[key]) for key in goals.sectors)
    if code == "communities":
        reached = Counter(key for one in inside for key in one.communities)
        return tuple(Part(key, goals.each_community_at_least, reached[key]) for key in goals.communities)
    if code == "lower_income":
        return (Part("", goals.lower_income_at_least, sum(one.is_lower_income for one in inside)),)
    if code == "regions":
        reached = Counter(one.region for one in inside)
        everywhere = sorted({one.region for one in problem.candidates})
        return tuple(Part(key, goals.region_at_most, reached[key]) for key in everywhere)
    return ()
