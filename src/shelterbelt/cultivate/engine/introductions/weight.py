"""What an introduction of two people is worth: what it may do for the network, times the chance that they meet.

Nothing here forbids or allows anything, so no rule can be traded against worth. Nothing here knows of lived experience,
and no field of a person stands for it.
"""

from __future__ import annotations

import numpy as np

from shelterbelt.cultivate.engine.introductions.table import Bools, Floats, Ints, Table, found_at

EASY_HALF_HOURS = 8
"""With four hours a day in common, finding one is no obstacle any more."""
STEADIEST_GUESS = 0.4
"""Worth of a person's company never falls below this share because they missed meetings: most who did had reasons."""
_SHORT = (1.0, 0.55, 0.35, 0.25)
"""Worth of one more tie to someone who lacks 1, 2, 3, 4 or more: the nearer the goal, the more it counts."""
_SPARE = (0.6, 0.25, 0.1, 0.05)
"""Worth of one more tie to someone who has 0, 1, 2, 3 or more to spare: one that dies would cost them their place."""
_NEARNESS = (1.0, 0.7, 0.45, 0.3)
"""Chance that someone who lacks 0, 1, 2, 3 or more ties belongs to the core by the time the tie counts."""


class Worth:
    """Weights of pairs over one table; `of(a, b)` for places of people, arrays of one length."""

    def __init__(self, table: Table) -> None:
        people, asked = table.problem.people, table.problem.round
        self.table = table
        self.weights = asked.weights
        margins = np.array(
            [
                (
                    one.inside - asked.core.inside,
                    one.other_sector - asked.core.other_sector,
                    one.cross_border - asked.core.cross_border,
                )
                for one in people
            ],
            np.int64,
        ).reshape(len(people), 3)
        self.gain = np.ascontiguousarray(_urgency(margins).T)
        # A tie about to die is worth what one more would be worth to someone who has one less.
        self.keep = np.ascontiguousarray(_urgency(margins - 1).T)
        lacks = np.maximum(-margins, 0).max(1, initial=0)
        near = np.array(_NEARNESS)[np.minimum(lacks, len(_NEARNESS) - 1)]
        self.near = np.where([one.is_in_core for one in people], 1.0, near) if people else near
        self.dying = np.clip(1 - table.months / asked.renew_within, 0, 1)
        self.steady = STEADIEST_GUESS + (1 - STEADIEST_GUESS) * table.steadiness

    def of(self, a: Ints, b: Ints) -> Floats:
        """Worth of introducing a[k] to b[k], 0 or more, the same either way round."""
        table, weights = self.table, self.weights
        keys = table.keys(a, b)
        tie = found_at(table.tied, keys)
        is_new = tie < 0
        other_sector = table.sector[a] != table.sector[b]
        abroad = table.country[a] != table.country[b]
        core = self._core(self.gain, a, b, other_sector, abroad)
        old = np.flatnonzero(~is_new)
        if len(old):
            held = self._core(self.keep, a[old], b[old], other_sector[old], abroad[old])
            core[old] = held * self.dying[tie[old]]
        fits = _FIT[np.minimum(table.needs.shared(table.offers, a, b), 2)]
        fits = fits + _FIT[np.minimum(table.offers.shared(table.needs, a, b), 2)]
        plainly = weights.meeting + weights.fit * fits
        plainly[old] *= weights.acquainted
        contact = found_at(table.contacts, keys)
        closes = np.zeros(len(a))
        known = np.flatnonzero((contact >= 0) & is_new)
        closes[known] = np.minimum(table.common[contact[known]], 2) / 2
        answer: Floats = self._chance(a, b) * (plainly + weights.core * core + weights.closure * closes)
        return answer

    def _core(self, of: Floats, a: Ints, b: Ints, other_sector: Bools, abroad: Bools) -> Floats:
        """What one more tie, or one kept, does for both people's place in the core."""
        inside, sector, border = of
        mine = inside[a] + sector[a] * other_sector + border[a] * abroad
        theirs = inside[b] + sector[b] * other_sector + border[b] * abroad
        answer: Floats = self.near[b] * mine + self.near[a] * theirs
        return answer

    def _chance(self, a: Ints, b: Ints) -> Floats:
        table = self.table
        free = np.bitwise_count(table.hours[a] & table.hours[b])
        hours = 0.5 + 0.5 * np.minimum(free, EASY_HALF_HOURS) / EASY_HALF_HOURS
        ease = 0.8 + 0.1 * table.easiest.meets(table.languages, a, b)
        ease = ease + 0.1 * table.languages.meets(table.easiest, a, b)
        answer: Floats = hours * ease * self.steady[a] * self.steady[b]
        return answer


_FIT = np.array([0.0, 0.7, 1.0])


def _urgency(margins: Ints) -> Floats:
    short = np.array(_SHORT)[np.clip(-margins - 1, 0, len(_SHORT) - 1)]
    spare = np.array(_SPARE)[np.clip(margins, 0, len(_SPARE) - 1)]
    answer: Floats = np.where(margins < 0, short, spare)
    return answer
