"""A round from end to end: chance's share, the chosen introductions, a last look at the rules, and what is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from shelterbelt.cultivate.engine.introductions.candidates import Candidates, candidates, joined, underpriced
from shelterbelt.cultivate.engine.introductions.chance import by_chance, drawn_from
from shelterbelt.cultivate.engine.introductions.edges import may_gather
from shelterbelt.cultivate.engine.introductions.flow import bound_of
from shelterbelt.cultivate.engine.introductions.groups import bound_by_pairs, grouped
from shelterbelt.cultivate.engine.introductions.growing import grown, settled_groups
from shelterbelt.cultivate.engine.introductions.pairs import Matching, matched, perfected
from shelterbelt.cultivate.engine.introductions.plan import Arm, Plan, Scope
from shelterbelt.cultivate.engine.introductions.problem import PAIR, Problem
from shelterbelt.cultivate.engine.introductions.settle import settled_pairs
from shelterbelt.cultivate.engine.introductions.table import Floats, Ints, Table, compiled
from shelterbelt.cultivate.engine.introductions.telling import told
from shelterbelt.cultivate.engine.introductions.weight import Worth

_FIRST = 50.0
"""Who waited counts as much as fifty of the best introductions, so that worth decides only among equals."""
_PRICINGS, _FEW, _TOLERANCE = 6, 5_000, 1e-6


@dataclass(frozen=True, slots=True)
class Chosen:
    """Meetings as places of people, and a bound on their worth that holds over `scope`."""

    meetings: tuple[tuple[int, ...], ...]
    bound: float
    scope: Scope


def introduce(problem: Problem) -> Plan:
    """Who meets whom this month. The same problem, seed included, gives the same plan.

    Every introduction keeps the hard rules of `edges`; everyone who takes part and meets nobody is in `waiting`.
    Pairs: minimum-cost flow on the bipartite double cover, made whole (see `flow`, `trails`). Groups: see `groups`.
    """
    table = compiled(problem)
    worth = Worth(table)
    dice = np.random.default_rng(problem.seed)
    pool = np.flatnonzero(table.takes_part)
    drawn = drawn_from(table, pool, dice)
    lucky = _lawful(table, by_chance(table, drawn, dice))
    rest = np.setdiff1d(pool, np.array([person for group in lucky for person in group], np.int64))
    choose = chosen_pairs if problem.round.size == PAIR else chosen_groups
    chosen = choose(worth, rest, dice)
    meetings = _lawful(table, chosen.meetings)
    values = [_value(worth, group) for group in meetings]
    people = problem.people
    introductions = [
        told([people[at] for at in group], Arm.CHOSEN, value)
        for group, value in zip(meetings, values, strict=True)
    ]
    introductions += [told([people[at] for at in group], Arm.CHANCE, _value(worth, group)) for group in lucky]
    met = {name for made in introductions for name in made.people}
    value = sum(values)
    return Plan(
        introductions=tuple(introductions),
        waiting=tuple(people[at].id for at in pool.tolist() if people[at].id not in met),
        drawn=frozenset(people[at].id for at in drawn.tolist()),
        value=value,
        bound=max(chosen.bound, value),
        scope=chosen.scope,
    )


def chosen_pairs(worth: Worth, pool: Ints, dice: np.random.Generator) -> Chosen:
    """The best pairs among the places `pool`, who waited last month first."""
    table = worth.table
    capacity = np.zeros(len(table), np.int64)
    capacity[pool] = table.capacity[pool]
    found = candidates(worth, pool, dice)
    extra = np.where(table.waited, _FIRST * float(found.worth.max(initial=0.0)), 0.0)
    asked = table.problem.round
    proves = asked.proves and len(pool) <= asked.scan_up_to
    best, found, is_whole = _priced(worth, pool, found, (capacity, extra), proves=proves)
    pairs = list(zip(found.a[best.chosen].tolist(), found.b[best.chosen].tolist(), strict=True))
    pairs = settled_pairs(worth, pool, pairs)
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    bound = best.bound
    new = np.setdiff1d(table.keys(ends[:, 0], ends[:, 1]), table.keys(found.a, found.b))
    if len(new):
        a, b = np.divmod(new, len(table))
        with_extra = worth.of(a, b) + extra[a] + extra[b]
        bound += bound_of(a, b, with_extra, np.zeros_like(capacity), best.prices)
    return Chosen(
        tuple(pairs), bound - float(extra[ends].sum()), Scope.EVERY if is_whole else Scope.CANDIDATES
    )


def chosen_groups(worth: Worth, pool: Ints, dice: np.random.Generator) -> Chosen:
    """Groups among the places `pool`, who waited last month first; at the end groups may grow, if the round says so."""
    table, asked = worth.table, worth.table.problem.round
    size, most = asked.size, asked.most_people
    extra = np.where(table.waited, _FIRST * (size - 1) * _largest(worth, pool, dice), 0.0)
    found, whole = grouped(worth, pool, extra, dice)
    groups = settled_groups(worth, pool, [tuple(group.tolist()) for group in found])
    groups = grown(worth, pool, groups)
    bound, scope = bound_by_pairs(worth, pool, groups, most, dice)
    if whole is not None and most == size:
        served = float(sum(extra[list(group)].sum() for group in groups))
        bound, scope = min(bound, whole - served), Scope.EVERY
    return Chosen(tuple(groups), bound, scope)


def _largest(worth: Worth, pool: Ints, dice: np.random.Generator) -> float:
    """About the most that one pair of the pool is worth: a draw shows it well enough for a scale."""
    if not worth.table.waited[pool].any():
        return 0.0
    a, b = dice.choice(pool, 20_000), dice.choice(pool, 20_000)
    return float(worth.of(a, b).max(initial=0.0))


def _priced(
    worth: Worth, pool: Ints, found: Candidates, wanted: tuple[Ints, Floats], *, proves: bool
) -> tuple[Matching, Candidates, bool]:
    """Solves; to prove, adds pairs that the prices missed until there are none, and tells whether it came to that."""
    capacity, extra = wanted
    best = matched(found, capacity, extra)
    for _ in range(_PRICINGS if proves else 0):
        missed = _new(worth, found, underpriced(worth, pool, best.prices - extra, -_TOLERANCE))
        if not len(missed):
            return *_proven(worth, pool, found, wanted, best), True
        found = joined(worth, found, missed)
        best = matched(found, capacity, extra)
    return perfected(found, capacity, extra, best), found, False


def _proven(
    worth: Worth, pool: Ints, found: Candidates, wanted: tuple[Ints, Floats], best: Matching
) -> tuple[Matching, Candidates]:
    """Closes the last half over all pairs: those that are no candidates and could still help become some first."""
    capacity, extra = wanted
    close = found.a[:0]
    if best.slack > _TOLERANCE:
        close = _new(worth, found, underpriced(worth, pool, best.prices - extra, best.slack))
    if len(close) > _FEW:
        return replace(perfected(found, capacity, extra, best), bound=best.bound), found
    if len(close):
        found = joined(worth, found, close)
        best = matched(found, capacity, extra)
    return perfected(found, capacity, extra, best), found


def _new(worth: Worth, found: Candidates, keys: Ints) -> Ints:
    return np.setdiff1d(keys, worth.table.keys(found.a, found.b), assume_unique=True)


def _lawful(table: Table, meetings: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The hard rules once more, on the final list: a meeting they refuse is not made, whatever let it through."""
    kept = []
    for size in sorted({len(group) for group in meetings}):
        alike = [group for group in meetings if len(group) == size]
        kept += [
            group
            for group, may in zip(alike, may_gather(table, np.array(alike, np.int64)), strict=True)
            if may
        ]
    return kept


def _value(worth: Worth, group: tuple[int, ...]) -> float:
    """Worth of a meeting: the sum over its pairs."""
    a, b = (np.array(side, np.int64) for side in zip(*_pairs_of(group), strict=True))
    return float(worth.of(a, b).sum())


def _pairs_of(group: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(one, other) for at, one in enumerate(group) for other in group[at + 1 :]]
