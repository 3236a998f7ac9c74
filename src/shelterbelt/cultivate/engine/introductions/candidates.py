"""Whom each person could best be introduced to: a few dozen partners each, so that a round stays small.

Up to `scan_up_to` people every pair is looked at. Above, each person is compared with a pool of their own: people whose
offers they need and the other way round, contacts of contacts, ties about to die, and a draw from everyone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shelterbelt.cultivate.engine.introductions.edges import may_meet
from shelterbelt.cultivate.engine.introductions.table import Bits, Bools, Floats, Ints, Table
from shelterbelt.cultivate.engine.introductions.weight import Worth

_CELLS = 400_000
"""Pairs weighed at once: enough to be fast, little enough to stay in the processor's cache."""
_BY_TOPIC, _BY_CONTACT, _DRAWN = 140, 40, 220
_BY_CHANCE = 0.15
"""Share of a person's candidates that are drawn from all they may meet, so that a round is not the same few names."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs that may meet, each once with a < b (places of people), in order of key, and their worth."""

    a: Ints
    b: Ints
    worth: Floats


def candidates(worth: Worth, pool: Ints, dice: np.random.Generator) -> Candidates:
    """The best partners of everyone in `pool` (places, ascending) within it, with a few drawn by chance."""
    table, asked = worth.table, worth.table.problem.round
    size = len(pool)
    if size < 2:  # noqa: PLR2004 - nobody to meet
        return Candidates(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    scans = size <= asked.scan_up_to
    pools = None if scans else _Pools(table, pool, dice)
    width = size if pools is None else pools.width
    step = max(1, _CELLS // width)
    chosen = []
    for low in range(0, size, step):
        rows = pool[low : low + step]
        across = np.broadcast_to(pool, (len(rows), size)) if pools is None else pools.of(low, rows)
        chosen.append(_best(worth, rows, across, asked.candidates, dice))
    keys = np.unique(np.concatenate(chosen))
    a, b = np.divmod(keys, len(table))
    return Candidates(a, b, worth.of(a, b))


def underpriced(worth: Worth, pool: Ints, net: Floats, within: float) -> Ints:
    """Keys of all pairs of the pool that may meet and whose worth is above what the two cost, less `within`.

    `net` is the price of each person less what is added to their worth.

    Looks at every pair: for pools of thousands.
    """
    step = max(1, _CELLS // max(1, len(pool)))
    found = [np.empty(0, np.int64)]
    for low in range(0, len(pool), step):
        rows = pool[low : low + step]
        a, b = np.repeat(rows, len(pool)), np.tile(pool, len(rows))
        later = a < b
        a, b = a[later], b[later]
        may = may_meet(worth.table, a, b)
        a, b = a[may], b[may]
        over = worth.of(a, b) > net[a] + net[b] - within
        found.append(worth.table.keys(a[over], b[over]))
    return np.concatenate(found)


def joined(worth: Worth, found: Candidates, keys: Ints) -> Candidates:
    """Candidates with further pairs, given by key, among them."""
    a, b = np.divmod(np.union1d(worth.table.keys(found.a, found.b), keys), len(worth.table))
    return Candidates(a, b, worth.of(a, b))


def _best(worth: Worth, rows: Ints, across: Ints, most: int, dice: np.random.Generator) -> Ints:
    """Keys of the pairs kept for some people: `across` holds a row of possible partners for each."""
    a, b = np.repeat(rows, across.shape[1]), np.ascontiguousarray(across).ravel()
    may = np.flatnonzero(may_meet(worth.table, a, b))
    value = np.full(len(a), -1.0)
    value[may] = worth.of(a[may], b[may])
    by_chance = max(1, round(most * _BY_CHANCE))
    keep = _top(value.reshape(across.shape), most)
    value[may] = dice.random(len(may))
    keep |= _top(value.reshape(across.shape), by_chance)
    flat = np.flatnonzero(keep.ravel())
    return worth.table.keys(a[flat], b[flat])


def _top(value: Floats, most: int) -> Bools:
    """Marks the `most` largest of each row that are 0 or more."""
    if value.shape[1] <= most:
        return value >= 0
    at = np.argpartition(value, value.shape[1] - most, axis=1)[:, -most:]
    marked = np.zeros(value.shape, bool)
    np.put_along_axis(marked, at, values=True, axis=1)
    return marked & (value >= 0)


class _Pools:
    """Possible partners of each person of a large round, as rows of one width, filled up with the person themselves."""

    def __init__(self, table: Table, pool: Ints, dice: np.random.Generator) -> None:
        self.table, self.pool, self.dice = table, pool, dice
        self.width = _BY_TOPIC + _BY_CONTACT + _DRAWN
        self.by_offer = _holders(table.offers, pool)
        self.by_need = _holders(table.needs, pool)
        inside = np.zeros(len(table), bool)
        inside[pool] = True
        keys = np.concatenate([table.tied, table.contacts])
        ends = np.stack([keys // len(table), keys % len(table)])
        ends = ends[:, inside[ends[0]] & inside[ends[1]]]
        ends = np.concatenate([ends, ends[::-1]], axis=1)
        self.ends = ends[:, np.argsort(ends[0], kind="stable")]
        self.first = np.searchsorted(self.ends[0], pool)
        self.many = np.searchsorted(self.ends[0], pool, side="right") - self.first

    def of(self, low: int, rows: Ints) -> Ints:
        """Partners of the people `rows`, who begin at place `low` of the pool; shape people by width."""
        drawn = self.pool[self.dice.integers(len(self.pool), size=(len(rows), self.width))]
        half = _BY_TOPIC // 2
        for side, (mine, holders) in enumerate(
            ((self.table.needs, self.by_offer), (self.table.offers, self.by_need))
        ):
            self._fill(drawn[:, side * half : (side + 1) * half], mine, holders, rows)
        span = slice(low, low + len(rows))
        has = np.flatnonzero(self.many[span] > 0)
        at = self.dice.integers(np.maximum(self.many[span][has], 1)[:, None], size=(len(has), _BY_CONTACT))
        drawn[has, _BY_TOPIC : _BY_TOPIC + _BY_CONTACT] = self.ends[1][self.first[span][has][:, None] + at]
        drawn.sort(axis=1)
        again = drawn[:, 1:] == drawn[:, :-1]
        drawn[:, 1:] = np.where(again, rows[:, None], drawn[:, 1:])
        return drawn

    def _fill(self, into: Ints, mine: Bits, holders: list[Ints], rows: Ints) -> None:
        """Draws partners for each person from those who hold one of the person's topics, topic by topic."""
        topics = [_has(mine, rows, topic) for topic in range(len(holders))]
        count = np.sum(topics, axis=0) if topics else np.zeros(len(rows), np.int64)
        done = np.zeros(len(rows), np.int64)
        for holds, who in zip(holders, topics, strict=True):
            if not len(holds) or not who.any():
                continue
            at = np.flatnonzero(who)
            share = np.arange(into.shape[1]) % count[at][:, None] == done[at][:, None]
            draws = holds[self.dice.integers(len(holds), size=share.shape)]
            into[at] = np.where(share, draws, into[at])
            done[at] += 1


def _holders(bits: Bits, pool: Ints) -> list[Ints]:
    """For each topic, the people of the pool who have it."""
    return [pool[_has(bits, pool, topic)] for topic in range(64 * len(bits.columns))]


def _has(bits: Bits, rows: Ints, topic: int) -> Bools:
    column, place = divmod(topic, 64)
    answer: Bools = bits.columns[column][rows] >> np.uint64(place) & np.uint64(1) == 1
    return answer
