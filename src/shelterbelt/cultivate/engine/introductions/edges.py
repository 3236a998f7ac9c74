"""The hard rules, in one place: every candidate, repair, exchange, draw and introduction by hand asks here.

An answer is yes or no. Nothing here, and nothing that calls it, says which rule refused: a refusal must not tell anyone
that somebody avoids them, or that a complaint is open.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shelterbelt.cultivate.engine.introductions.problem import BadProblem, Problem
from shelterbelt.cultivate.engine.introductions.table import Bools, Ints, Table, compiled, found_at


def may_meet(table: Table, a: Ints, b: Ints) -> Bools:
    """Whether a[k] and b[k] may be introduced, either way round.

    Both take part; hours for a whole meeting and a language are shared; neither avoids the other, a sector the other
    works in or the other's country; no complaint, conflict, line of management (in a confidential round) or recent
    meeting stands between them. `a` and `b` are places of people, of one length; the answer has that length.
    """
    answer: Bools = table.takes_part[a] & table.takes_part[b] & (a != b)
    answer &= (table.starts[a] & table.starts[b]) != 0
    left = np.flatnonzero(answer)
    one, other = a[left], b[left]
    good = table.languages.meets(table.languages, one, other)
    for has, avoids in ((table.works_in, table.avoids_sector), (table.lives_in, table.avoids_country)):
        good &= ~avoids.meets(has, one, other)
        good &= ~has.meets(avoids, one, other)
    left, one, other = left[good], one[good], other[good]
    fine = left[found_at(table.barred, table.keys(one, other)) < 0]
    answer[:] = False
    answer[fine] = True
    return answer


def may_gather(table: Table, groups: Ints) -> Bools:
    """Whether each row of `groups` (places of people, shape rows by size) may be one meeting.

    Every two may meet, and all share hours for a whole meeting and a language.
    """
    rows, size = groups.shape
    answer = np.ones(rows, bool)
    for first in range(size):
        for second in range(first + 1, size):
            answer &= may_meet(table, groups[:, first], groups[:, second])
    answer &= np.bitwise_and.reduce(table.starts[groups], axis=1) != 0
    shared = np.zeros(rows, bool)
    for column in table.languages.columns:
        shared |= np.bitwise_and.reduce(column[groups], axis=1) != 0
    return answer & shared


def allowed(problem: Problem, people: Sequence[str]) -> bool:
    """Whether a steward may introduce these two to six people by hand: the same rules, and no reason either way.

    Raises:
        BadProblem: a name is not of the problem, stands twice, or fewer than two or more than six are given.
    """
    table = compiled(problem)
    if not 2 <= len(people) <= 6 or len(set(people)) != len(people):  # noqa: PLR2004 - the rule's own words
        raise BadProblem("introduction", "needs two to six people, each once.")
    strange = [name for name in people if name not in table.place]
    if strange:
        raise BadProblem(
            "introduction", f"names {strange[0]!r}, who is not there; give someone of the problem."
        )
    return bool(may_gather(table, np.array([[table.place[name] for name in people]], np.int64))[0])
