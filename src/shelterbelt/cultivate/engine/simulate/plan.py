"""What the model found: each policy month by month, and ratios with their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """One policy under one seed at the end of one month.

    Shares are of those who are there: `core` are in the largest component of the core, `isolates` have no live tie.
    `lowest_sector` is the share of its people that the worst placed sector has in the core; `careful` and `others`
    the shares of those who avoid somebody and of the rest; `without_link` of those who lack the link language.
    `may_cross` is the share who can lawfully be introduced to anyone at all over a border: no policy can do more for
    the others than keep what contacts over a border they brought along.
    """

    month: int
    here: int
    core: float
    isolates: float
    lowest_sector: float
    careful: float
    others: float
    without_link: float
    may_cross: float


@dataclass(frozen=True, slots=True)
class Run:
    """One policy under one seed. `held` of `invited` meetings took place."""

    policy: str
    seed: int
    moments: tuple[Moment, ...]
    invited: int
    held: int

    def at(self, month: int) -> Moment:
        """The end of a month.

        Raises:
            KeyError: the model did not stop there.
        """
        for one in self.moments:
            if one.month == month:
                return one
        raise KeyError(month)


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Report:
    """All runs, and who does better than whom.

    `ratios` and `means` are of the share in the core: at the last month, and over the three dates of thirds of the time;
    keys are (policy, peer).
    """

    runs: tuple[Run, ...]
    months: int
    ratios: Mapping[tuple[str, str], Interval]
    means: Mapping[tuple[str, str], Interval]

    def mean_core(self, policy: str) -> float:
        """The mean share in the core at the last month."""
        found = [one.at(self.months).core for one in self.runs if one.policy == policy]
        return sum(found) / len(found)
