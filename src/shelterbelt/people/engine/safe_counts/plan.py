"""Which counts are told and which are left out, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from shelterbelt.people.engine.safe_counts.openings import Opening, least, most, openings, widened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shelterbelt.people.engine.safe_counts.problem import Problem

#: How many light counts are tried before the lightest is left out in any case.
_TRIED = 12


class Why(StrEnum):
    """Why a count is left out."""

    SMALL = "small"
    CHANGED = "changed"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Release:
    """What may be told. `shown` and `hidden` hold every count that was to be shown, once."""

    shown: Mapping[str, int]
    hidden: Mapping[str, Why]


def plan(problem: Problem) -> Release:
    """Leave out what is small or changed too little, and with it what would give it away.

    The same problem always gives the same release; `check` finds nothing in it.
    """
    shown = {one.key for one in problem.counts if one.is_shown}
    why = {key: Why.SMALL for key in problem.small if key in shown}
    for key, _before in problem.changes:
        if key in shown:
            why.setdefault(key, Why.CHANGED)
    search = _Search(problem)
    while unsafe := search.first_unsafe(frozenset(why)):
        why[search.companion(frozenset(why), *unsafe)] = Why.TOGETHER
    _tell_again(problem, search, why)
    return Release(
        MappingProxyType(
            {one.key: one.count for one in problem.counts if one.is_shown and one.key not in why}
        ),
        MappingProxyType({one.key: why[one.key] for one in problem.counts if one.key in why}),
    )


def _tell_again(problem: Problem, search: _Search, why: dict[str, Why]) -> None:
    """Tell each companion that turned out not to be needed, the heaviest first."""
    companions = [key for key, reason in why.items() if reason is Why.TOGETHER]
    for key in sorted(companions, key=lambda key: (-problem.by_key[key].weight, key)):
        if search.first_unsafe(frozenset(why) - {key}) is None:
            del why[key]


@dataclass(frozen=True, slots=True)
class _Witness:
    """A value that a count can have, if the counts `moved` are not told; all others are as they truly are."""

    value: int
    moved: frozenset[str]


class _Search:
    """Asks whether counts are safe, and remembers the answers for each group of open equations.

    A solution once found holds for as long as no count that it moved is told: while more and more is left out, a
    count that was safe stays so and is not asked about again.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.known: dict[tuple[frozenset[str], tuple[str, ...]], str | None] = {}
        self.witnesses: dict[str, list[_Witness]] = {
            one.key: [_Witness(one.count, frozenset())] for one in problem.counts
        }

    def first_unsafe(self, hidden: frozenset[str]) -> tuple[str, Opening] | None:
        """A count that a reader could narrow down, with its open equations."""
        for opening in openings(self.problem, hidden):
            key = self._unsafe_in(opening)
            if key is not None:
                return key, opening
        return None

    def companion(self, hidden: frozenset[str], key: str, opening: Opening) -> str:
        """The count to leave out as well."""
        by_key, opened = self.problem.by_key, openings(self.problem, hidden)
        candidates = sorted(
            (other for other in opening.touched if by_key[other].count > 0),
            key=lambda other: (by_key[other].weight, by_key[other].count, other),
        )
        for other in candidates[:_TRIED]:
            if self._narrow(widened(self.problem, opened, hidden, other), [key]) is None:
                return other
        return candidates[0]

    def _unsafe_in(self, opening: Opening) -> str | None:
        remembered = (opening.keys, opening.touched)
        if remembered not in self.known:
            guarded = sorted(opening.keys & self.problem.guarded)
            self.known[remembered] = self._narrow(opening, guarded)
        return self.known[remembered]

    def _narrow(self, opening: Opening, keys: Iterable[str]) -> str | None:
        """The first of the keys whose possible values lie too close together."""
        equations: _Equations | None = None
        for key in keys:
            for is_least in (True, False):
                low, high = self._seen(opening, key)
                if high - low >= self.problem.width:
                    break
                equations = equations or _Equations(self.problem, opening)
                self._remember(opening, equations.extreme(key, is_least=is_least))
            low, high = self._seen(opening, key)
            if high - low < self.problem.width:
                return key
        return None

    def _seen(self, opening: Opening, key: str) -> tuple[int, int]:
        values = [one.value for one in self.witnesses[key] if one.moved <= opening.keys]
        return min(values), max(values)

    def _remember(self, opening: Opening, solution: Mapping[str, int]) -> None:
        amounts = self.problem.amounts
        moved = frozenset(key for key, value in solution.items() if value != amounts[key])
        for key in moved:
            low, high = self._seen(opening, key)
            if not low <= solution[key] <= high:
                self.witnesses[key].append(_Witness(solution[key], moved))


class _Equations:
    """The open equations of a group as a program in whole numbers."""

    def __init__(self, problem: Problem, opening: Opening) -> None:
        cap = most(problem)
        self.model = cp_model.CpModel()
        self.variables = {
            one: self.model.new_int_var(least(problem, one), cap, one) for one in sorted(opening.keys)
        }
        for equation in opening.equations.values():
            plus = cp_model.LinearExpr.sum([self.variables[one] for one in equation.plus])
            minus = cp_model.LinearExpr.sum([self.variables[one] for one in equation.minus])
            self.model.add(plus - minus == equation.rest)

    def extreme(self, key: str, *, is_least: bool) -> dict[str, int]:
        """A solution with the least or the greatest value of one count."""
        if is_least:
            self.model.minimize(self.variables[key])
        else:
            self.model.maximize(self.variables[key])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        if solver.solve(self.model) != cp_model.OPTIMAL:
            raise ArithmeticError(f"the sums around {key!r} cannot hold; count people again")
        return {one: int(solver.value(variable)) for one, variable in self.variables.items()}
