"""The goals, one after the other, each proven before the next is asked (lexicographic CP-SAT).

One worker and limits in deterministic time: the same input gives the same line-up on any machine.
The private goal lives only here, as a set handed to one function that adds it to the model; what
leaves this module is a line-up and one flag per public goal.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from .goals import public_goals
from .plan import SearchLimitError
from .rules import rule_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from .facts import Facts
    from .goals import LineUp, PublicGoal
    from .plan import GoalCode
    from .rules import RuleModel

TIE_BREAK_EFFORT = 0.2
TIE_BREAK_RANGE = 1 << 10


class Private:
    """A set of ids that prints, pickles and serialises as nothing."""

    __slots__ = ("_ids",)

    def __init__(self, ids: frozenset[str]) -> None:
        self._ids = ids

    def __contains__(self, speaker: str) -> bool:
        return speaker in self._ids

    def __repr__(self) -> str:
        return "<private>"

    def __reduce__(self) -> str | tuple[object, ...]:
        msg = "This is private and cannot be copied into a file."
        raise TypeError(msg)


@dataclass(frozen=True, slots=True)
class Found:
    """A line-up, and for each public goal whether the search proved it."""

    line_up: LineUp
    proven: dict[GoalCode, bool]


def any_line_up(facts: Facts, *, effort: float) -> LineUp | None:
    """Some line-up that keeps every rule, None if there is none. The private goal has no part in it.

    Raises `SearchLimitError` if the effort does not tell.
    """
    made = rule_model(facts)
    solver = solver_for(effort)
    status = solver.solve(made.model)
    if status == cp_model.UNKNOWN:
        raise SearchLimitError(
            "The search ended before it found a line-up: allow more effort, or fewer rules."
        )
    if status == cp_model.INFEASIBLE:
        return None
    return frozenset(key for key, seat in made.seats.items() if solver.boolean_value(seat))


def search(
    facts: Facts, start: LineUp, private: Private, *, seed: int, effort: float, is_change_first: bool
) -> Found:
    """The best line-up, goal by goal, from a first one that keeps the rules."""
    climb = _Climb(rule_model(facts), start, effort)
    goals = public_goals(facts)
    if is_change_first:
        goals.sort(key=lambda goal: goal.code != "seats_changed")
    proven: dict[GoalCode, bool] = {}
    for place, goal in enumerate(goals):
        if place == int(is_change_first):
            _prefer_private(climb, private)
        proven[goal.code] = climb.reach(goal)
    _break_ties(climb, seed)
    return Found(climb.line_up, proven)


def _prefer_private(climb: _Climb, private: Private) -> None:
    """At least one such person on as many panels as the rules allow: a wish, never a rule."""
    made = climb.made
    present = []
    for meeting in made.facts.meetings:
        seats = [seat for key, seat in made.seats.items() if key[0] == meeting.key and key[1] in private]
        if seats:
            flag = made.model.new_bool_var("")
            made.model.add_bool_or([*seats, ~flag])
            present.append(flag)

    def measure(line_up: LineUp) -> int:
        return len({key for key, who in line_up if who in private})

    climb.optimise(cp_model.LinearExpr.sum(present), measure, limit=len(present), is_higher_better=True)


def _break_ties(climb: _Climb, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - ties among equals, nothing secret rests on it
    seats = [climb.made.seats[key] for key in sorted(climb.made.seats)]
    weights = [dice.randrange(TIE_BREAK_RANGE) for _ in seats]
    worth = dict(zip(sorted(climb.made.seats), weights, strict=True))
    climb.effort = min(climb.effort, TIE_BREAK_EFFORT)
    climb.optimise(
        cp_model.LinearExpr.weighted_sum(seats, weights),
        lambda line_up: sum(worth[seat] for seat in line_up),
        limit=TIE_BREAK_RANGE * len(seats),
        is_higher_better=True,
    )


class _Climb:
    """The model so far and the best line-up so far; each value reached is kept from there on."""

    def __init__(self, made: RuleModel, start: LineUp, effort: float) -> None:
        self.made = made
        self.line_up = start
        self.effort = effort

    def __repr__(self) -> str:
        return "<_Climb>"

    def reach(self, goal: PublicGoal) -> bool:
        """Takes one public goal as far as it goes; True when proven."""
        return self.optimise(
            goal.express(self.made),
            goal.measure,
            limit=goal.limit,
            is_higher_better=goal.is_higher_better,
        )

    def optimise(
        self,
        expression: cp_model.LinearExprT,
        measure: Callable[[LineUp], int],
        *,
        limit: int,
        is_higher_better: bool,
    ) -> bool:
        """Best value of the expression, kept from here on; True when proven. `limit` cannot be passed."""
        is_proven = measure(self.line_up) == limit or self._solve(
            expression, is_higher_better=is_higher_better
        )
        value = measure(self.line_up)
        self.made.model.add(expression >= value if is_higher_better else expression <= value)
        return is_proven or value == limit

    def _solve(self, expression: cp_model.LinearExprT, *, is_higher_better: bool) -> bool:
        model = self.made.model
        model.clear_objective()  # type: ignore[no-untyped-call]
        model.clear_hints()  # type: ignore[no-untyped-call]
        for key, seat in self.made.seats.items():
            model.add_hint(seat, key in self.line_up)
        if is_higher_better:
            model.maximize(expression)
        else:
            model.minimize(expression)
        solver = solver_for(self.effort)
        status = solver.solve(model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.line_up = frozenset(k for k, seat in self.made.seats.items() if solver.boolean_value(seat))
        return bool(status == cp_model.OPTIMAL)


def solver_for(effort: float) -> cp_model.CpSolver:
    """One worker, deterministic limit: the answer does not depend on the machine."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    # The full linear relaxation: proofs of "worst panel" took 0.5 s with it and over 6 s without (120 speakers).
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = effort
    return solver
