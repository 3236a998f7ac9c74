"""A good plan quickly: descent by single exchanges, and exact search block by block.

Gives the exact search its first threshold, and takes over where all combinations are too many.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from shelterbelt.learn.engine.timetable.leximin import Key, fairest, key_of
from shelterbelt.learn.engine.timetable.search import Enumeration, Group, Picks, Pool, Tick

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Rows = npt.NDArray[np.int32]

BLOCK_PICKS = 4
ROUNDS = 60
QUIET_ROUNDS = 20
STARTS = 4


def burdens_of(groups: tuple[Group, ...], picks: Picks, base: Rows) -> Rows:
    """Points per class of one combination."""
    total = base.astype(np.int32)
    for group, chosen in zip(groups, picks, strict=True):
        total = total + group.columns[list(chosen)].sum(axis=0, dtype=np.int32)
    return total


def descend(groups: tuple[Group, ...], people: Ints, base: Rows, picks: Picks) -> tuple[Picks, Rows]:
    """Exchange one pick at a time while that makes the plan fairer."""
    current = [list(chosen) for chosen in picks]
    burdens = burdens_of(groups, picks, base)
    key = key_of(burdens, people)
    is_moving = True
    while is_moving:
        is_moving = False
        for group, chosen in zip(groups, current, strict=True):
            for position in range(group.times):
                options = group.columns + (burdens - group.columns[chosen[position]])
                best = int(fairest(options, people)[0])
                best_key = key_of(options[best], people)
                if best_key < key:
                    chosen[position], burdens, key = best, options[best].astype(np.int32), best_key
                    is_moving = True
    return tuple(tuple(sorted(chosen)) for chosen in current), burdens


def neighbour(
    groups: tuple[Group, ...], people: Ints, base: Rows, picks: Picks
) -> tuple[Key, Picks, Rows] | None:
    """The fairest plan that differs in exactly one pick; None if there is no other option at all."""
    burdens = burdens_of(groups, picks, base)
    best: tuple[Key, Picks, Rows] | None = None
    for g, group in enumerate(groups):
        for old in sorted(set(picks[g])):
            others = np.flatnonzero(np.arange(len(group.columns)) != old)
            if not len(others):
                continue
            options = group.columns[others] + (burdens - group.columns[old])
            row = int(fairest(options, people)[0])
            key = key_of(options[row], people)
            if best is None or key < best[0]:
                chosen = list(picks[g])
                chosen[chosen.index(old)] = int(others[row])
                changed = (*picks[:g], tuple(sorted(chosen)), *picks[g + 1 :])
                best = (key, changed, options[row].astype(np.int32))
    return best


def first_plan(
    groups: tuple[Group, ...], people: Ints, base: Rows, rng: np.random.Generator
) -> tuple[Picks, Rows]:
    """The fairest of a few descents from different beginnings."""
    found: list[tuple[Key, Picks, Rows]] = []
    for attempt in range(STARTS):
        picks: Picks = tuple(
            tuple(sorted(rng.integers(0, len(group.columns), group.times).tolist()))
            if attempt
            else tuple([0] * group.times)
            for group in groups
        )
        best, burdens = descend(groups, people, base, picks)
        found.append((key_of(burdens, people), best, burdens))
        if all(len(group.columns) == 1 for group in groups):
            break
    _, best, burdens = min(found, key=lambda one: one[:2])
    return best, burdens


def improve_by_blocks(
    groups: tuple[Group, ...],
    weights: Ints,
    pool: Pool,
    start: Picks,
    rng: np.random.Generator,
    *,
    tick: Tick | None,
) -> None:
    """Free a few picks at a time, solve those exactly with all others held, and keep what is fairer."""
    base = np.zeros(len(weights), dtype=np.int32)
    picks, burdens = start, burdens_of(groups, start, base)
    key = key_of(burdens, pool.people)
    positions = [(g, p) for g, group in enumerate(groups) for p in range(group.times)]
    quiet = 0
    for turn in range(ROUNDS):
        chosen = rng.choice(len(positions), size=min(BLOCK_PICKS, len(positions)), replace=False)
        free = [positions[int(c)] for c in sorted(chosen.tolist())]
        touched = sorted({g for g, _ in free})
        part = tuple(replace(groups[g], times=sum(1 for h, _ in free if h == g)) for g in touched)
        held = burdens.copy()
        for g, p in free:
            held = held - groups[g].columns[picks[g][p]]
        inner = Pool(pool.people, threshold=key[0][0])
        Enumeration(part, weights, held).run(inner)
        pool.examined += inner.examined
        quiet += 1
        if inner.key is not None and inner.key < key:
            kept = [[c for p, c in enumerate(row) if (g, p) not in free] for g, row in enumerate(picks)]
            found = next(iter(inner.ties))
            for g, more in zip(touched, found, strict=True):
                kept[g].extend(more)
            picks = tuple(tuple(sorted(row)) for row in kept)
            burdens, key, quiet = inner.ties[found], inner.key, 0
        if tick is not None:
            tick((turn + 1) / ROUNDS)
        if quiet >= QUIET_ROUNDS:
            break
    pool.offer([picks], burdens[None], 1)
