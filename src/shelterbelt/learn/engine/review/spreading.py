"""Readers of one application from different organisations and sectors, as far as even loads allow.

The flow of `assigning` has found the least number of pairs that share an organisation. Here readings change hands
until no exchange of two, and no handing over to someone with one reading less, leaves fewer pairs that share a sector.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.review.names import folded
from shelterbelt.learn.engine.review.plan import Alike, Likeness, Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shelterbelt.learn.engine.review.problem import AssignmentProblem, Reader


def house(reader: Reader) -> str:
    """The organisation a reader works for, as it is compared; empty if none is known."""
    return folded(reader.organisations[0]) if reader.organisations else ""


def likeness_of(one: Reader, other: Reader) -> Likeness | None:
    """What two readers share; what is not known of them is not taken as shared."""
    if house(one) and house(one) == house(other):
        return Likeness.ORGANISATION
    return Likeness.SECTOR if not set(one.sectors).isdisjoint(other.sectors) else None


class Spread:
    """Who reads what, as places in the problem, while readings change hands."""

    def __init__(
        self, problem: AssignmentProblem, closed: Sequence[frozenset[int]], pairs: Sequence[tuple[int, int]]
    ) -> None:
        """Begin with the pairs (subject, reader); `closed` are the readers by subject who cannot be asked."""
        self._problem = problem
        self._closed = closed
        self._like = _likeness(problem.readers)
        seats = {reader.id: seat for seat, reader in enumerate(problem.readers)}
        self._have = [frozenset(seats[one] for one in row.have if one in seats) for row in problem.subjects]
        most = max(
            (len(have) + row.wanted for have, row in zip(self._have, problem.subjects, strict=True)),
            default=0,
        )
        # One pair of an organisation outweighs all pairs of sectors together.
        self._weights = {
            None: 0,
            Likeness.SECTOR: 1,
            Likeness.ORGANISATION: most * most * len(self._have) + 1,
        }
        self._asked: list[set[int]] = [set() for _row in problem.subjects]
        self._loads = [reader.load for reader in problem.readers]
        self._holders: dict[int, dict[frozenset[int], dict[int, None]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for subject, reader in pairs:
            self._asked[subject].add(reader)
            self._loads[reader] += 1
        for subject in range(len(self._asked)):
            self._enter(subject)

    def improve(self) -> tuple[tuple[int, int], ...]:
        """Let readings change hands while that helps; the pairs then, in order of subject and reader.

        Ends, because each change lessens the weight of all pairs who are alike.
        """
        is_changed = True
        while is_changed:
            is_changed = False
            for subject, asked in enumerate(self._asked):
                for reader in sorted(asked):
                    is_changed |= self._ease(subject, reader)
        return tuple(
            (subject, reader) for subject, asked in enumerate(self._asked) for reader in sorted(asked)
        )

    def alike(self) -> tuple[Alike, ...]:
        """Every pair of readers of one application who are alike, if one of them is asked now, and why that is so."""
        found = []
        readers = self._problem.readers
        for place, asked in enumerate(self._asked):
            everyone = sorted(asked | self._have[place])
            for one, other in ((a, b) for a in everyone for b in everyone if a < b and {a, b} & asked):
                likeness = self._like[one][other]
                if likeness:
                    ids = frozenset((readers[one].id, readers[other].id))
                    found.append(Alike(self._problem.subjects[place].id, ids, likeness, self._why(place)))
        return tuple(found)

    def _why(self, subject: int) -> Why:
        for reader in sorted(self._asked[subject]):
            rest = self._rest(subject, reader)
            if any(self._weight(other, rest) < self._weight(reader, rest) for other in self._free(subject)):
                return Why.SHARES
        return Why.NOBODY_ELSE

    def _free(self, subject: int) -> Iterable[int]:
        shut = self._closed[subject] | self._have[subject] | self._asked[subject]
        return (reader for reader in range(len(self._loads)) if reader not in shut)

    def _rest(self, subject: int, reader: int) -> frozenset[int]:
        return frozenset((self._asked[subject] | self._have[subject]) - {reader})

    def _weight(self, reader: int, rest: Iterable[int]) -> int:
        return sum(self._weights[self._like[reader][other]] for other in rest)

    def _ease(self, subject: int, reader: int) -> bool:
        """Hand one reading over, or exchange it for another, if fewer readers are alike then."""
        if reader not in self._asked[subject]:
            return False
        rest = self._rest(subject, reader)
        now = self._weight(reader, rest)
        if not now:
            return False
        for other in self._free(subject):
            gain = now - self._weight(other, rest)
            if gain <= 0:
                continue
            # Handing over to someone with one reading less leaves the loads as even as they were.
            if self._loads[reader] - self._loads[other] == 1:
                self._change(subject, reader, other)
                return True
            there = self._exchange(reader, other, subject, gain)
            if there is not None:
                self._change(subject, reader, other)
                self._change(there, other, reader)
                return True
        return False

    def _exchange(self, reader: int, other: int, subject: int, gain: int) -> int | None:
        """An application that `other` gives to `reader` at a lesser loss; applications alike are looked at once."""
        for rest, subjects in self._holders[other].items():
            if reader in rest or self._weight(reader, rest) - self._weight(other, rest) >= gain:
                continue
            for there in subjects:
                if there != subject and reader not in self._closed[there]:
                    return there
        return None

    def _change(self, subject: int, reader: int, other: int) -> None:
        for one in self._asked[subject]:
            del self._holders[one][self._rest(subject, one)][subject]
        self._asked[subject] = (self._asked[subject] - {reader}) | {other}
        self._loads[reader] -= 1
        self._loads[other] += 1
        self._enter(subject)

    def _enter(self, subject: int) -> None:
        for one in self._asked[subject]:
            self._holders[one][self._rest(subject, one)][subject] = None


def _likeness(readers: Sequence[Reader]) -> list[list[Likeness | None]]:
    return [[likeness_of(one, other) for other in readers] for one in readers]
