"""A few hundred people with every pair between them: who may meet, what it is worth, what a meeting must share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shelterbelt.cultivate.engine.introductions.edges import may_meet
from shelterbelt.cultivate.engine.introductions.table import Bools, Floats, Ints, Words
from shelterbelt.cultivate.engine.introductions.weight import Worth


@dataclass(frozen=True, slots=True)
class Dense:
    """`members` are places in the table; everything else is by place among the members.

    `may` and `worth` are symmetric squares; worth is 0 where two may not meet. `shared` has one row per word of what all
    of a meeting must have in common: first the half-hours it could start at, then languages; a meeting needs a common
    bit in the first and in any of the others. `extra` is what a person adds to any meeting: who waited goes first.
    """

    members: Ints
    may: Bools
    worth: Floats
    shared: Words
    extra: Floats

    def __len__(self) -> int:
        return len(self.members)

    def among(self, places: Ints) -> Dense:
        """The same for some of the members."""
        square = np.ix_(places, places)
        return Dense(
            self.members[places],
            self.may[square],
            self.worth[square],
            self.shared[:, places],
            self.extra[places],
        )

    def may_share(self, groups: Ints) -> Bools:
        """Whether all of each row of `groups` share hours and a language; pairs are not asked here."""
        return have_both(np.bitwise_and.reduce(self.shared[:, groups], axis=2))

    def is_lawful(self, group: Ints) -> bool:
        """Whether some members may be one meeting."""
        apart = ~self.may[np.ix_(group, group)]
        return int(apart.sum()) == len(group) and bool(self.may_share(group[None, :])[0])

    def value(self, groups: Ints) -> Floats:
        """Worth of each row of `groups`, with what its people add."""
        found: Floats = self.extra[groups].sum(1)
        for one in range(groups.shape[1]):
            for other in range(one):
                found = found + self.worth[groups[:, one], groups[:, other]]
        return found


def have_both(shared: Words) -> Bools:
    """Whether a common start and a common language are left, for words by anything."""
    answer: Bools = (shared[0] != 0) & (shared[1:] != 0).any(axis=0)
    return answer


def dense(worth: Worth, members: Ints, extra: Floats) -> Dense:
    """Every pair among some places of the table; `extra` is per person of the whole table."""
    table, size = worth.table, len(members)
    one, other = np.triu_indices(size, 1)
    a, b = members[one], members[other]
    may = may_meet(table, a, b)
    squares = np.zeros((size, size), bool), np.zeros((size, size))
    squares[0][one, other] = may
    squares[1][one[may], other[may]] = worth.of(a[may], b[may])
    shared = np.stack([table.starts[members], *(column[members] for column in table.languages.columns)])
    return Dense(members, squares[0] | squares[0].T, squares[1] + squares[1].T, shared, extra[members])
