"""Pairs: the fractional optimum made whole, then bettered step by step, with a bound that prices prove."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from shelterbelt.cultivate.engine.introductions.candidates import Candidates
from shelterbelt.cultivate.engine.introductions.flow import bound_of, relaxed
from shelterbelt.cultivate.engine.introductions.table import Bools, Floats, Ints
from shelterbelt.cultivate.engine.introductions.trails import rounded

_STEPS = 100_000
"""Improvements after which the search ends whatever is left: far more than were ever seen."""
_LEAST = 1e-9
_MOST_EXACT, _MOST_NODES = 2_000, 500
"""Pairs, and branches, up to which the last half is sought exactly."""


Step = tuple[tuple[int, ...], tuple[int, ...]]
"""Candidate places to add and to leave."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Chosen places among the candidates, ascending, and prices that bound every choice (see `flow`).

    `bound` is what they give, or the tighter one of `perfected`. A pair that is no candidate could be part of a better
    choice only if its worth is within `slack` of what its two people cost.
    """

    chosen: Ints
    prices: Floats
    bound: float
    slack: float


def matched(found: Candidates, capacity: Ints, extra: Floats) -> Matching:
    """The best pairs among candidates, people `capacity` times each.

    `extra` (0 or more, one per person) is added to a pair's worth for each of its two: so who waited goes first.
    The bound is on worth with `extra`.
    """
    total = found.worth + extra[found.a] + extra[found.b]
    best = relaxed(found.a, found.b, total, capacity)
    half = np.flatnonzero(best.halves == 1)
    kept = half[rounded(found.a[half], found.b[half], total[half])]
    work = _Work(found, total, capacity, np.concatenate([np.flatnonzero(best.halves > 1), kept]))
    work.improve()
    chosen = np.flatnonzero(work.is_chosen)
    bound = bound_of(found.a, found.b, total, capacity, best.prices)
    return Matching(chosen, best.prices, bound, bound - float(total[chosen].sum()))


def perfected(found: Candidates, capacity: Ints, extra: Floats, best: Matching) -> Matching:
    """The same pairs or better ones: where little is left to gain, few pairs could gain it, and all are tried."""
    if best.slack <= _LEAST * max(1.0, best.bound):
        return best
    total = found.worth + extra[found.a] + extra[found.b]
    better = _exactly(
        found, total, capacity, np.flatnonzero(_could_help(found, total, best.prices, best.slack))
    )
    if better is None:
        return best
    return Matching(better, best.prices, float(total[better].sum()), best.slack)


def _could_help(found: Candidates, total: Floats, prices: Floats, slack: float) -> Bools:
    """Pairs that may be part of a better choice: leaving out what the prices say costs more than there is to gain."""
    answer: Bools = prices[found.a] + prices[found.b] - total <= slack + _LEAST
    return answer


def _exactly(found: Candidates, total: Floats, capacity: Ints, places: Ints) -> Ints | None:
    """The best of all choices among a few candidate pairs, by branch and bound; None if they are many or it gives up."""
    if not 0 < len(places) <= _MOST_EXACT:
        return None
    a, b = found.a[places], found.b[places]
    who, rows = np.unique(np.concatenate([a, b]), return_inverse=True)
    columns = np.tile(np.arange(len(places)), 2)
    limits = csr_array((np.ones(2 * len(places)), (rows, columns)), shape=(len(who), len(places)))
    done = milp(
        -total[places],
        integrality=np.ones(len(places)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(limits, ub=capacity[who]),
        options={"node_limit": _MOST_NODES, "mip_rel_gap": 0.0},
    )
    return places[done.x > 1 / 2] if done.status == 0 else None


class _Work:
    """A matching under improvement. A step gives a free person a partner, who may leave one who may find another."""

    def __init__(self, found: Candidates, total: Floats, capacity: Ints, chosen: Ints) -> None:
        self.a, self.b, self.total = found.a, found.b, total
        self.is_chosen = np.zeros(len(found.a), bool)
        self.room = capacity.copy()
        self.links: dict[int, set[int]] = {}
        ends = np.concatenate([found.a, found.b])
        self.order = np.argsort(ends, kind="stable")
        self.first = np.searchsorted(ends[self.order], np.arange(len(capacity) + 1))
        for place in chosen.tolist():
            self._choose(place)

    def _of(self, person: int) -> Ints:
        """Candidate places that touch a person."""
        answer: Ints = self.order[self.first[person] : self.first[person + 1]] % len(self.a)
        return answer

    def _other(self, place: int, person: int) -> int:
        return int(self.b[place] if self.a[place] == person else self.a[place])

    def _choose(self, place: int) -> None:
        self.is_chosen[place] = True
        for person in (int(self.a[place]), int(self.b[place])):
            self.room[person] -= 1
            self.links.setdefault(person, set()).add(place)

    def _leave(self, place: int) -> None:
        self.is_chosen[place] = False
        for person in (int(self.a[place]), int(self.b[place])):
            self.room[person] += 1
            self.links[person].discard(place)

    def improve(self) -> None:
        """Takes the best step of each free person until no step gains."""
        waiting = np.flatnonzero((self.room > 0) & (np.diff(self.first) > 0)).tolist()
        for _ in range(_STEPS):
            if not waiting:
                return
            person = waiting.pop(0)
            step = self._best_step(person) if self.room[person] > 0 else None
            if step is None:
                continue
            added, left = step
            touched = {int(end) for place in (*added, *left) for end in (self.a[place], self.b[place])}
            for place in left:
                self._leave(place)
            for place in added:
                self._choose(place)
            waiting += [one for one in sorted(touched) if self.room[one] > 0 and one not in waiting]

    def _best_step(self, person: int) -> Step | None:
        """Pairs to add and to leave: one pair; or a partner taken from another; or that other finds someone free."""
        best: Step | None = None
        gain = _LEAST
        for place in self._of(person).tolist():
            if self.is_chosen[place]:
                continue
            partner = self._other(place, person)
            here = float(self.total[place])
            if self.room[partner] > 0:
                if here > gain:
                    best, gain = ((place,), ()), here
                continue
            for given in self.links.get(partner, ()):
                freed = self._other(given, partner)
                lost = here - float(self.total[given])
                if lost > gain:
                    best, gain = ((place,), (given,)), lost
                after = self._free_partner(freed, {person, partner})
                if after is not None and lost + float(self.total[after]) > gain:
                    best, gain = ((place, after), (given,)), lost + float(self.total[after])
        return best

    def _free_partner(self, person: int, but: set[int]) -> int | None:
        """The best unchosen pair of a person with someone who has room."""
        places = self._of(person)
        others = np.where(self.a[places] == person, self.b[places], self.a[places])
        good = (self.room[others] > 0) & ~self.is_chosen[places] & ~np.isin(others, list(but))
        if not good.any():
            return None
        free = places[good]
        return int(free[np.argmax(self.total[free])])
