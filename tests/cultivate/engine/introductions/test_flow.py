"""The flow's optimum is the linear programme's, its prices prove it, and whole pairs keep everyone's capacity."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from shelterbelt.cultivate.engine.introductions.candidates import Candidates
from shelterbelt.cultivate.engine.introductions.flow import bound_of, relaxed
from shelterbelt.cultivate.engine.introductions.pairs import matched, perfected
from shelterbelt.cultivate.engine.introductions.trails import rounded


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Candidates, np.ndarray]:
    size = draw(st.integers(2, 9))
    pairs = [pair for pair in combinations(range(size), 2) if draw(st.integers(0, 2))]
    worth = [draw(st.sampled_from((0.5, 1.0, 1.0, 1.25, 2.0, 2.6))) for _ in pairs]
    capacity = np.array([draw(st.sampled_from((0, 1, 1, 1, 2, 3))) for _ in range(size)], np.int64)
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    keep = (capacity[ends] > 0).all(1)
    return Candidates(ends[keep, 0], ends[keep, 1], np.array(worth, np.float64)[keep]), capacity


def programme(found: Candidates, capacity: np.ndarray) -> float:
    """The relaxation by another solver."""
    if not len(found.a):
        return 0.0
    limits = np.zeros((len(capacity), len(found.a)))
    limits[found.a, np.arange(len(found.a))] = 1
    limits[found.b, np.arange(len(found.a))] = 1
    return -float(linprog(-found.worth, A_ub=limits, b_ub=capacity, bounds=(0, 1)).fun)


def best_by_trying(found: Candidates, capacity: np.ndarray) -> float:
    """The best whole choice, by trying all."""

    def further(at: int, room: list[int]) -> float:
        if at == len(found.a):
            return 0.0
        best = further(at + 1, room)
        one, other = int(found.a[at]), int(found.b[at])
        if room[one] and room[other]:
            less = [left - (place in (one, other)) for place, left in enumerate(room)]
            best = max(best, float(found.worth[at]) + further(at + 1, less))
        return best

    return further(0, capacity.tolist())


@given(graphs())
@settings(max_examples=200, deadline=None)
def test_flow_reaches_the_relaxation_and_its_prices_prove_it(graph: tuple[Candidates, np.ndarray]) -> None:
    found, capacity = graph
    best = relaxed(found.a, found.b, found.worth, capacity)
    wanted = programme(found, capacity)
    assert found.worth @ best.halves / 2 == pytest.approx(wanted, abs=1e-6)
    assert bound_of(found.a, found.b, found.worth, capacity, best.prices) == pytest.approx(wanted, abs=1e-5)
    assert (best.prices >= 0).all()
    anything = np.linspace(0, 2, len(capacity))
    assert bound_of(found.a, found.b, found.worth, capacity, anything) >= wanted - 1e-9


@given(graphs())
@settings(max_examples=200, deadline=None)
def test_halves_become_whole_within_capacity(graph: tuple[Candidates, np.ndarray]) -> None:
    found, capacity = graph
    halves = relaxed(found.a, found.b, found.worth, capacity).halves
    half = np.flatnonzero(halves == 1)
    kept = half[rounded(found.a[half], found.b[half], found.worth[half])]
    chosen = [*np.flatnonzero(halves == 2).tolist(), *kept.tolist()]
    met = Counter([*found.a[chosen].tolist(), *found.b[chosen].tolist()])
    assert all(count <= capacity[person] for person, count in met.items())


@given(graphs().filter(lambda graph: len(graph[0].a) <= 14))
@settings(max_examples=150, deadline=None)
def test_perfected_pairs_are_the_best_there_are(graph: tuple[Candidates, np.ndarray]) -> None:
    found, capacity = graph
    nobody = np.zeros(len(capacity))
    best = perfected(found, capacity, nobody, matched(found, capacity, nobody))
    wanted = best_by_trying(found, capacity)
    assert found.worth[best.chosen].sum() == pytest.approx(wanted, abs=1e-6)
    assert best.bound == pytest.approx(wanted, abs=1e-5)


def test_a_triangle_and_a_square_by_hand() -> None:
    """Three halves around a triangle are worth 1.5, whole they are 1; a square's halves become two whole pairs."""
    triangle = Candidates(np.array([0, 0, 1]), np.array([1, 2, 2]), np.ones(3))
    once = np.ones(3, np.int64)
    best = relaxed(triangle.a, triangle.b, triangle.worth, once)
    assert (best.halves.tolist(), best.prices.tolist()) == ([1, 1, 1], [0.5, 0.5, 0.5])
    assert len(rounded(triangle.a, triangle.b, triangle.worth)) == 1
    assert sorted(rounded(np.array([0, 1, 2, 0]), np.array([1, 2, 3, 3]), np.array([1.0, 2, 1, 2]))) == [1, 3]


def test_an_open_trail_keeps_its_better_half() -> None:
    a, b = np.array([0, 1, 2]), np.array([1, 2, 3])
    assert rounded(a, b, np.array([1.0, 5.0, 1.0])) == [1]
    assert rounded(a, b, np.array([3.0, 5.0, 3.0])) == [0, 2]
