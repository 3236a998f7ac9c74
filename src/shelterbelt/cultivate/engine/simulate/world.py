"""One network over time: contacts by themselves, introductions that are held or not, ties that fade, people who leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from shelterbelt.cultivate.engine.health import problem as health
from shelterbelt.cultivate.engine.health.core import core
from shelterbelt.cultivate.engine.health.problem import Network
from shelterbelt.cultivate.engine.introductions.problem import CoreRule
from shelterbelt.cultivate.engine.simulate.assumptions import Assumptions
from shelterbelt.cultivate.engine.simulate.people import Bools, Floats, Ints, People

EASY = 16
"""Half-hours in common from which finding a time is no obstacle (eight hours)."""
_FAINT = 0.05
"""Below this strength nobody thinks of the other by themselves."""
_MOST_COMMON = 4
_RECOVERS = 0.1


class World:
    """What is true, and what the network knows of it.

    `strength` is true, `known` is what a policy sees: all held introductions, and a share of other contacts.
    `met_on` is the month of the last introduction of a pair, or far in the past.
    """

    def __init__(self, people: People, assumed: Assumptions, dice: np.random.Generator) -> None:
        number = len(people)
        self.people, self.assumed, self.dice = people, assumed, dice
        self.month = 0
        self.strength = np.zeros((number, number))
        self.known = np.zeros((number, number))
        self.met_on = np.full((number, number), -(10**6))
        self.wish = np.ones(number)
        self.has_left = np.zeros(number, bool)
        self.held = self.invited = 0
        self._chance = np.where(people.country[:, None] != people.country[None, :], assumed.over_border, 1.0)
        self._chance *= np.where(people.sector[:, None] != people.sector[None, :], assumed.over_sector, 1.0)
        self._fits = (people.needs.astype(np.float32) @ people.offers.T.astype(np.float32)) > 0

    @property
    def is_here(self) -> Bools:
        """Who has joined and not left."""
        return (self.people.joins <= self.month) & ~self.has_left

    def begin_month(self) -> None:
        """Cohorts join and leave their training with ties; everything that was is a month older."""
        fade = 2.0 ** (-1.0 / self.assumed.half_life)
        self.strength *= fade
        self.known *= fade
        for cohort in np.unique(self.people.cohort[self.people.joins == self.month]):
            who = np.flatnonzero(self.people.cohort == cohort)
            one, other = np.triu_indices(len(who), 1)
            is_tied = self.dice.random(len(one)) < self.assumed.trained
            self._touch(who[one[is_tied]], who[other[is_tied]], 1.0, is_known=np.ones(is_tied.sum(), bool))

    def live_by_themselves(self) -> None:
        """Contacts outside introductions, of which the network learns a share."""
        here = np.flatnonzero(self.is_here)
        near = self.strength[np.ix_(here, here)]
        one, other = np.nonzero(np.triu(near > _FAINT, 1))
        live = csr_array(near >= self.assumed.live, dtype=np.int64)
        common = np.minimum(live[one].multiply(live[other]).sum(axis=1), _MOST_COMMON)
        chance = self.assumed.contact * np.minimum(near[one, other], 1.0)
        chance = chance * self._chance[here[one], here[other]] * (1 + self.assumed.embedding * common)
        happens = self.dice.random(len(one)) < chance
        one, other = here[one[happens]], here[other[happens]]
        self._touch(one, other, 1.0, is_known=self.dice.random(len(one)) < self.assumed.seen)

    def willing(self) -> Ints:
        """Who takes part this month."""
        asked = self.is_here & (self.dice.random(len(self.people)) < self.people.keen * self.wish)
        self.wish = np.minimum(1.0, self.wish + _RECOVERS * (1 - self.wish))
        return np.flatnonzero(asked)

    def introduce(self, groups: Iterable[Sequence[int]]) -> None:
        """What becomes of this month's introductions."""
        for group in groups:
            self._meet(np.array(group))

    def leave(self) -> None:
        """Some go; who has no live tie goes more easily. Their ties go with them."""
        live = (self.strength >= self.assumed.live) & self.is_here[None, :]
        chance = np.where(
            live.any(axis=1), self.assumed.drop_out, self.assumed.drop_out * self.assumed.isolated
        )
        self.has_left |= self.is_here & (self.dice.random(len(self.people)) < chance)

    def end_month(self) -> None:
        """The next month comes."""
        self.month += 1

    def _meet(self, who: Ints) -> None:
        one, other = np.triu_indices(len(who), 1)
        a, b = who[one], who[other]
        self.met_on[a, b] = self.met_on[b, a] = self.month
        self.invited += 1
        if self.dice.random() >= self.assumed.meets * self._ease(who):
            self.wish[who] *= self.assumed.tired
            return
        self.held += 1
        is_answered = (self._fits[np.ix_(who, who)] & ~np.eye(len(who), dtype=bool)).any(axis=1)
        chance = self.assumed.useful + self.assumed.answered * is_answered
        is_useful = self.dice.random(len(who)) < chance
        self.wish[who[~is_useful]] *= self.assumed.tired
        worth = self.assumed.pair_contact if len(who) == len((0, 1)) else self.assumed.group_contact
        share = 0.5 + 0.25 * (is_useful[one].astype(float) + is_useful[other])
        self._touch(a, b, worth * share, is_known=np.ones(len(a), bool))

    def _ease(self, who: Ints) -> float:
        """What hours and language leave of the chance that these people meet."""
        hours = np.bitwise_and.reduce(self.people.hours[who])
        shared = self.people.speaks[who].all(axis=0)
        time = 0.02 if hours == 0 else 0.5 + 0.5 * min(int(hours).bit_count(), EASY) / EASY
        tongue = 1.0 if shared.any() else 0.1
        return (time if self.assumed.hours_matter else 1.0) * (
            tongue if self.assumed.language_matters else 1.0
        )

    def _touch(self, one: Ints, other: Ints, worth: float | Floats, *, is_known: Bools) -> None:
        for matrix, which in ((self.strength, np.ones(len(one), bool)), (self.known, is_known)):
            a, b = one[which], other[which]
            added = worth[which] if isinstance(worth, np.ndarray) else worth
            matrix[a, b] = np.minimum(matrix[a, b] + added, self.assumed.most)
            matrix[b, a] = matrix[a, b]


def core_of(live: Bools, sector: Ints, country: Ints, rule: CoreRule) -> Bools:
    """Who is in the core (see `engine.health.core`), of it the largest component."""
    one, other = np.nonzero(np.triu(live, 1))
    asked = Network(
        sectors=tuple(str(name) for name in range(int(sector.max(initial=0)) + 1)),
        countries=tuple(str(name) for name in range(int(country.max(initial=0)) + 1)),
        sector=sector,
        country=country,
        since=np.zeros(len(sector)),
        one=one,
        other=other,
        strength=np.ones(len(one)),
        months_left=np.ones(len(one)),
        core=health.CoreRule(rule.inside, rule.other_sector, rule.cross_border),
    )
    inside = core(asked)
    kept = inside[one] & inside[other]
    ties = csr_array((np.ones(kept.sum()), (one[kept], other[kept])), shape=live.shape)
    part = connected_components(ties, directed=False)[1]
    sizes = np.bincount(part, weights=inside, minlength=1)
    answer: Bools = inside & (part == np.argmax(sizes))
    return answer
