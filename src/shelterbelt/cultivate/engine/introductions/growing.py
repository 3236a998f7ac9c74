"""The last word on who waits, in groups: no group is left unmade, who waited goes first, and groups may grow."""

from __future__ import annotations

import numpy as np

from shelterbelt.cultivate.engine.introductions.dense import dense
from shelterbelt.cultivate.engine.introductions.edges import may_gather
from shelterbelt.cultivate.engine.introductions.packing import lawful_groups
from shelterbelt.cultivate.engine.introductions.table import Ints
from shelterbelt.cultivate.engine.introductions.weight import Worth

Group = tuple[int, ...]
_SEARCHED = 60
"""Among this many people waiting every group is looked for; among more, the first this many that some may join."""


def settled_groups(worth: Worth, pool: Ints, groups: list[Group]) -> list[Group]:
    """The same groups of the round's size, with those added or changed that let people meet who had nobody."""
    made = sorted(groups)
    while True:
        made = _added(worth, pool, made)
        changed = _changed(worth, pool, made)
        if changed is None:
            return made
        made = changed


def grown(worth: Worth, pool: Ints, groups: list[Group]) -> list[Group]:
    """Groups joined by people who wait, while they stay within the round's largest size; the best company first."""
    table, most = worth.table, worth.table.problem.round.most_people
    made = list(groups)
    waiting = _waiting(pool, made)
    for person in waiting[np.argsort(~table.waited[waiting], kind="stable")].tolist():
        best, gain = -1, -1.0
        for size in sorted({len(group) for group in made if len(group) < most}):
            at = [number for number, group in enumerate(made) if len(group) == size]
            rows = np.array([(*made[number], person) for number in at], np.int64)
            may = may_gather(table, rows)
            for number, row in ((at[place], rows[place]) for place in np.flatnonzero(may)):
                value = float(worth.of(np.full(size, person), row[:size]).sum())
                if value > gain:
                    best, gain = number, value
        if best >= 0:
            made[best] = tuple(sorted((*made[best], person)))
    return made


def _waiting(pool: Ints, groups: list[Group]) -> Ints:
    return np.setdiff1d(pool, np.array([person for group in groups for person in group], np.int64))


def _added(worth: Worth, pool: Ints, groups: list[Group]) -> list[Group]:
    """Makes groups among those who wait, the best first, until there are none to make."""
    table, size = worth.table, worth.table.problem.round.size
    made = list(groups)
    extra = np.where(table.waited, float(len(table)), 0.0)
    waiting = _waiting(pool, made)
    first = waiting[np.argsort(~table.waited[waiting], kind="stable")]
    for low in range(0, len(first), _SEARCHED // 2):
        part = np.sort(first[low : low + _SEARCHED])
        people = dense(worth, np.setdiff1d(part, [one for group in made for one in group]), extra)
        listed = lawful_groups(people, size)
        while listed is not None and len(listed):
            best = listed[int(np.argmax(people.value(listed)))]
            made.append(tuple(people.members[best].tolist()))
            listed = listed[~np.isin(listed, best).any(axis=1)]
    return sorted(made)


def _changed(worth: Worth, pool: Ints, groups: list[Group]) -> list[Group] | None:
    """The groups after one exchange: someone who waited last month takes the place of one who did not."""
    table = worth.table
    waiting = _waiting(pool, groups)
    if not groups or not table.waited[waiting].any():
        return None
    rows = np.array(groups, np.int64)
    for person in waiting[table.waited[waiting]].tolist():
        best: tuple[float, int, int] | None = None
        for column in range(rows.shape[1]):
            tried = rows.copy()
            tried[:, column] = person
            may = np.flatnonzero(may_gather(table, tried) & ~table.waited[rows[:, column]])
            others = np.delete(rows[may], column, axis=1)
            for number, company, leaves in zip(may.tolist(), others, rows[may, column].tolist(), strict=True):
                both = np.full(len(company), person), np.full(len(company), leaves)
                gain = float((worth.of(both[0], company) - worth.of(both[1], company)).sum())
                if best is None or gain > best[0]:
                    best = (gain, number, column)
        if best is not None:
            _, number, column = best
            rows[number, column] = person
            return sorted(tuple(sorted(row)) for row in rows.tolist())
    return None
