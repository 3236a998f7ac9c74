"""Candidates: the best of each person where all pairs are looked at, good ones where only pools are."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from tests.cultivate.engine.introductions.introductions_cases import crowd

from shelterbelt.cultivate.engine.introductions import Round
from shelterbelt.cultivate.engine.introductions.candidates import candidates, underpriced
from shelterbelt.cultivate.engine.introductions.edges import may_meet
from shelterbelt.cultivate.engine.introductions.table import compiled
from shelterbelt.cultivate.engine.introductions.weight import Worth


def squares(worth: Worth, size: int) -> np.ndarray:
    """Worth of every pair that may meet; minus one elsewhere."""
    a, b = (side.ravel() for side in np.divmod(np.arange(size * size), size))
    found = np.where(may_meet(worth.table, a, b), worth.of(a, b), -1.0)
    return found.reshape(size, size)


@pytest.mark.parametrize("scan_up_to", [0, 1_000])
def test_candidates_hold_the_best_of_each_person_and_some_by_chance(scan_up_to: int) -> None:
    problem = crowd(300, Random(8), Round(candidates=10, scan_up_to=scan_up_to))  # noqa: S311 - invented data
    table = compiled(problem)
    worth = Worth(table)
    pool = np.flatnonzero(table.takes_part)
    found = candidates(worth, pool, np.random.default_rng(3))
    again = candidates(worth, pool, np.random.default_rng(3))
    assert np.array_equal(found.worth, again.worth)
    assert (found.a < found.b).all()
    assert len(np.unique(table.keys(found.a, found.b))) == len(found.a)
    assert may_meet(table, found.a, found.b).all()
    square = squares(worth, 300)
    assert np.allclose(square[found.a, found.b], found.worth)
    kept = np.full((300, 300), -1.0)
    kept[found.a, found.b] = kept[found.b, found.a] = found.worth
    best, held = (np.maximum(-np.sort(-side, axis=1)[:, :10], 0)[pool] for side in (square, kept))
    assert (held <= best + 1e-12).all()
    assert held.sum() == pytest.approx(best.sum()) if scan_up_to else held.sum() > 0.95 * best.sum()


def test_underpriced_pairs_are_those_above_what_two_people_cost() -> None:
    problem = crowd(120, Random(9), Round())  # noqa: S311 - invented data
    worth = Worth(compiled(problem))
    pool = np.flatnonzero(worth.table.takes_part)
    net = np.linspace(0, 1.5, 120)
    square = squares(worth, 120)
    for within in (-0.1, 0.0, 0.4):
        wanted = {
            a * 120 + b
            for a in pool.tolist()
            for b in pool.tolist()
            if a < b and 0 <= square[a, b] > net[a] + net[b] - within
        }
        assert set(underpriced(worth, pool, net, within).tolist()) == wanted
