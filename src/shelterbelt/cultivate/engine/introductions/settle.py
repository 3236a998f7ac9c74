"""The last word on who waits: nobody waits who could meet, and who waited last month does not wait for one who did not.

Looks beyond the candidates, at everyone. Works on meetings of exactly the round's size.
"""

from __future__ import annotations

import numpy as np

from shelterbelt.cultivate.engine.introductions.edges import may_meet
from shelterbelt.cultivate.engine.introductions.table import Ints
from shelterbelt.cultivate.engine.introductions.weight import Worth

Pair = tuple[int, int]


def settled_pairs(worth: Worth, pool: Ints, pairs: list[Pair]) -> list[Pair]:
    """The same pairs, with those added or exchanged that let people meet who had nobody."""
    table = worth.table
    made = set(pairs)
    room = table.capacity.copy()
    for pair in made:
        room[list(pair)] -= 1
    while True:
        _add(worth, pool, made, room)
        exchange = _exchange(worth, pool, made, room)
        if exchange is None:
            return sorted(made)
        taken, given = exchange
        made.remove(taken)
        made.add(given)
        room[list(taken)] += 1
        room[list(given)] -= 1


def _idle(worth: Worth, pool: Ints, room: Ints) -> Ints:
    idle: Ints = pool[room[pool] == worth.table.capacity[pool]]
    return idle


def _add(worth: Worth, pool: Ints, made: set[Pair], room: Ints) -> None:
    """Gives people without a meeting the best partner who has room, those who waited first."""
    idle = _idle(worth, pool, room)
    for person in idle[np.argsort(~worth.table.waited[idle], kind="stable")].tolist():
        if room[person] < worth.table.capacity[person]:
            continue
        others = pool[(room[pool] > 0) & (pool != person)]
        others = others[may_meet(worth.table, np.full(len(others), person), others)]
        if len(others):
            best = int(others[np.argmax(worth.of(np.full(len(others), person), others))])
            made.add((min(person, best), max(person, best)))
            room[[person, best]] -= 1


def _exchange(worth: Worth, pool: Ints, made: set[Pair], room: Ints) -> tuple[Pair, Pair] | None:
    """A pair to leave and one to make: someone who waited last month takes the place of one who did not."""
    waited = worth.table.waited
    idle = _idle(worth, pool, room)
    first = idle[waited[idle]].tolist()
    if not first or not made:
        return None
    ends = np.array(sorted(made), np.int64)
    kept, gone = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
    kept, gone = kept[~waited[gone]], gone[~waited[gone]]
    for person in first:
        may = np.flatnonzero(may_meet(worth.table, np.full(len(kept), person), kept))
        if len(may):
            gain = worth.of(np.full(len(may), person), kept[may]) - worth.of(gone[may], kept[may])
            best = int(may[np.argmax(gain)])
            stays, leaves = int(kept[best]), int(gone[best])
            return (min(stays, leaves), max(stays, leaves)), (min(stays, person), max(stays, person))
    return None
