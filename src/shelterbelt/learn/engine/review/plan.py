"""What comes out: who reads what, who must not and why, and what scores mean once readers are compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from shelterbelt.learn.engine.review.problem import Bar


@dataclass(frozen=True, slots=True)
class Block:
    """A reader who must not read an application."""

    subject: str
    reader: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An application with fewer readers than it needs: `missing` readers, `barred` of all are kept from it."""

    subject: str
    missing: int
    barred: int


class Likeness(StrEnum):
    """What two readers of one application share; the organisation outweighs the sector."""

    ORGANISATION = "organisation"
    SECTOR = "sector"


class Why(StrEnum):
    """Why two readers who are alike read one application: nobody else may, or others would read more than a share."""

    NOBODY_ELSE = "nobody_else"
    SHARES = "shares"


@dataclass(frozen=True, slots=True)
class Alike:
    """Two readers of one application who share an organisation or a sector; at least one was asked by this plan."""

    subject: str
    readers: frozenset[str]
    likeness: Likeness
    why: Why


@dataclass(frozen=True, slots=True)
class Assignment:
    """Pairs of application and reader, in the order of the problem; every conflict found; what could not be read.

    `alike` names the applications whose readers could not all come from different organisations and sectors.
    """

    pairs: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    short: tuple[Shortfall, ...]
    alike: tuple[Alike, ...] = ()

    def count_alike(self, likeness: Likeness) -> int:
        """How many applications have two readers who share this."""
        return len({one.subject for one in self.alike if one.likeness is likeness})


@dataclass(frozen=True, slots=True)
class ReaderEffect:
    """How much a reader gives above (lenient) or below (severe) others, in points of percent, with 95 % interval."""

    reader: str
    readings: int
    effect: float
    low: float
    high: float

    @property
    def is_marked(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class CalibratedScore:
    """The score of an application once its readers' severity is taken out; percent, one decimal, 0 to 100."""

    subject: str
    percent: Decimal
    readers: int
    spread: Decimal


@dataclass(frozen=True, slots=True)
class Calibration:
    """Scores by application and effects by reader, both in order of id."""

    scores: tuple[CalibratedScore, ...]
    effects: tuple[ReaderEffect, ...]
