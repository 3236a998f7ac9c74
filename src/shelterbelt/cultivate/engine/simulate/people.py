"""Who is in the model: drawn once from a seed, the same for every policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shelterbelt.cultivate.engine.introductions.problem import SLOTS_A_DAY
from shelterbelt.cultivate.engine.simulate.assumptions import Assumptions

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

LINK = 0
_OFFSETS = (-8, -6, -5, -5, -4, -3, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 5, 5, 6, 7, 7, 8, 8, 9, 9, 10, 12)
"""Hours from UTC of the model's countries, in their order; used round again where there are more."""
_LANGUAGES = (
    0,
    1,
    0,
    2,
    1,
    3,
    0,
    0,
    2,
    4,
    5,
    2,
    6,
    0,
    6,
    0,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    0,
    16,
    17,
    0,
    0,
)
"""First language of the model's countries; 0 is the link language."""
_FROM, _UNTIL = 7, 21
"""Waking, workable hours of the day, on people's own clocks."""


@dataclass(frozen=True, slots=True)
class People:
    """Members by place. `joins` is the month; `apart` marks pairs who must not meet, both ways round.

    `needs` and `offers` have a row per person and a column per topic; `hours` are bits of the UTC day; `speaks` has a
    column per language.
    """

    joins: Ints
    cohort: Ints
    sector: Ints
    country: Ints
    hours: Words
    speaks: Bools
    needs: Bools
    offers: Bools
    keen: Floats
    avoided_sector: Ints
    is_shielded: Bools
    blocks: Ints
    apart: Bools

    def __len__(self) -> int:
        return len(self.joins)

    @property
    def is_careful(self) -> Bools:
        """Who avoids somebody, a sector or a country."""
        return (self.avoided_sector >= 0) | self.is_shielded | (self.blocks >= 0)

    @property
    def has_link(self) -> Bools:
        """Who speaks the link language."""
        answer: Bools = self.speaks[:, LINK]
        return answer


def draw_people(assumed: Assumptions, months: int, dice: np.random.Generator) -> People:
    """Everyone who will ever join."""
    number = assumed.members
    cohort = np.arange(number) // assumed.cohort
    joins = _months_of_joining(assumed, cohort, months)
    homes = dice.integers(assumed.countries, size=cohort[-1] + 1)
    anywhere = dice.integers(assumed.countries, size=number)
    country = np.where(dice.random(number) < assumed.home_share, homes[cohort], anywhere)
    sector = dice.integers(assumed.sectors, size=number)
    first = np.array(_LANGUAGES)[country % len(_LANGUAGES)]
    speaks = np.zeros((number, max(_LANGUAGES) + 1), bool)
    speaks[np.arange(number), first] = True
    speaks[:, LINK] |= dice.random(number) < assumed.link_language
    avoided = np.where(
        dice.random(number) < assumed.avoids_sector, dice.integers(assumed.sectors, size=number), -1
    )
    avoided[avoided == sector] = -1
    shielded = dice.random(number) < assumed.shielded
    blocks = _blocks(assumed, cohort, dice)
    return People(
        joins=joins,
        cohort=cohort,
        sector=sector,
        country=country,
        hours=_hours(country, dice),
        speaks=speaks,
        needs=_topics(assumed, number, dice),
        offers=_topics(assumed, number, dice),
        keen=dice.beta(4, 4 * (1 - assumed.take_part) / assumed.take_part, size=number)
        if 0 < assumed.take_part < 1
        else np.full(number, assumed.take_part),
        avoided_sector=avoided,
        is_shielded=shielded,
        blocks=blocks,
        apart=_apart(sector, country, avoided, shielded, blocks),
    )


def _months_of_joining(assumed: Assumptions, cohort: Ints, months: int) -> Ints:
    last = int(cohort[-1]) + 1
    first = round(last * assumed.at_start)
    later = np.maximum(cohort - first + 1, 0)
    answer: Ints = (later * max(months - 1, 1) // max(last - first + 1, 1)).astype(np.int64)
    return answer


def _hours(country: Ints, dice: np.random.Generator) -> Words:
    offset = np.array(_OFFSETS)[country % len(_OFFSETS)]
    early = dice.integers(-1, 2, size=len(country))
    found = np.zeros(len(country), np.uint64)
    for slot in range(SLOTS_A_DAY):
        own = (slot / 2 + offset) % 24
        is_free = (own >= _FROM + early) & (own < _UNTIL + early)
        found |= np.where(is_free, np.uint64(1) << np.uint64(slot), np.uint64(0))
    return found


def _topics(assumed: Assumptions, number: int, dice: np.random.Generator) -> Bools:
    chosen = np.argsort(dice.random((number, assumed.topics)), axis=1)[:, : assumed.needs]
    found = np.zeros((number, assumed.topics), bool)
    np.put_along_axis(found, chosen, values=True, axis=1)
    return found


def _blocks(assumed: Assumptions, cohort: Ints, dice: np.random.Generator) -> Ints:
    number = len(cohort)
    size = np.bincount(cohort)[cohort]
    start = np.searchsorted(cohort, cohort)
    other = start + dice.integers(size)
    return np.where((dice.random(number) < assumed.blocks) & (other != np.arange(number)), other, -1)


def _apart(sector: Ints, country: Ints, avoided: Ints, shielded: Bools, blocks: Ints) -> Bools:
    found: Bools = avoided[:, None] == sector[None, :]
    found |= shielded[:, None] & (country[:, None] == country[None, :])
    who = np.flatnonzero(blocks >= 0)
    found[who, blocks[who]] = True
    found |= found.T
    np.fill_diagonal(found, val=True)
    return found
