"""The linear relaxation: bounds over all places, and prices that say which places cannot be in any best cohort."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.linear_solver.python import model_builder as linear

if TYPE_CHECKING:
    from .plan import GoalCode
    from .rows import Field, Row

_SURE = 1e-6
_FINE = 1000
"""Prices are rounded to thousandths of a hundredth of a percent and then exact: any prices give a true bound."""
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Priced:
    """What prices tell: a true upper bound of the sum of scores (hundredths of a percent), and what each place adds.

    `worth` is in thousandths of `bound`'s unit. A cohort with a place of negative worth reaches at most
    `bound_fine` + worth.
    """

    bound_fine: int
    worth: tuple[int, ...]
    shares: tuple[float, ...]

    @property
    def bound(self) -> int:
        """In hundredths of a percent."""
        return self.bound_fine // _FINE

    def may_better(self, value: int) -> list[int]:
        """Places that a cohort with a greater sum than `value` could hold."""
        least = (value + 1) * _FINE - self.bound_fine
        return [number for number, worth in enumerate(self.worth) if worth >= least]


def least_missing(field: Field, levels: dict[GoalCode, int], goal: GoalCode) -> int:
    """The fewest people that can be missing of a goal while the goals before it keep their levels: a lower bound."""
    solved = _Relaxation(field, levels).solve(goal)
    return 0 if solved is None else max(0, math.ceil(solved.value - _SURE))


def priced(field: Field, levels: dict[GoalCode, int]) -> Priced | None:
    """Prices of the best sum of scores at these levels; None if not even fractions of people reach them."""
    solved = _Relaxation(field, levels).solve(None)
    return None if solved is None else _exact(field, levels, solved)


@dataclass(frozen=True, slots=True)
class _Solved:
    value: float
    shares: tuple[float, ...]
    prices: tuple[tuple[Row, float], ...]


class _Relaxation:
    def __init__(self, field: Field, levels: dict[GoalCode, int]) -> None:
        self.field = field
        self.model = linear.Model()  # type: ignore[no-untyped-call]
        self.shares = [self.model.new_num_var(0, 1, "") for _place in field.places]
        self.rows: list[tuple[Row, linear.LinearConstraint]] = []
        self.short: dict[GoalCode, list[linear.Variable]] = {}
        for row in field.rows:
            self._add(row)
        for goal, level in levels.items():
            if goal in self.short:
                self.model.add(linear.LinearExpr.sum(self.short[goal]) <= level)

    def _add(self, row: Row) -> None:
        total = linear.LinearExpr.sum([self.shares[number] for number in row.members])
        if row.goal:
            slack = self.model.new_num_var(0, len(row.members), "")
            self.short.setdefault(row.goal, []).append(slack)
            total = total + slack if row.is_least else total - slack
        limited = total >= row.limit if row.is_least else total <= row.limit
        self.rows.append((row, self.model.add(limited)))

    def solve(self, goal: GoalCode | None) -> _Solved | None:
        """Rows of organisations and pairs are added when they are broken: few of many thousands ever are."""
        if goal is None:
            points = [float(place.candidate.points) for place in self.field.places]
            self.model.maximize(linear.LinearExpr.weighted_sum(self.shares, points))
        else:
            self.model.minimize(linear.LinearExpr.sum(self.short[goal]))
        waiting = list(self.field.seldom)
        for last in range(_ROUNDS, -1, -1):
            solver = linear.Solver("GLOP")
            if solver.solve(self.model) != linear.SolveStatus.OPTIMAL:
                return None
            shares = [float(value) for value in solver.values(self.shares)]
            broken = [row for row in waiting if sum(shares[n] for n in row.members) > row.limit + _SURE]
            if not broken or not last:
                prices = tuple((row, float(solver.dual_value(limit))) for row, limit in self.rows)
                return _Solved(float(solver.objective_value), tuple(shares), prices)
            waiting = [row for row in waiting if row not in set(broken)]
            for row in broken:
                self._add(row)
        return None


def _exact(field: Field, levels: dict[GoalCode, int], solved: _Solved) -> Priced:
    """Lagrange's bound with whole prices: it holds whatever the prices are, so no rounding can make it wrong."""
    worth = [place.candidate.points * _FINE for place in field.places]
    bound, dearest = 0, dict.fromkeys(levels, 0)
    for row, price in solved.prices:
        whole = max(0, round((-price if row.is_least else price) * _FINE))
        bound += -whole * row.limit if row.is_least else whole * row.limit
        for number in row.members:
            worth[number] += whole if row.is_least else -whole
        if row.goal:
            dearest[row.goal] = max(dearest[row.goal], whole)
    bound += sum(dearest[goal] * level for goal, level in levels.items())
    return Priced(bound + sum(one for one in worth if one > 0), tuple(worth), solved.shares)
