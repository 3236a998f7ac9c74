"""The order of fairness: the worst burden, how many carry it, the next level, how many, and so on.

Plans with equal levels have equal means, so a mean can be shown but never has to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Rows = npt.NDArray[np.int32]
    Index = npt.NDArray[np.intp]

Key = tuple[tuple[int, int], ...]


def key_of(burdens: Rows | Ints, people: Ints) -> Key:
    """Levels from the worst down as (points, people); the smaller tuple is the fairer plan."""
    levels, inverse = np.unique(burdens, return_inverse=True)
    counts = np.bincount(inverse.ravel(), weights=people)
    return tuple((int(levels[i]), int(counts[i])) for i in range(len(levels) - 1, -1, -1))


def fairest(burdens: Rows, people: Ints) -> Index:
    """Rows (plans x classes) that are fairest, all of them if tied."""
    alive: Index = np.arange(len(burdens))
    worst = burdens.max(axis=1)
    level = int(worst.min())
    alive = alive[worst == level]
    rest = burdens[alive]
    while len(alive) > 1:
        is_level = rest == level
        counts = is_level @ people
        keep = counts == counts.min()
        alive, rest = alive[keep], rest[keep]
        below = np.where(rest < level, rest, -1).max(axis=1)
        level = int(below.min())
        if level < 0:
            break
        keep = below == level
        alive, rest = alive[keep], rest[keep]
    return alive
