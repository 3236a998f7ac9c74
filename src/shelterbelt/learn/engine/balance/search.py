"""The goals one after the other by CP-SAT, on a core of places, with bounds over all of them.

One worker, limits in deterministic time, places in the order of their draw: same input, same answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from .relaxed import Priced, least_missing, priced
from .rows import Field, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .plan import GoalCode

SEARCHED_WHOLE = 2_000
"""Up to this many places everything is given to CP-SAT at once; above, a core that prices pick."""
_CORE_PER_SEAT = 4
_CORE_PER_ROW = 12
_LARGEST_CORE = 8_000


class EffortEndedError(RuntimeError):
    """The effort allowed ended before any cohort was found."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The places chosen, and per goal its value and bound (`score` among them)."""

    places: tuple[Place, ...]
    values: dict[GoalCode, int]
    bounds: dict[GoalCode, int]


def choose(field: Field, *, effort: float, whole_up_to: int = SEARCHED_WHOLE) -> Chosen:
    """The best choice by goals in order, as far as `effort` (deterministic seconds per search) reaches."""
    everywhere = range(len(field.places))
    if len(field.places) <= whole_up_to:
        search = _Search(field, everywhere, effort)
        search.reach_goals({})
        search.gather_scores()
        return search.chosen()
    least = _levels_possible(field)
    prices = priced(field, least)
    search = _Search(field, _core(field, prices), effort)
    if not search.reach_goals(least):
        search = _Search(field, everywhere, effort)
        search.reach_goals(least)
    if search.values != least:
        prices = priced(field, search.values)
    search.gather_scores()
    if prices is not None:
        search = _widened(field, search, prices, effort)
    return search.chosen()


def _widened(field: Field, search: _Search, prices: Priced, effort: float) -> _Search:
    """Search again among all places that could better what was found; then nothing outside can."""
    possible = set(prices.may_better(search.score))
    if not possible <= search.core and len(possible | search.core) <= _LARGEST_CORE:
        wider = _Search(field, sorted(possible | search.core), effort)
        wider.start_from(search)
        wider.gather_scores()
        search = wider
        possible = set(prices.may_better(search.score))
    bound = prices.bound
    if possible <= search.core:
        bound = min(bound, search.score_bound)
    search.score_bound = max(bound, search.score)
    return search


def _levels_possible(field: Field) -> dict[GoalCode, int]:
    """Lower bounds of what is missing: nothing, if fractions of people reach everything, else goal by goal."""
    nothing = dict.fromkeys(field.goals, 0)
    if priced(field, nothing) is not None:
        return nothing
    levels: dict[GoalCode, int] = {}
    for goal in field.goals:
        levels[goal] = least_missing(field, levels, goal)
    return levels


def _core(field: Field, prices: Priced | None) -> Iterable[int]:
    worth = prices.worth if prices else tuple(place.candidate.points for place in field.places)
    by_worth = sorted(range(len(worth)), key=lambda number: (-worth[number], number))
    seats = sum(row.limit for row in field.rows if row.goal == "seats")
    core = set(by_worth[: max(400, _CORE_PER_SEAT * seats)])
    if prices:
        core |= {number for number, share in enumerate(prices.shares) if share > 0}
    place_of = {number: place for place, number in enumerate(by_worth)}
    for row in field.rows:
        if row.is_least:
            core |= set(sorted(row.members, key=place_of.__getitem__)[: max(_CORE_PER_ROW, 2 * row.limit)])
    return sorted(core)


class _Search:
    """One CP-SAT model over some of the places."""

    def __init__(self, field: Field, numbers: Iterable[int], effort: float) -> None:
        self.field = field
        self.numbers = tuple(numbers)
        self.core = frozenset(self.numbers)
        self.effort = effort
        self.model = cp_model.CpModel()
        self.picks = {number: self.model.new_bool_var("") for number in self.numbers}
        self.short: dict[GoalCode, list[cp_model.IntVar]] = {}
        self.picked: tuple[int, ...] = ()
        self.values: dict[GoalCode, int] = {}
        self.bounds: dict[GoalCode, int] = {}
        self.score = self.score_bound = 0
        for row in (*field.rows, *field.seldom):
            total = cp_model.LinearExpr.sum([self.picks[n] for n in row.members if n in self.core])
            if row.goal:
                slack = self.model.new_int_var(0, max(row.limit, len(row.members)), "")
                self.short.setdefault(row.goal, []).append(slack)
                total = total + slack if row.is_least else total - slack
            self.model.add(total >= row.limit if row.is_least else total <= row.limit)

    def reach_goals(self, least: dict[GoalCode, int]) -> bool:
        """Each goal in order. False if one stays above a bound on a core, where all places might do better."""
        is_whole = len(self.core) == len(self.field.places)
        for goal in self.field.goals:
            total = cp_model.LinearExpr.sum(self.short[goal])
            floor = least.get(goal, 0)
            value, bound = self._solve(total, floor)
            if value > floor and not is_whole:
                return False
            self.values[goal], self.bounds[goal] = value, max(floor, min(bound, value))
            self.model.add(total <= value)
        return True

    def start_from(self, other: _Search) -> None:
        """Keep the levels that another search found, and begin at its choice."""
        self.values, self.bounds = dict(other.values), dict(other.bounds)
        for goal, value in self.values.items():
            self.model.add(cp_model.LinearExpr.sum(self.short[goal]) <= value)
        self._hint(other.picked)

    def gather_scores(self) -> None:
        """The greatest sum of scores at the levels reached."""
        points = [self.field.places[number].candidate.points for number in self.numbers]
        total = cp_model.LinearExpr.weighted_sum([self.picks[number] for number in self.numbers], points)
        value, bound = self._solve(-total, None)
        self.score, self.score_bound = -value, max(-bound, -value)

    def _solve(self, total: cp_model.LinearExprT, floor: int | None) -> tuple[int, int]:
        """Value and bound of the least total; stops at `floor`, where it is as good as it can be."""
        self.model.minimize(total)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.max_deterministic_time = self.effort
        solver.parameters.linearization_level = 2
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            msg = "The effort ended before any cohort was found; allow more."
            raise EffortEndedError(msg)
        self.picked = tuple(number for number in self.numbers if solver.boolean_value(self.picks[number]))
        self._hint(self.picked)
        bound = -(-round(solver.best_objective_bound * 1000) // 1000)
        value = round(solver.objective_value)
        return value, value if floor is not None and value <= floor else min(bound, value)

    def _hint(self, picked: tuple[int, ...]) -> None:
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        chosen = frozenset(picked)
        for number, pick in self.picks.items():
            self.model.add_hint(pick, number in chosen)

    def chosen(self) -> Chosen:
        """What was found, values and bounds including what is missing whoever is chosen."""
        values: dict[GoalCode, int] = {}
        bounds: dict[GoalCode, int] = {}
        for goal, missed in self.field.missed.items():
            values[goal] = missed + self.values.get(goal, 0)
            bounds[goal] = missed + self.bounds.get(goal, 0)
        values["score"], bounds["score"] = self.score, self.score_bound
        places = tuple(self.field.places[number] for number in _drawn(self.field, self.picked))
        return Chosen(places, values, bounds)


def _drawn(field: Field, picked: tuple[int, ...]) -> list[int]:
    """The same choice with the draw between people who count alike: places are in its order, so the first go first.

    People in a row of an organisation or a pair stay as they were found: they do not count alike.
    """
    bound = {number for row in field.seldom for number in row.members}
    alike: dict[object, list[int]] = defaultdict(list)
    for number, place in enumerate(field.places):
        one = place.candidate
        if number not in bound:
            kind = (one.sectors, one.communities, one.region, one.is_lower_income)
            alike[(kind, one.points, one.modes, place.mode)].append(number)
    chosen = frozenset(picked)
    drawn = [number for number in picked if number in bound]
    for members in alike.values():
        drawn += members[: sum(number in chosen for number in members)]
    return sorted(drawn)
