"""Exact leximin over all multisets of starts, by vectorised enumeration.

Every combination is one row of a first half plus one row of a second half. A combination whose
weighted points exceed the best known worst burden cannot be optimal (`bound` says why), so for each
first half only a sorted prefix of the second halves is looked at. What is looked at is summed, compared
and kept or dropped; nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from shelterbelt.learn.engine.timetable.leximin import Key, fairest, key_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Rows = npt.NDArray[np.int32]
    Narrow = npt.NDArray[np.int16] | npt.NDArray[np.int32]
    Index = npt.NDArray[np.intp]

Picks = tuple[tuple[int, ...], ...]
CELLS = 1_500_000
MAX_ROWS = 150_000
SURVIVORS = 100_000
KEPT_TIES = 200
INT16_MAX, INT32_MAX = 2**15 - 1, 2**31 - 1
Tick = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Group:
    """`times` picks (a multiset) among `columns` (options x classes, points): one era of one series."""

    times: int
    columns: Rows


@dataclass(slots=True)
class Pool:
    """The fairest combinations seen, and the next best. `threshold`: a worse worst burden is of no use."""

    people: Ints
    threshold: int
    key: Key | None = None
    ties: dict[Picks, Rows] = field(default_factory=dict)
    tie_count: int = 0
    second: tuple[Key, Picks, Rows] | None = None
    examined: int = 0

    def offer(self, picks: list[Picks], burdens: Rows, count: int) -> None:
        """Take in combinations that are equally fair; `count` says how many there were in all."""
        key = key_of(burdens[0], self.people)
        if self.key is None or key < self.key:
            if self.key is not None and self.ties:
                first = next(iter(self.ties))
                self._offer_second(self.key, first, self.ties[first])
            self.key, self.ties, self.tie_count = key, {}, 0
        if key == self.key:
            self.tie_count += count
            for pick, row in zip(picks, burdens, strict=True):
                if len(self.ties) < KEPT_TIES:
                    self.ties.setdefault(pick, row)
        else:
            self._offer_second(key, picks[0], burdens[0])
        self._tighten()

    def _offer_second(self, key: Key, picks: Picks, row: Rows) -> None:
        if self.second is None or key < self.second[0]:
            self.second = (key, picks, row)

    def _tighten(self) -> None:
        if self.key is None:
            return
        if self.tie_count > 1:
            self.threshold = min(self.threshold, self.key[0][0])
        elif self.second is not None:
            self.threshold = min(self.threshold, self.second[0][0][0])


@dataclass(frozen=True, slots=True)
class Half:
    """Partial combinations: `picks` (rows x positions) and `sums` (rows x classes)."""

    picks: npt.NDArray[np.int16]
    sums: Rows


def combinations(groups: tuple[Group, ...]) -> int:
    """How many combinations there are."""
    total = 1
    for group in groups:
        total *= comb(len(group.columns) + group.times - 1, group.times)
    return total


def undominated(columns: Rows) -> Index:
    """Options that no other option beats for everybody; equal options count once.

    Exact for leximin: exchanging a beaten option for its better lowers a burden and raises none.
    """
    _, first = np.unique(columns, axis=0, return_index=True)
    first = np.sort(first)
    rows = columns[first]
    beaten = [bool(((rows <= row).all(axis=1) & (rows < row).any(axis=1)).any()) for row in rows]
    return first[~np.array(beaten, dtype=np.bool_)]


def split_point(groups: tuple[Group, ...]) -> tuple[int, int] | None:
    """(group, picks of it in the first half) that balances the halves; None if both cannot be held."""
    best: tuple[int, tuple[int, int]] | None = None
    for g, group in enumerate(groups):
        for taken in range(group.times + 1):
            size = len(group.columns)
            first = combinations(groups[:g]) * comb(size + taken - 1, taken) if size else 0
            second = combinations(groups[g + 1 :]) * comb(size + group.times - taken - 1, group.times - taken)
            if max(first, second) <= MAX_ROWS and (best is None or first + second < best[0]):
                best = (first + second, (g, taken))
    return None if best is None else best[1]


def multisets(size: int, times: int) -> npt.NDArray[np.int16]:
    """All non-decreasing index tuples, rows x times."""
    rows = comb(size + times - 1, times)
    flat = np.fromiter(
        (i for row in combinations_with_replacement(range(size), times) for i in row),
        dtype=np.int16,
        count=rows * times,
    )
    return flat.reshape(rows, times)


def _half(parts: list[Group], classes: int) -> Half:
    picks = np.zeros((1, 0), dtype=np.int16)
    sums = np.zeros((1, classes), dtype=np.int32)
    for part in parts:
        more = multisets(len(part.columns), part.times)
        points = np.zeros((len(more), classes), dtype=np.int32)
        for position in range(part.times):
            points += part.columns[more[:, position]]
        picks = np.hstack([np.repeat(picks, len(more), axis=0), np.tile(more, (len(picks), 1))])
        sums = (sums[:, None, :] + points[None, :, :]).reshape(-1, classes)
    return Half(picks, sums)


class Enumeration:
    """All combinations of `groups`, looked at in blocks. `weights` are those of a lower bound."""

    def __init__(self, groups: tuple[Group, ...], weights: Ints, base: Rows) -> None:
        """Build both halves. Raises ValueError if they cannot be held in memory (`split_point` is None)."""
        split = split_point(groups)
        if split is None:
            raise ValueError("too many combinations to hold")
        g, taken = split
        self.groups, self.weights, self.base = groups, weights, base
        size = groups[g].columns
        self.first = _half([*groups[:g], Group(taken, size)], len(weights))
        self.second = _half([Group(groups[g].times - taken, size), *groups[g + 1 :]], len(weights))
        # When the split falls inside a group, its picks must not decrease across the halves.
        self.is_inside = 0 < taken < groups[g].times
        most = int(self.first.sums.max()) + int(self.second.sums.max()) + int(base.max())
        # Half the memory traffic where sums fit; the dense stage is bound by it.
        self.cap = INT16_MAX if most < INT16_MAX else INT32_MAX
        self.narrow = np.dtype(np.int16 if self.cap == INT16_MAX else np.int32)
        self.order = np.lexsort((-np.ptp(self.second.sums, axis=0), -weights))
        self.first_weighted = self.first.sums @ weights + int(base @ weights)
        self.second_weighted = self.second.sums @ weights

    def blocks(self) -> list[tuple[Index, Index]]:
        """(rows of the first half, rows of the second half), each sorted by weighted points."""
        every = [(np.arange(len(self.first.sums)), np.arange(len(self.second.sums)))]
        if self.is_inside:
            last, start = self.first.picks[:, -1], self.second.picks[:, 0]
            every = [(np.flatnonzero(last == c), np.flatnonzero(start >= c)) for c in np.unique(last)]
        return [
            (
                a[np.argsort(self.first_weighted[a], kind="stable")],
                b[np.argsort(self.second_weighted[b], kind="stable")],
            )
            for a, b in every
        ]

    def pairs(self, threshold: int) -> int:
        """How many combinations would have to be looked at."""
        cap = threshold * int(self.weights.sum())
        return sum(
            int(np.searchsorted(self.second_weighted[b], cap - self.first_weighted[a], side="right").sum())
            for a, b in self.blocks()
        )

    def run(self, pool: Pool, tick: Tick | None = None) -> None:
        """Look at everything that could still be fairest or second, and put it into the pool."""
        total = int(self.weights.sum())
        blocks = self.blocks()
        for number, (a, b) in enumerate(blocks):
            first = (self.first.sums[a] + self.base).astype(self.narrow)
            second = np.ascontiguousarray(self.second.sums[b].T.astype(self.narrow))
            weighted_a, weighted_b = self.first_weighted[a], self.second_weighted[b]
            row = 0
            while row < len(a):
                width = int(
                    np.searchsorted(weighted_b, pool.threshold * total - weighted_a[row], side="right")
                )
                if width == 0:
                    break
                end = min(len(a), row + max(1, CELLS // width))
                pool.examined += (end - row) * width
                self._look(pool, (a[row:end], b[:width]), first[row:end], second[:, :width])
                row = end
            if tick is not None:
                tick((number + 1) / len(blocks))

    def _look(self, pool: Pool, rows: tuple[Index, Index], first: Narrow, second: Narrow) -> None:
        alive = np.ones((first.shape[0], second.shape[1]), dtype=np.bool_)
        position = 0
        for position, z in enumerate(self.order.tolist(), start=1):
            room = (pool.threshold - first[:, z].astype(np.int64)).clip(-1, self.cap)
            alive &= second[z] <= room.astype(self.narrow)[:, None]
            if position % 2 == 0 and np.count_nonzero(alive) * 20 < alive.size:
                break
        # One-dimensional nonzero is several times faster than two-dimensional on a sparse matrix.
        i, j = np.divmod(np.flatnonzero(alive), alive.shape[1])
        for z in self.order[position:].tolist():
            if not len(i):
                return
            keep = first[i, z] + second[z, j] <= pool.threshold
            i, j = i[keep], j[keep]
        for start in range(0, len(i), SURVIVORS):
            part_i, part_j = i[start : start + SURVIVORS], j[start : start + SURVIVORS]
            self._keep(
                pool, rows[0][part_i], rows[1][part_j], (first[part_i] + second[:, part_j].T).astype(np.int32)
            )

    def _keep(self, pool: Pool, a: Index, b: Index, burdens: Rows) -> None:
        best = fairest(burdens, pool.people)
        self._offer(pool, a[best], b[best], burdens[best])
        if len(best) == 1 and len(burdens) > 1:
            rest = np.delete(np.arange(len(burdens)), best)
            next_best = rest[fairest(burdens[rest], pool.people)]
            self._offer(pool, a[next_best], b[next_best], burdens[next_best])

    def _offer(self, pool: Pool, a: Index, b: Index, burdens: Rows) -> None:
        kept = slice(0, KEPT_TIES)
        picks = [self._picks(int(x), int(y)) for x, y in zip(a[kept], b[kept], strict=True)]
        pool.offer(picks, burdens[kept], len(a))

    def _picks(self, a: int, b: int) -> Picks:
        flat = [*self.first.picks[a].tolist(), *self.second.picks[b].tolist()]
        picks, at = [], 0
        for group in self.groups:
            picks.append(tuple(flat[at : at + group.times]))
            at += group.times
        return tuple(picks)
