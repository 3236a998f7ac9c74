"""Groups of four to six: made one by one, bettered by exchanges, then part by part solved exactly by set packing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from shelterbelt.cultivate.engine.introductions.candidates import candidates, joined, underpriced
from shelterbelt.cultivate.engine.introductions.dense import dense
from shelterbelt.cultivate.engine.introductions.flow import bound_of, relaxed
from shelterbelt.cultivate.engine.introductions.packing import packed
from shelterbelt.cultivate.engine.introductions.plan import Scope
from shelterbelt.cultivate.engine.introductions.swaps import Gathering
from shelterbelt.cultivate.engine.introductions.table import Floats, Ints
from shelterbelt.cultivate.engine.introductions.weight import Worth

AROUND = {4: 44, 5: 40, 6: 42}
"""People solved exactly at once, by size of group: all their lawful groups are listed, tens of thousands."""
WHOLE = {4: 110, 5: 60, 6: 45}
"""Up to this many people the whole round is one such programme, which bounds it as well."""
BLOCK = 1_000
_DEALS, _KICKS = 3, 4
_PART, _ALL = ((120, 5),), ((300, 20), (1_200, 5))
"""Integer programmes tried for a part, and for the whole: lawful groups and branches at most."""
_MOST_OUT = 4


def grouped(
    worth: Worth, pool: Ints, extra: Floats, dice: np.random.Generator
) -> tuple[list[Ints], float | None]:
    """Groups of the round's size among the places `pool`, ascending within; a bound where the whole was one programme.

    `extra` (per person of the table) is added for everyone in a group; the bound counts it too. Above a thousand people
    the pool is dealt into blocks, solved one by one; whole groups are dealt anew and exchanged a few times.
    """
    asked = worth.table.problem.round
    if len(pool) < asked.size:
        return [], 0.0
    if len(pool) <= BLOCK + BLOCK // 2:
        return _block(worth, pool, extra, dice, [], passes=asked.passes)
    groups: list[Ints] = []
    for deal in range(_DEALS):
        parts = _dealt(pool, groups, dice)
        groups = []
        for members, known in parts:
            groups += _block(
                worth, members, extra, dice, known, passes=int(deal == _DEALS - 1) * asked.passes
            )[0]
    return groups, None


def _dealt(pool: Ints, groups: list[Ints], dice: np.random.Generator) -> list[tuple[Ints, list[Ints]]]:
    """Blocks of about a thousand people, with the groups that each holds; groups stay whole."""
    alone = np.setdiff1d(pool, np.concatenate(groups) if groups else pool[:0])
    pieces = [*groups, *alone[:, None]]
    blocks = max(1, round(len(pool) / BLOCK))
    hands: list[list[Ints]] = [[] for _ in range(blocks)]
    for turn, at in enumerate(dice.permutation(len(pieces)).tolist()):
        hands[turn % blocks].append(pieces[at])
    return [(np.sort(np.concatenate(hand)), [piece for piece in hand if len(piece) > 1]) for hand in hands]


def _block(
    worth: Worth, pool: Ints, extra: Floats, dice: np.random.Generator, known: list[Ints], *, passes: int
) -> tuple[list[Ints], float | None]:
    asked = worth.table.problem.round
    people = dense(worth, pool, extra)
    gathering = Gathering(people, asked.size)
    if known:
        gathering.put([np.searchsorted(pool, group) for group in known], np.arange(len(pool)))
    rare = people.may.sum(1) - people.extra * len(pool)
    gathering.begin(np.argsort(rare, kind="stable"))
    gathering.improve(dice.permutation(len(pool)))
    for _ in range(passes):
        gathering.shake(_KICKS * len(pool), dice)
        _pass(gathering, dice)
    bound = None
    if len(pool) <= WHOLE[asked.size]:
        whole = packed(people, asked.size, gathering.value(), _ALL if asked.passes else ())
        if whole is not None:
            bound = whole.bound
            if whole.groups is not None:
                gathering.put(list(whole.groups), np.arange(len(pool)))
    return [pool[group] for group in gathering.groups()], bound


def _pass(gathering: Gathering, dice: np.random.Generator) -> None:
    """Solves the neighbourhood of group after group until each was in one."""
    people, size = gathering.people, gathering.size
    fresh = {int(group) for group in gathering.of} - {gathering.out}
    while fresh:
        start = int(dice.choice(sorted(fresh)))
        near = _near(gathering, start, fresh, AROUND[size] // size)
        fresh -= set(near)
        places = np.flatnonzero(np.isin(gathering.of, near))
        out = np.flatnonzero(gathering.of == gathering.out)
        if len(out):
            first = np.argsort(-people.extra[out], kind="stable")[:_MOST_OUT]
            places = np.sort(np.concatenate([places, out[first]]))
        part = people.among(places)
        inside = gathering.of[places] != gathering.out
        here = gathering.sums[gathering.of[places], places]
        known = float(here[inside].sum() / 2 + part.extra[inside].sum())
        better = packed(part, size, known, _PART)
        if (
            better is not None
            and better.groups is not None
            and part.value(better.groups).sum() > known + 1e-9
        ):
            gathering.put([places[group] for group in better.groups], places)


def _near(gathering: Gathering, start: int, fresh: set[int], many: int) -> list[int]:
    """The groups whose people are worth most to the people of one group, that one first; fresh ones before others."""
    of, people = gathering.of, gathering.people
    members = np.flatnonzero(of == start)
    draw = np.where(people.may[members], people.worth[members], 0.0).max(0)
    score = np.zeros(gathering.out + 1)
    np.add.at(score, of, draw)
    score[sorted(fresh)] += float(score.max()) + 1
    score[[start, gathering.out]] = (np.inf, -np.inf)
    used = np.bincount(of, minlength=gathering.out + 1) > 0
    best = np.argsort(-np.where(used, score, -np.inf), kind="stable")[:many]
    return [int(group) for group in best if used[group] and group != gathering.out]


def bound_by_pairs(
    worth: Worth, pool: Ints, groups: Iterable[tuple[int, ...]], most: int, dice: np.random.Generator
) -> tuple[float, Scope]:
    """No groups of at most `most` people are worth more: everyone meets `most` - 1 of their best, as pairs.

    Loose (12.6 % at 100 people in the research), but true for any size of network.
    """
    table, asked = worth.table, worth.table.problem.round
    capacity = np.zeros(len(table), np.int64)
    capacity[pool] = most - 1
    inside = [(one, other) for group in groups for at, one in enumerate(group) for other in group[at + 1 :]]
    ends = np.array(inside, np.int64).reshape(-1, 2)
    found = joined(worth, candidates(worth, pool, dice), table.keys(ends[:, 0], ends[:, 1]))
    prices = relaxed(found.a, found.b, found.worth, capacity).prices
    proves = asked.proves and len(pool) <= asked.scan_up_to
    if proves:
        found = joined(worth, found, underpriced(worth, pool, prices, 0.0))
    bound = bound_of(found.a, found.b, found.worth, capacity, prices)
    return bound, Scope.EVERY if proves else Scope.CANDIDATES
