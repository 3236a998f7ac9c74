"""The arm of chance: people drawn without regard to anything meet whom chance gives them, under the same hard rules."""

from __future__ import annotations

import numpy as np

from shelterbelt.cultivate.engine.introductions.edges import may_meet
from shelterbelt.cultivate.engine.introductions.table import Bits, Bools, Ints, Table

_SAMPLE = 256
_TRIES = 3


def drawn_from(table: Table, pool: Ints, dice: np.random.Generator) -> Ints:
    """The people of the pool whom chance introduces this month, ascending: a share of them, each as likely."""
    many = round(table.problem.round.by_chance * len(pool))
    return np.sort(dice.choice(pool, size=many, replace=False)) if many else pool[:0]


def by_chance(table: Table, drawn: Ints, dice: np.random.Generator) -> list[tuple[int, ...]]:
    """Meetings of people drawn, at random among those the rules allow; who waited last month goes first.

    Who finds nobody is in no meeting.
    """
    size = table.problem.round.size
    order = dice.permutation(drawn)
    order = order[np.argsort(~table.waited[order], kind="stable")]
    free = np.zeros(len(table), bool)
    free[drawn] = True
    made = []
    for person in order.tolist():
        if not free[person]:
            continue
        free[person] = False
        left = drawn[free[drawn]]
        sample = left if len(left) <= _SAMPLE else dice.choice(left, _SAMPLE, replace=False)
        group = _gathered(table, person, sample, dice)
        if len(group) < size and len(sample) < len(left):
            group = _gathered(table, person, left, dice)
        if len(group) == size:
            made.append(tuple(sorted(group)))
            free[group] = False
    return made


def _gathered(table: Table, person: int, among: Ints, dice: np.random.Generator) -> list[int]:
    size = table.problem.round.size
    best = [person]
    for _ in range(1 if size == 2 else _TRIES):  # noqa: PLR2004 - one try tells for a pair
        group = [person]
        fits = _fits(table, group, among)
        while fits.any() and len(group) < size:
            group.append(int(dice.choice(among[fits])))
            fits &= _fits(table, group, among)
        if len(group) == size:
            return group
        best = max(best, group, key=len)
    return best


def _fits(table: Table, group: list[int], among: Ints) -> Bools:
    """Who could join a group whose last member is new to them; what earlier members said is not asked again."""
    last = np.full(len(among), group[-1], np.int64)
    fits = may_meet(table, last, among)
    if table.problem.round.chance_crosses:
        fits &= table.sector[among] != table.sector[group[-1]]
    starts = np.bitwise_and.reduce(table.starts[group])
    fits &= (table.starts[among] & starts) != 0
    return fits & _speaks(table.languages, group, among)


def _speaks(languages: Bits, group: list[int], among: Ints) -> Bools:
    found = np.zeros(len(among), bool)
    for column in languages.columns:
        found |= (column[among] & np.bitwise_and.reduce(column[group])) != 0
    return found
