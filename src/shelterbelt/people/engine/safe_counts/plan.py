"""Which counts are told and which are left out, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from shelterbelt.people.engine.safe_counts.openings import Opening, least, most, openings

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


class _Search:
    """Asks whether counts are safe, and remembers the answers for each group of open equations."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.known: dict[tuple[frozenset[str], tuple[str, ...]], str | None] = {}

    def first_unsafe(self, hidden: frozenset[str]) -> tuple[str, Opening] | None:
        """A count that a reader could narrow down, with its open equations."""
        for opening in openings(self.problem, hidden):
            key = self._unsafe_in(opening)
            if key is not None:
                return key, opening
        return None

    def companion(self, hidden: frozenset[str], key: str, opening: Opening) -> str:
        """The count to leave out as well."""
        by_key = self.problem.by_key
        candidates = sorted(
            (other for other in opening.touched if by_key[other].count > 0),
            key=lambda other: (by_key[other].weight, by_key[other].count, other),
        )
        for other in candidates[:_TRIED]:
            around = next(one for one in openings(self.problem, hidden | {other}) if key in one.keys)
            if _narrow(self.problem, around, [key]) is None:
                return other
        return candidates[0]

    def _unsafe_in(self, opening: Opening) -> str | None:
        remembered = (opening.keys, opening.touched)
        if remembered not in self.known:
            guarded = sorted(opening.keys & self.problem.guarded)
            self.known[remembered] = _narrow(self.problem, opening, guarded)
        return self.known[remembered]


def _narrow(problem: Problem, opening: Opening, keys: Iterable[str]) -> str | None:
    """The first of the keys whose possible values lie too close together."""
    found: dict[str, list[int]] = {key: [] for key in opening.keys}
    for key in keys:
        for is_least in (True, False):
            seen = found[key]
            if seen and max(seen) - min(seen) >= problem.width:
                break
            for other, value in _extreme(problem, opening, key, is_least=is_least).items():
                found[other].append(value)
        if max(found[key]) - min(found[key]) < problem.width:
            return key
    return None


def _extreme(problem: Problem, opening: Opening, key: str, *, is_least: bool) -> dict[str, int]:
    """A solution of the equations with the least or the greatest value of one count."""
    model = cp_model.CpModel()
    keys, cap = sorted(opening.keys), most(problem)
    variables = {one: model.new_int_var(least(problem, one), cap, one) for one in keys}
    for equation in opening.equations:
        plus = sum(variables[one] for one in equation.plus)
        minus = sum(variables[one] for one in equation.minus)
        model.add(plus - minus == equation.rest)
    if is_least:
        model.minimize(variables[key])
    else:
        model.maximize(variables[key])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        raise ArithmeticError(f"the sums around {key!r} cannot hold; count people again")
    return {one: int(solver.value(variables[one])) for one in keys}
