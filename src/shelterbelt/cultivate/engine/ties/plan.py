"""Ties as they stand on a day, and how fast each kind of contact fades."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from shelterbelt.cultivate.engine.ties.problem import Contact, Kind


class Source(Enum):
    """Where a half-life comes from, or why the log could not say it."""

    LOG = "log"
    PRIOR_TOO_FEW = "prior: too few ends or renewals"
    PRIOR_UNSTABLE = "prior: the interval has no end"


@dataclass(frozen=True, slots=True)
class Tie:
    """Two people, `one` before `other`. `strength` today; `months_left` until it is no longer live (0 if it is not).

    `contacts` are the events it rests on, oldest first: what its people may see, and take out.
    """

    one: str
    other: str
    strength: float
    months_left: float
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """Every tie with a contact left in the log, in the order of its people. `live` is the least live strength."""

    ties: tuple[Tie, ...]
    live: float

    def living(self) -> tuple[Tie, ...]:
        """Ties that are live."""
        return tuple(one for one in self.ties if one.strength >= self.live)


@dataclass(frozen=True, slots=True)
class HalfLife:
    """Of one kind of contact, in months: the value to use with its 95 % interval (None where the prior stands).

    `spells` were looked at, of which `renewals` ended in a contact and the rest were still open on the day.
    `beyond` is the share of pairs that never meet again, as estimated with it.
    """

    kind: Kind
    months: float
    low: float | None
    high: float | None
    spells: int
    renewals: int
    source: Source
    beyond: float | None = None
