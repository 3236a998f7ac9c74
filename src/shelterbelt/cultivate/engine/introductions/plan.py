"""What comes out of a round: who meets whom and why, who waits, and how far from the best it can be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Arm(StrEnum):
    """How an introduction came about, so that what the choice itself does can be measured."""

    CHOSEN = "chosen"
    CHANCE = "chance"


class Why(StrEnum):
    """Reasons that may be told to the people introduced: from their own needs and offers, and nothing else."""

    OFFERS_WHAT_IS_NEEDED = "offers_what_is_needed"
    SAME_NEED = "same_need"
    SAME_OFFER = "same_offer"
    NEW_PEOPLE = "new_people"


@dataclass(frozen=True, slots=True)
class Reason:
    """`giver` offers `topic`, which `taker` needs; or both need or offer it; NEW_PEOPLE has neither people nor topic."""

    why: Why
    giver: str = ""
    taker: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Introduction:
    """People who should meet, in the problem's order.

    `languages` are those all of them share and `hours` the half-hours of the UTC day when all of them are free
    (48 bits). `worth` is for stewards alone: it rests on ties that others have.
    """

    people: tuple[str, ...]
    arm: Arm
    reasons: tuple[Reason, ...]
    languages: tuple[str, ...]
    hours: int
    worth: float


class Scope(StrEnum):
    """Over what a bound holds: every introduction the rules allow, or those among the candidates looked at."""

    EVERY = "every"
    CANDIDATES = "candidates"


@dataclass(frozen=True, slots=True)
class Plan:
    """A round.

    `waiting` have no introduction this month: they are told so, with these words and no others, and go first next
    month. `drawn` were drawn for chance, whether or not chance found them a meeting: compare by the draw. `value` is
    the worth of what was chosen; no other choice among the same people is worth more than `bound`, over `scope`.
    """

    introductions: tuple[Introduction, ...]
    waiting: tuple[str, ...]
    drawn: frozenset[str]
    value: float
    bound: float
    scope: Scope

    @property
    def gap(self) -> float:
        """How far, at most, the value lies below the best one: a share of the bound."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0
