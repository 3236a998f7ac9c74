"""The best fractional pairs, with prices that prove it: minimum-cost flow on the bipartite double cover.

Every person stands on the left and on the right; a pair is two arcs, and half of what flows over both is how far it is
chosen. The flow's optimum is that of the linear programme max sum w x, sum of x at i <= c_i, 0 <= x <= 1, and x is 0,
1/2 or 1 (Balinski 1965). Prices y >= 0 of people bound every choice from above: sum c_i y_i + sum max(0, w_e - y_i - y_j)
(weak duality), whoever computed them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from shelterbelt.cultivate.engine.introductions.table import Floats, Ints

_GRAIN = 1_000_000
"""Worth is counted in millionths: the flow's costs are whole numbers."""
_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Fraction:
    """`halves` counts 0, 1 or 2 halves of each candidate pair; `prices` one per person, 0 or more."""

    halves: Ints
    prices: Floats


@dataclass(frozen=True, slots=True)
class _Arcs:
    tail: Ints
    head: Ints
    room: Ints
    cost: Ints


def relaxed(a: Ints, b: Ints, worth: Floats, capacity: Ints) -> Fraction:
    """The linear programme's optimum over pairs (a[k], b[k]) of positive worth, people `capacity` times each."""
    people = len(capacity)
    cost = np.rint(worth * _GRAIN).astype(np.int64)
    everyone = np.flatnonzero(capacity > 0)
    arcs = _Arcs(
        tail=np.concatenate([a, b, everyone]),
        head=np.concatenate([b, a, everyone]) + people,
        # One more than a person's self-arc can carry, so that it is never full and every price is 0 or more.
        room=np.concatenate([np.ones(2 * len(a), np.int64), capacity[everyone] + 1]),
        cost=np.concatenate([-cost, -cost, np.zeros(len(everyone), np.int64)]),
    )
    flow = SimpleMinCostFlow()
    names = flow.add_arcs_with_capacity_and_unit_cost(arcs.tail, arcs.head, arcs.room, arcs.cost)
    # Nobody has to meet: what a person does not use runs from their left to their right side for nothing.
    flow.set_nodes_supplies(np.arange(2 * people), np.concatenate([capacity, -capacity]))
    if flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("The flow has no optimum: costs or capacities are out of range.")
    through = np.asarray(flow.flows(names), np.int64)
    halves = through[: len(a)] + through[len(a) : 2 * len(a)]
    return Fraction(halves, _prices(arcs, through, people))


def _prices(arcs: _Arcs, through: Ints, people: int) -> Floats:
    """Potentials of the residual network (no negative cycle remains at an optimum), both sides of a person averaged.

    Shortest distances by rounds over all arcs at once. Should they not settle after many rounds, the prices are still
    0 or more, and the bound they give is valid, only less tight.
    """
    forth, back = through < arcs.room, through > 0
    start = np.concatenate([arcs.tail[forth], arcs.head[back]])
    end = np.concatenate([arcs.head[forth], arcs.tail[back]])
    length = np.concatenate([arcs.cost[forth], -arcs.cost[back]])
    order = np.argsort(end, kind="stable")
    start, end, length = start[order], end[order], length[order]
    heads, first = np.unique(end, return_index=True)
    distance = np.zeros(2 * people, np.int64)
    for _ in range(_ROUNDS if len(heads) else 0):
        nearest = np.minimum(distance[heads], np.minimum.reduceat(distance[start] + length, first))
        if np.array_equal(nearest, distance[heads]):
            break
        distance[heads] = nearest
    prices: Floats = (distance[:people] - distance[people:]) / 2 / _GRAIN
    return np.maximum(prices, 0.0)


def bound_of(a: Ints, b: Ints, worth: Floats, capacity: Ints, prices: Floats) -> float:
    """What no choice among these pairs exceeds, by weak duality: holds for any prices of 0 or more."""
    over = np.maximum(worth - prices[a] - prices[b], 0.0)
    return float(capacity @ prices + over.sum())
