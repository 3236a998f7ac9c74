"""The best groups among some dozens of people, exactly: every lawful group is listed, and a set-packing programme chooses.

The linear relaxation is solved by column generation. Its prices bound every choice, and show which groups cannot be part
of anything better than what is known (reduced-cost fixing): few are left for the integer programme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array

from shelterbelt.cultivate.engine.introductions.dense import Dense, have_both
from shelterbelt.cultivate.engine.introductions.table import Floats, Ints

MOST_GROUPS = 1_500_000
_FEW, _FIRST, _MORE, _GENERATIONS = 25_000, 2_000, 1_000, 60
"""Groups taken at once; else how many the relaxation begins with and adds, and how often."""
_TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class Packing:
    """Groups by place among the members if better ones than known were found, and what no choice exceeds."""

    groups: Ints | None
    bound: float


def lawful_groups(people: Dense, size: int) -> Ints | None:
    """Every group of `size` that may be one meeting, rows ascending; None where they are too many to list."""
    later = np.triu(people.may, 1)
    groups = np.arange(len(people))[:, None]
    open_to, shared = later.copy(), people.shared
    for _ in range(size - 1):
        row, new = np.nonzero(open_to)
        if len(row) > 2 * MOST_GROUPS:
            return None
        both = shared[:, row] & people.shared[:, new]
        fits = have_both(both)
        row, new, shared = row[fits], new[fits], both[:, fits]
        groups = np.concatenate([groups[row], new[:, None]], axis=1)
        if groups.shape[1] < size:
            open_to = open_to[row] & later[new]
    return groups if len(groups) <= MOST_GROUPS else None


def packed(people: Dense, size: int, known: float, effort: Sequence[tuple[int, int]]) -> Packing | None:
    """The best disjoint groups of `size` that were found, if worth more than `known`; None if too many to list.

    `effort` is what integer programmes are tried, one after the other: how many groups at most, how many branches.
    """
    groups = lawful_groups(people, size)
    if groups is None:
        return None
    if not len(groups):
        return Packing(None, 0.0)
    value = people.value(groups)
    prices = _prices(groups, value, len(people))
    spare = prices[groups].sum(1) - value
    bound = float(prices.sum() + np.maximum(-spare, 0.0).sum())
    order = np.argsort(spare, kind="stable")
    best: Ints | None = None
    for most, nodes in effort:
        useful = int(np.searchsorted(spare[order], bound - known - _TOLERANCE, side="right"))
        if not useful:
            return Packing(best, known)
        kept = order[: min(useful, most)]
        found, proven = _chosen(groups[kept], value[kept], len(people), nodes)
        gained = 0.0 if found is None else float(people.value(found).sum())
        if gained > known + _TOLERANCE:
            best, known = found, gained
        if useful <= most:
            return Packing(best, min(bound, max(proven, known)))
    return Packing(best, bound)


def _prices(groups: Ints, value: Floats, people: int) -> Floats:
    """Prices of people at the optimum of the relaxation, 0 or more: a group is worth at most what its people cost."""
    size = groups.shape[1]
    columns = np.argsort(-value, kind="stable")[: _FIRST if len(value) > _FEW else _FEW]
    prices = np.zeros(people)
    for _ in range(_GENERATIONS):
        some = groups[columns]
        joins = csc_array(
            (np.ones(some.size), (some.ravel(), np.repeat(np.arange(len(some)), size))),
            shape=(people, len(some)),
        )
        done = linprog(-value[columns], A_ub=joins, b_ub=np.ones(people), method="highs-ds")
        if done.status:
            break
        prices = np.maximum(-done.ineqlin.marginals, 0.0)
        spare = prices[groups].sum(1) - value
        worst = np.argpartition(spare, _MORE)[:_MORE] if len(spare) > _MORE else np.arange(len(spare))
        worst = worst[spare[worst] < -_TOLERANCE]
        if not len(worst):
            break
        columns = np.union1d(columns, worst)
    return prices


def _chosen(groups: Ints, value: Floats, people: int, nodes: int) -> tuple[Ints | None, float]:
    size = groups.shape[1]
    joins = csc_array(
        (np.ones(groups.size), (groups.ravel(), np.repeat(np.arange(len(groups)), size))),
        shape=(people, len(groups)),
    )
    done = milp(
        -value,
        integrality=np.ones(len(value)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(joins, ub=np.ones(people)),
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    proven = float("inf") if done.mip_dual_bound is None else -float(done.mip_dual_bound)
    return (None if done.x is None else groups[done.x > 1 / 2]), proven
