"""Groups made one by one and bettered by exchanges of two people, among a few hundred."""

from __future__ import annotations

import numpy as np

from shelterbelt.cultivate.engine.introductions.dense import Dense, have_both
from shelterbelt.cultivate.engine.introductions.table import Bools, Floats, Ints, Words

_LEAST = 1e-9
_TRIED = 12
"""Exchanges of one person looked at, best first, before the next person's turn: hours and language refuse few."""
_ROUNDS, _REPAIRS = 40, 60


class Gathering:
    """Groups of one size among the members of a `Dense`; who is in none stands in the last, which has no worth.

    `sums[g, p]` is the worth of p to the people of group g and `apart[g, p]` how many of them p may not meet; both
    are kept up at every change, so that all exchanges of one person are weighed at once. `journal` is who moved, and from
    which group.
    """

    def __init__(self, people: Dense, size: int) -> None:
        self.people, self.size = people, size
        self.out = len(people) // size
        self.of = np.full(len(people), self.out, np.int64)
        self.sums = np.zeros((self.out + 1, len(people)))
        self.apart = np.zeros((self.out + 1, len(people)), np.int64)
        self.cannot = (~people.may).astype(np.int64)
        np.fill_diagonal(self.cannot, 0)
        self.journal: list[tuple[int, int]] = []

    def groups(self) -> list[Ints]:
        """Members of each group that has people, ascending."""
        found = [np.flatnonzero(self.of == group) for group in range(self.out)]
        return [group for group in found if len(group)]

    def value(self) -> float:
        """Worth of all groups, with what people add."""
        inside = self.of < self.out
        here = self.sums[self.of, np.arange(len(self.people))]
        return float(here[inside].sum() / 2 + self.people.extra[inside].sum())

    def put(self, groups: list[Ints], places: Ints) -> None:
        """Gives some people (`places`, taken out of their groups first) new groups."""
        used = set(self.of[np.setdiff1d(np.arange(len(self.people)), places)].tolist())
        free = [group for group in range(self.out) if group not in used]
        for person in places.tolist():
            self._move(person, self.out)
        for number, group in zip(free, groups, strict=False):
            for person in group.tolist():
                self._move(person, number)

    def _move(self, person: int, group: int) -> None:
        self.journal.append((person, int(self.of[person])))
        for number, sign in ((int(self.of[person]), -1), (group, 1)):
            if number != self.out:
                self.sums[number] += sign * self.people.worth[person]
                self.apart[number] += sign * self.cannot[person]
        self.of[person] = group

    def begin(self, order: Ints) -> None:
        """Gives each person in turn, if still free, the best company: one member after the other."""
        used = set(self.of.tolist())
        numbers = [group for group in range(self.out) if group not in used]
        for person in order.tolist():
            if self.of[person] == self.out and numbers:
                for member in self._company(person):
                    self._move(member, numbers[0])
                numbers = [group for group in numbers if group != self.of[person]]

    def _company(self, person: int) -> list[int]:
        people = self.people
        group, sums = [person], people.worth[person].copy()
        open_to = people.may[person] & (self.of == self.out)
        common = people.shared[:, person].copy()
        while len(group) < self.size:
            open_to &= _share(people, common)
            if not open_to.any():
                return []
            best = int(np.argmax(np.where(open_to, sums + people.extra, -1.0)))
            group.append(best)
            open_to &= people.may[best]
            common &= people.shared[:, best]
            sums += people.worth[best]
        return group

    def improve(self, order: Ints) -> None:
        """Exchanges people, each in turn as long as that gains, until nobody's exchange does."""
        for _ in range(_ROUNDS):
            if not sum(self._exchange(person) > 0 for person in order.tolist()):
                return

    def shake(self, kicks: int, dice: np.random.Generator) -> None:
        """Tries random exchanges, repairs what they touched, and goes back where that is no gain."""
        for _ in range(kicks if len(self.people) else 0):
            self.journal = []
            person = int(dice.integers(len(self.people)))
            gain = self._exchange(person, skip=int(dice.integers(1, _TRIED)), least=-np.inf)
            queue = list(dict.fromkeys(one for one, _ in self.journal))
            for one in queue:
                step = self._exchange(one)
                gain += step
                if step > 0 and len(queue) < _REPAIRS:
                    moved = [self.of[who] for who, _ in self.journal[-2:]]
                    queue += np.flatnonzero(np.isin(self.of, moved) & (self.of != self.out)).tolist()
            if gain < _LEAST:
                for one, group in reversed(self.journal[:]):
                    self._move(one, group)

    def _exchange(self, person: int, skip: int = 0, least: float = _LEAST) -> float:
        """Makes the best exchange of one person that the rules allow and gains more than `least`; answers its gain."""
        gain = self._gains(person)
        # A few of the best, in order: the whole order is not needed.
        top = np.argpartition(-gain, _TRIED)[:_TRIED] if len(gain) > _TRIED else np.arange(len(gain))
        for other in top[np.argsort(-gain[top], kind="stable")][skip:].tolist():
            if gain[other] <= least:
                return 0.0
            if self._may_swap(person, other):
                mine = int(self.of[person])
                self._move(person, int(self.of[other]))
                self._move(other, mine)
                return float(gain[other])
        return 0.0

    def _gains(self, person: int) -> Floats:
        """What exchanging `person` with each other one would gain; minus infinity where two may not meet."""
        people, mine = self.people, int(self.of[person])
        everyone = np.arange(len(people))
        inside = self.of < self.out
        in_group = float(mine != self.out)
        gain = self.sums[self.of, person] - people.worth[person] * inside
        gain += self.sums[mine] - people.worth[person] * in_group
        gain -= self.sums[mine, person] + self.sums[self.of, everyone]
        gain += (people.extra - people.extra[person]) * (in_group - inside)
        barred = self.apart[self.of, person] - self.cannot[person] * inside
        barred = barred + self.apart[mine] - self.cannot[person] * (mine != self.out)
        answer: Floats = np.where((self.of == mine) | (barred > 0), -np.inf, gain)
        return answer

    def _may_swap(self, one: int, other: int) -> bool:
        for comes, goes in ((one, other), (other, one)):
            if self.of[goes] != self.out:
                group = np.flatnonzero(self.of == self.of[goes])
                group = np.append(group[group != goes], comes)
                if not self.people.may_share(group[None, :])[0]:
                    return False
        return True


def _share(people: Dense, common: Words) -> Bools:
    return have_both(people.shared & common[:, None])
