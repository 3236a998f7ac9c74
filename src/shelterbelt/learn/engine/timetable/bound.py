"""A lower bound on the worst burden that anybody can check, from a linear programme.

Meetings and starts against an adversary who weighs the zones: for any weights, no choice of starts
costs the weighted world less than the sum of each meeting's cheapest start, and the worst-off person
carries at least the weighted mean. The programme finds the weights; they are then rounded to whole
numbers and the bound is recomputed exactly, so its validity does not rest on the solver's arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[attr-defined]

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

WEIGHT_SCALE = 100_000


@dataclass(frozen=True, slots=True)
class Choice:
    """`times` picks, each one column of `columns` (classes x options, points)."""

    times: int
    columns: Ints


@dataclass(frozen=True, slots=True)
class Bound:
    """Whole-number weights of the classes and the value they prove."""

    weights: Ints
    value: Fraction


def lower_bound(choices: tuple[Choice, ...], classes: int) -> Bound:
    """Solve the programme with GLOP and return a bound that holds exactly."""
    weights = _dual_weights(choices, classes)
    return Bound(weights, proven_value(choices, weights))


def proven_value(choices: tuple[Choice, ...], weights: Ints) -> Fraction:
    """Weighted points no plan can go below, over the sum of the weights."""
    total = sum(choice.times * int((weights @ choice.columns).min()) for choice in choices)
    return Fraction(total, int(weights.sum()))


def _dual_weights(choices: tuple[Choice, ...], classes: int) -> Ints:
    even = np.zeros(classes, dtype=np.int64)
    solver = pywraplp.Solver.CreateSolver("GLOP")
    if solver is None:  # GLOP is part of every ortools build; without it equal weights are still valid
        return even + 1
    worst = solver.NumVar(0.0, solver.infinity(), "")
    solver.Minimize(worst)
    rows = [solver.Constraint(-solver.infinity(), 0.0) for _ in range(classes)]
    for row in rows:
        row.SetCoefficient(worst, -1.0)
    for choice in choices:
        columns = np.unique(choice.columns, axis=1)
        once = solver.Constraint(float(choice.times), float(choice.times))
        for option in columns.T.tolist():
            share = solver.NumVar(0.0, solver.infinity(), "")
            once.SetCoefficient(share, 1.0)
            for row, points in zip(rows, option, strict=True):
                if points:
                    row.SetCoefficient(share, float(points))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return even + 1
    weights = np.array([round(max(0.0, -row.dual_value()) * WEIGHT_SCALE) for row in rows], dtype=np.int64)
    return weights if weights.sum() > 0 else even + 1
