"""A network on a day: members with sector and country, ties with strength, as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class BadNetwork(ValueError):
    """The input cannot be used. `place` names where, `str(error)` is a sentence with the remedy."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.place = place


@dataclass(frozen=True, slots=True)
class CoreRule:
    """Live ties inside the core that keep a member in it: all, of them to other sectors, of them over a border."""

    inside: int = 3
    other_sector: int = 2
    cross_border: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """n members and m ties; members are numbered from 0.

    `sector` and `country` (n) index `sectors` and `countries`. `since` (n) is months since joining. `one`, `other`
    (m) are the ends of each tie, `strength` (m) what it is worth today, `months_left` (m) until it is no longer live.
    A tie of strength `live` or more is live. `newcomer` is for how many months someone is new, `few` the live ties
    below which a newcomer is at risk, `soon` the months within which a tie counts as about to die.

    Raises:
        BadNetwork: arrays of unequal length, an unknown sector, country or member, a self-loop, a pair given
            twice in either order, or a number that is negative or endless; with the place and the remedy.
    """

    sectors: tuple[str, ...]
    countries: tuple[str, ...]
    sector: Ints
    country: Ints
    since: Floats
    one: Ints
    other: Ints
    strength: Floats
    months_left: Floats
    live: float = 0.25
    core: CoreRule = CoreRule()
    newcomer: float = 6.0
    few: int = 3
    soon: float = 2.0

    def __post_init__(self) -> None:
        if not len(self.sector) == len(self.country) == len(self.since):
            raise BadNetwork(
                "members", "have arrays of unequal length; give sector, country and since for each."
            )
        if not len(self.one) == len(self.other) == len(self.strength) == len(self.months_left):
            raise BadNetwork(
                "ties", "have arrays of unequal length; give both ends, strength and time of each."
            )
        _refuse_outside("member", "sector", self.sector, len(self.sectors))
        _refuse_outside("member", "country", self.country, len(self.countries))
        _refuse_outside("tie", "member", self.one, len(self))
        _refuse_outside("tie", "member", self.other, len(self))
        _refuse_negative("member", "months since joining", self.since)
        _refuse_negative("tie", "strength", self.strength)
        _refuse_negative("tie", "time left", self.months_left)
        _refuse_loops(self)
        if not self.live > 0 or min(self.core.inside, self.core.other_sector, self.core.cross_border) < 0:
            raise BadNetwork(
                "live", "or a number of the core's rule is below 0; give live above 0 and no negatives."
            )

    def __len__(self) -> int:
        return len(self.sector)

    def is_live(self) -> Bools:
        """Which ties are live."""
        return self.strength >= self.live


def network(
    members: Iterable[tuple[str, str, str, float]],
    ties: Iterable[tuple[str, str, float, float]],
    *,
    live: float = 0.25,
) -> tuple[Network, tuple[str, ...]]:
    """A network from rows: (id, sector, country, months since joining) and (id, id, strength, months left).

    Returns the network and the ids in the order of its numbers.

    Raises:
        BadNetwork: as `Network`, or an id that stands twice or is not there.
    """
    people = list(members)
    place = {row[0]: number for number, row in enumerate(people)}
    if len(place) < len(people):
        twice = next(row[0] for number, row in enumerate(people) if place[row[0]] != number)
        raise BadNetwork(f"member {twice!r}", "stands twice; give each member once.")
    sectors = sorted({row[1] for row in people})
    countries = sorted({row[2] for row in people})
    rows = list(ties)
    for number, row in enumerate(rows, start=1):
        for name in row[:2]:
            if name not in place:
                raise BadNetwork(
                    f"tie {number}", f"names {name!r}, who is no member; add them or take it out."
                )
    of_sector = {name: number for number, name in enumerate(sectors)}
    of_country = {name: number for number, name in enumerate(countries)}
    made = Network(
        sectors=tuple(sectors),
        countries=tuple(countries),
        sector=np.array([of_sector[row[1]] for row in people], np.int64),
        country=np.array([of_country[row[2]] for row in people], np.int64),
        since=np.array([row[3] for row in people], np.float64),
        one=np.array([place[row[0]] for row in rows], np.int64),
        other=np.array([place[row[1]] for row in rows], np.int64),
        strength=np.array([row[2] for row in rows], np.float64),
        months_left=np.array([row[3] for row in rows], np.float64),
        live=live,
    )
    return made, tuple(place)


def _refuse_outside(what: str, of: str, values: Ints, size: int) -> None:
    wrong = np.flatnonzero((values < 0) | (values >= size))
    if len(wrong):
        raise BadNetwork(
            f"{what} {wrong[0] + 1}",
            f"names {of} {values[wrong[0]]} of {size}; number them from 0 to {size - 1}.",
        )


def _refuse_negative(what: str, of: str, values: Floats) -> None:
    wrong = np.flatnonzero(~((values >= 0) & np.isfinite(values)))
    if len(wrong):
        raise BadNetwork(
            f"{what} {wrong[0] + 1}", f"has {of} {values[wrong[0]]}; give a finite number of 0 or more."
        )


def _refuse_loops(asked: Network) -> None:
    loops = np.flatnonzero(asked.one == asked.other)
    if len(loops):
        raise BadNetwork(f"tie {loops[0] + 1}", "joins a member with themselves; take it out.")
    keys = np.minimum(asked.one, asked.other) * len(asked) + np.maximum(asked.one, asked.other)
    order = np.argsort(keys, kind="stable")
    again = order[1:][np.diff(keys[order]) == 0]
    if len(again):
        raise BadNetwork(
            f"tie {again.min() + 1}",
            f"repeats an earlier pair ({len(again)} do); give each pair once, in either order.",
        )
