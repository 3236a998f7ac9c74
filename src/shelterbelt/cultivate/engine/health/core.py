"""The cross-sector, cross-border core: a k-core with conditions, by peeling."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from shelterbelt.cultivate.engine.health.problem import Bools, Ints, Network


def core(asked: Network) -> Bools:
    """The greatest set (n) in which each has enough live ties inside it, to other sectors and over a border.

    It is unique: a union of sets that meet the rule meets it (Seidman 1983; conditions on neighbours as in generalised
    cores, Batagelj and Zaversnik 2002). Whoever falls short is taken out, round by round; each tie is looked at when an
    end goes, so all rounds together cost O(n + m).
    """
    live = asked.is_live()
    one, other = asked.one[live], asked.other[live]
    members = len(asked)
    graph = csr_array(
        (
            np.ones(2 * len(one), np.int8),
            (np.concatenate((one, other)), np.concatenate((other, one))),
        ),
        shape=(members, members),
    )
    start, near = graph.indptr.astype(np.int64), graph.indices.astype(np.int64)
    kinds = (
        (asked.core.inside, np.ones(len(one), np.bool_)),
        (asked.core.other_sector, asked.sector[one] != asked.sector[other]),
        (asked.core.cross_border, asked.country[one] != asked.country[other]),
    )
    counts = [
        np.bincount(one[held], minlength=members) + np.bincount(other[held], minlength=members)
        for _, held in kinds
    ]
    needs = [need for need, _ in kinds]
    stays = np.ones(members, np.bool_)
    going = np.flatnonzero(_short(counts, needs))
    while len(going):
        stays[going] = False
        left, right = spread(start, near, going)
        held = stays[right]
        left, right = left[held], right[held]
        _take(counts[0], right)
        _take(counts[1], right[asked.sector[left] != asked.sector[right]])
        _take(counts[2], right[asked.country[left] != asked.country[right]])
        touched = np.unique(right)
        going = touched[_short([count[touched] for count in counts], needs)]
    return stays


def spread(start: Ints, near: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """All (member, neighbour) of chosen members, from a graph in compressed rows."""
    lengths = start[chosen + 1] - start[chosen]
    ends = np.cumsum(lengths)
    offset = np.repeat(start[chosen] - (ends - lengths), lengths)
    return np.repeat(chosen, lengths), near[np.arange(len(offset)) + offset]


def _short(counts: list[Ints], needs: list[int]) -> Bools:
    short = counts[0] < needs[0]
    for count, need in zip(counts[1:], needs[1:], strict=True):
        short |= count < need
    return np.asarray(short, np.bool_)


def _take(count: Ints, ends: Ints) -> None:
    np.subtract.at(count, ends, 1)


def core_ties(asked: Network) -> tuple[Bools, Ints]:
    """Who is in the core (n), and for everyone live ties into it (3 x n): all, to other sectors, over a border."""
    found = core(asked)
    live = asked.is_live()
    one, other = asked.one[live], asked.other[live]
    kinds = (
        np.ones(len(one), np.bool_),
        asked.sector[one] != asked.sector[other],
        asked.country[one] != asked.country[other],
    )
    counts = np.zeros((len(kinds), len(asked)), np.int64)
    for row, held in enumerate(kinds):
        for ends, others in ((one, other), (other, one)):
            counts[row] += np.bincount(ends[held & found[others]], minlength=len(asked))
    return found, counts
