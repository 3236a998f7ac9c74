"""What stays open when some counts are told: equations between the others, in groups that do not touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from shelterbelt.people.engine.safe_counts.problem import Problem


@dataclass(frozen=True, slots=True)
class Equation:
    """The sum of `plus` less the sum of `minus` is `rest`; keys of counts that are not told."""

    plus: tuple[str, ...]
    minus: tuple[str, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class Opening:
    """Counts bound to each other by equations, and to no others. `touched` are told counts in those equations.

    `equations` has the place of each equation's sum in the problem.
    """

    keys: frozenset[str]
    equations: Mapping[int, Equation]
    touched: tuple[str, ...]


def untold(problem: Problem, hidden: AbstractSet[str]) -> frozenset[str]:
    """Counts whose number the reader does not see: left out, or in no table."""
    return frozenset(one.key for one in problem.counts if one.key in hidden or not one.is_shown)


def openings(problem: Problem, hidden: AbstractSet[str]) -> tuple[Opening, ...]:
    """The groups of counts that are not told, each with its equations; groups without equations are left out."""
    unknown = untold(problem, hidden)
    group: dict[str, str] = {key: key for key in unknown}

    def root(key: str) -> str:
        while group[key] != key:
            group[key] = group[group[key]]
            key = group[key]
        return key

    found: dict[int, Equation] = {}
    for place, (_one, members) in enumerate(problem.memberships):
        if members.isdisjoint(unknown):
            continue
        found[place] = equation = _equation(problem, place, unknown)
        keys = [*equation.plus, *equation.minus]
        for other in keys[1:]:
            group[root(other)] = root(keys[0])
    together: dict[str, dict[int, Equation]] = {}
    for place, equation in found.items():
        together.setdefault(root((*equation.plus, *equation.minus)[0]), {})[place] = equation
    return tuple(_opening(problem, rows, unknown) for _root, rows in sorted(together.items()))


def widened(problem: Problem, opened: Iterable[Opening], hidden: AbstractSet[str], other: str) -> Opening:
    """The group around one count more that is left out: the openings that it touches, joined.

    Args:
        problem: the counts and their sums.
        opened: the openings while `hidden` is left out.
        hidden: what is left out, without `other`.
        other: a told count in one of the openings.
    """
    unknown = untold(problem, hidden | {other})
    rows: dict[int, Equation] = {}
    for one in opened:
        if other in one.touched:
            rows.update(one.equations)
    rows.update({place: _equation(problem, place, unknown) for place in problem.places[other]})
    return _opening(problem, rows, unknown)


def _equation(problem: Problem, place: int, unknown: AbstractSet[str]) -> Equation:
    one, amounts = problem.sums[place], problem.amounts
    plus = tuple(key for key in one.parts if key in unknown)
    minus = (one.total,) if one.total in unknown else ()
    # What is told on both sides cancels out: the true numbers of what is not told solve the equation.
    return Equation(plus, minus, sum(amounts[key] for key in plus) - sum(amounts[key] for key in minus))


def _opening(problem: Problem, rows: Mapping[int, Equation], unknown: AbstractSet[str]) -> Opening:
    members = frozenset().union(*(problem.memberships[place][1] for place in rows))
    return Opening(members & unknown, rows, tuple(sorted(members - unknown)))


def least(problem: Problem, key: str) -> int:
    """The least that a reader holds possible: nobody is never left out, so what is left out is someone."""
    return 1 if problem.by_key[key].is_shown else 0


def most(problem: Problem) -> int:
    """More than any count a reader would think of: where nothing is told, all counts may be `threshold` times as large."""
    return problem.threshold * (max((one.count for one in problem.counts), default=0) + 10)
