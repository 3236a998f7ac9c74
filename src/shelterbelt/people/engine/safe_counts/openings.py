"""What stays open when some counts are told: equations between the others, in groups that do not touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    """Counts bound to each other by equations, and to no others. `touched` are told counts in those equations."""

    keys: frozenset[str]
    equations: tuple[Equation, ...]
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

    found: list[tuple[Equation, tuple[str, ...]]] = []
    for one in problem.sums:
        plus = tuple(key for key in one.parts if key in unknown)
        minus = (one.total,) if one.total in unknown else ()
        told = tuple(key for key in (*one.parts, one.total) if key not in unknown)
        if not plus and not minus:
            continue
        known = sum(problem.by_key[key].count for key in one.parts if key not in unknown)
        rest = (0 if minus else problem.by_key[one.total].count) - known
        found.append((Equation(plus, minus, rest), told))
        keys = [*plus, *minus]
        for other in keys[1:]:
            group[root(other)] = root(keys[0])
    together: dict[str, list[tuple[Equation, tuple[str, ...]]]] = {}
    for equation, told in found:
        together.setdefault(root((*equation.plus, *equation.minus)[0]), []).append((equation, told))
    return tuple(
        Opening(
            keys=frozenset(key for equation, _told in rows for key in (*equation.plus, *equation.minus)),
            equations=tuple(equation for equation, _told in rows),
            touched=tuple(dict.fromkeys(key for _equation, told in rows for key in told)),
        )
        for _root, rows in sorted(together.items())
    )


def least(problem: Problem, key: str) -> int:
    """The least that a reader holds possible: nobody is never left out, so what is left out is someone."""
    return 1 if problem.by_key[key].is_shown else 0


def most(problem: Problem) -> int:
    """More than any count a reader would think of: where nothing is told, all counts may be `threshold` times as large."""
    return problem.threshold * (max((one.count for one in problem.counts), default=0) + 10)
