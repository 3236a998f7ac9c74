"""A problem as arrays: one row per person, sets as bits, pairs as sorted keys, so that millions of pairs can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from shelterbelt.cultivate.engine.introductions.problem import SLOTS_A_DAY, Problem, plain

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Words = NDArray[np.uint64]
WORD = 64
MOST_TIES = 200
"""A contact with more live ties than this is everyone's: having them in common says nothing, and costs most."""


@dataclass(frozen=True, slots=True)
class Bits:
    """A set per person: column w of `columns` holds elements 64 w to 64 w + 63."""

    columns: tuple[Words, ...]

    def meets(self, other: Bits, a: Ints, b: Ints) -> Bools:
        """Whether the set of a[k] here and of b[k] there have anything in common."""
        found = np.zeros(len(a), bool)
        for mine, theirs in zip(self.columns, other.columns, strict=True):
            found |= (mine[a] & theirs[b]) != 0
        return found

    def shared(self, other: Bits, a: Ints, b: Ints) -> Ints:
        """How many elements the set of a[k] here and of b[k] there have in common."""
        found = np.zeros(len(a), np.int64)
        for mine, theirs in zip(self.columns, other.columns, strict=True):
            found += np.bitwise_count(mine[a] & theirs[b])
        return found


@dataclass(frozen=True, slots=True)
class Table:
    """People of a problem by place; `barred`, `tied` and `contacts` are sorted keys of pairs (see `keys`).

    `starts` has bit t where a whole meeting could begin at half-hour t, so two people, or more, can meet exactly where
    their bits have one in common. `barred` unites all that keeps two named people apart, whoever asked for it.
    `months` belongs to `tied`; `common` counts live contacts in common of the pairs in `contacts`.
    """

    problem: Problem
    place: Mapping[str, int]
    takes_part: Bools
    capacity: Ints
    waited: Bools
    starts: Words
    hours: Words
    languages: Bits
    easiest: Bits
    works_in: Bits
    avoids_sector: Bits
    lives_in: Bits
    avoids_country: Bits
    barred: Ints
    needs: Bits
    offers: Bits
    sector: Ints
    country: Ints
    steadiness: Floats
    tied: Ints
    months: Floats
    contacts: Ints
    common: Ints

    def __len__(self) -> int:
        return len(self.problem.people)

    def keys(self, a: Ints, b: Ints) -> Ints:
        """One number per pair, whichever way round."""
        return np.minimum(a, b) * len(self) + np.maximum(a, b)


def compiled(problem: Problem) -> Table:
    """The arrays of a problem; time and memory grow with people and with pairs of ties that share a contact."""
    people = problem.people
    place = {one.id: number for number, one in enumerate(people)}
    languages, easiest = _bits(
        [[plain(name) for name in one.languages] for one in people],
        [[plain(name) for name in one.languages[:1]] for one in people],
    )
    works_in, avoids_sector = _bits(
        [[plain(name) for name in (one.sector, *one.also)] for one in people],
        [[plain(name) for name in one.avoided_sectors] for one in people],
    )
    lives_in, avoids_country = _bits(
        [[plain(one.country)] for one in people],
        [[plain(name) for name in one.avoided_countries] for one in people],
    )
    needs, offers = _bits([one.needs for one in people], [one.offers for one in people])
    hours = np.array([one.hours for one in people], np.uint64)
    slots = problem.round.slots
    tied, months = _ties(problem, place)
    contacts, common = _contacts(tied, len(people))
    return Table(
        problem=problem,
        place=place,
        takes_part=np.array([not one.is_paused and one.cap > 0 for one in people], bool),
        capacity=np.array([0 if one.is_paused else min(one.cap, slots) for one in people], np.int64),
        waited=np.array([one.waited for one in people], bool),
        starts=_starts(hours, problem.round.half_hours),
        hours=hours,
        languages=languages,
        easiest=easiest,
        works_in=works_in,
        avoids_sector=avoids_sector,
        lives_in=lives_in,
        avoids_country=avoids_country,
        barred=_barred(problem, place),
        needs=needs,
        offers=offers,
        sector=_codes([plain(one.sector) for one in people]),
        country=_codes([plain(one.country) for one in people]),
        steadiness=np.array([one.steadiness for one in people], np.float64),
        tied=tied,
        months=months,
        contacts=contacts,
        common=common,
    )


def found_at(sorted_keys: Ints, wanted: Ints) -> Ints:
    """The place of each wanted key in sorted keys, -1 where it is not there."""
    if not len(sorted_keys):
        return np.full(len(wanted), -1, np.int64)
    at = np.searchsorted(sorted_keys, wanted)
    at[at == len(sorted_keys)] = 0
    return np.where(sorted_keys[at] == wanted, at, -1)


def _bits(*sets: Sequence[Iterable[str]]) -> list[Bits]:
    """Several sets per person over one vocabulary."""
    number = {
        name: at for at, name in enumerate(sorted({name for each in sets for one in each for name in one}))
    }
    words = max(1, -(-len(number) // WORD))
    answer = []
    for each in sets:
        rows = [[0] * words for _ in each]
        for row, names in zip(rows, each, strict=True):
            for name in names:
                row[number[name] // WORD] |= 1 << (number[name] % WORD)
        array = np.array(rows, np.uint64).reshape(len(each), words)
        answer.append(Bits(tuple(np.ascontiguousarray(array[:, word]) for word in range(words))))
    return answer


def _starts(hours: Words, length: int) -> Words:
    """Half-hours at which `length` free ones begin, around midnight as well."""
    whole, one, day = np.uint64((1 << SLOTS_A_DAY) - 1), np.uint64(1), np.uint64(SLOTS_A_DAY - 1)
    found, turned = hours.copy(), hours.copy()
    for _ in range(length - 1):
        turned = ((turned >> one) | (turned << day)) & whole
        found &= turned
    return found


def _codes(names: Sequence[str]) -> Ints:
    number = {name: at for at, name in enumerate(sorted(set(names)))}
    return np.array([number[name] for name in names], np.int64)


def _barred(problem: Problem, place: Mapping[str, int]) -> Ints:
    """Pairs that anyone's wish, a complaint, a conflict, a line of management or a recent meeting keeps apart."""
    people, asked = problem.people, problem.round
    since = problem.day - timedelta(days=asked.repeat_after)
    pairs = [
        (number, place[name])
        for number, one in enumerate(people)
        for names in (one.avoids, one.kept_apart, one.conflicts, one.manages if asked.is_confidential else ())
        for name in names
        if name in place
    ]
    pairs += [(place[met.one], place[met.other]) for met in problem.met if met.on > since]
    array = np.array(pairs, np.int64).reshape(len(pairs), 2)
    return np.unique(array.min(1) * len(people) + array.max(1)) if pairs else np.empty(0, np.int64)


def _ties(problem: Problem, place: Mapping[str, int]) -> tuple[Ints, Floats]:
    ends = np.array([(place[tie.one], place[tie.other]) for tie in problem.ties], np.int64).reshape(-1, 2)
    months = np.array([tie.months_left for tie in problem.ties], np.float64)
    keys = ends.min(1, initial=len(place)) * len(place) + ends.max(1, initial=0)
    order = np.argsort(keys, kind="stable")
    return keys[order], months[order]


def _contacts(tied: Ints, size: int) -> tuple[Ints, Ints]:
    """Keys of pairs with a live contact in common, and how many: every two ties that share an end."""
    if not len(tied):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    ends = np.concatenate([np.stack([tied // size, tied % size]), np.stack([tied % size, tied // size])], 1)
    ends = ends[:, np.argsort(ends[0], kind="stable")]
    many = np.bincount(ends[0], minlength=size)
    after = np.repeat(np.cumsum(many), many) - np.arange(ends.shape[1]) - 1
    left = np.flatnonzero(many[ends[0]] <= MOST_TIES)
    found = [np.empty(0, np.int64)]
    # One step per difference of places within a contact's list: all pairs at that distance at once.
    for step in range(1, min(int(many.max()), MOST_TIES)):
        left = left[after[left] >= step]
        one, other = ends[1][left], ends[1][left + step]
        found.append(np.minimum(one, other) * size + np.maximum(one, other))
    keys, common = np.unique(np.concatenate(found), return_counts=True)
    return keys, common.astype(np.int64)
