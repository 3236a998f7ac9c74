"""How ties fall within and between groups, beside what chance would give."""

from __future__ import annotations

import numpy as np

from shelterbelt.cultivate.engine.health.plan import Mixing
from shelterbelt.cultivate.engine.health.problem import Floats, Ints


def mixing(group: Ints, groups: int, one: Ints, other: Ints, strength: Floats) -> Mixing:
    """Of live ties `one`-`other` (m) with `strength` (m), for members' `group` (n) of `groups`. O(n + m + g^2).

    E-I = (E - I)/(E + I), Krackhardt and Stern 1988. Dealt anew, a tie crosses with chance 1 - sum n_g(n_g - 1) /
    (n(n - 1)): the mean of a permutation test in closed form, whatever the strengths. Chance ends and assortativity
    (of strength): Newman 2003, Mixing patterns in networks.
    """
    counts = _matrix(group, groups, one, other, np.ones(len(one)))
    weights = _matrix(group, groups, one, other, strength)
    sizes = np.bincount(group, minlength=groups).astype(np.float64)
    members = len(group)
    pairs = groups * (groups - 1) // 2
    covered = int(np.count_nonzero(np.triu(counts, 1)))
    same = float((sizes * (sizes - 1)).sum()) / (members * (members - 1)) if members > 1 else 0.0
    _, ends_ties = _index(counts)
    _, ends_strength = _index(weights)
    return Mixing(
        ties=counts.astype(np.int64),
        strength=weights,
        covered=covered,
        pairs=pairs,
        e_i_ties=_index(counts)[0],
        e_i_strength=_index(weights)[0],
        dealt=1.0 - 2.0 * same if len(one) else None,
        ends_ties=ends_ties,
        ends_strength=ends_strength,
        assortativity=_assortativity(weights),
    )


def _matrix(group: Ints, groups: int, one: Ints, other: Ints, weight: Floats) -> Floats:
    cells = np.bincount(group[one] * groups + group[other], weight, minlength=groups * groups)
    half = cells.reshape(groups, groups)
    whole = half + half.T
    np.fill_diagonal(whole, half.diagonal())
    return np.asarray(whole, np.float64)


def _ends(matrix: Floats) -> tuple[float, float, float]:
    """Strength in all, the share of it inside groups, and the sum of squared shares of ends."""
    inside = float(np.trace(matrix))
    total = float(np.triu(matrix).sum())
    if total <= 0:
        return 0.0, 0.0, 0.0
    share = (matrix.sum(axis=1) + matrix.diagonal()) / (2.0 * total)
    return total, inside / total, float((share**2).sum())


def _index(matrix: Floats) -> tuple[float | None, float | None]:
    total, inside, squares = _ends(matrix)
    return (1.0 - 2.0 * inside, 1.0 - 2.0 * squares) if total > 0 else (None, None)


def _assortativity(matrix: Floats) -> float | None:
    total, inside, squares = _ends(matrix)
    if total <= 0 or squares >= 1.0 - 1e-15:
        return None
    return (inside - squares) / (1.0 - squares)
