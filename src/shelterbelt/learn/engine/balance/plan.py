"""What the balance engine answers: an outcome with reasons for every candidate, and how far each goal was reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Parameter = tuple[str, str | int]

GoalCode = Literal["seats", "sectors", "communities", "lower_income", "regions", "score"]

GOAL_ORDER: tuple[GoalCode, ...] = ("seats", "sectors", "communities", "lower_income", "regions", "score")
"""Each goal is finished before the next is looked at."""

OutcomeCode = Literal["offer", "wait", "decline"]

ReasonCode = Literal[
    "holds_seat",
    "score",
    "brings_sector",
    "lower_income",
    "balance",
    "seats_taken",
    "organisation_limit",
    "below_floor",
    "rule",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason as a code with its parameters; the words are made by the caller.

    `balance` stands for the whole cohort's balance, and is said of everyone alike.
    """

    code: ReasonCode
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is proposed for one person. `mode` is the seat's, or the first list's; `ranks` are places on lists."""

    candidate: str
    outcome: OutcomeCode
    mode: str
    reasons: tuple[Reason, ...]
    ranks: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a goal: a mode, sector, community or region, what was asked of it, and what is reached (people)."""

    subject: str
    target: int
    reached: int


@dataclass(frozen=True, slots=True)
class GoalReached:
    """How far one goal was reached.

    `value` is the number of people that are missing (seats: empty ones; regions: people above the cap), so that 0 is
    all of it; for `score` it is the sum of scores of everyone offered a seat, in hundredths of a percent. `bound` is
    the best that is possible once the goals before it are kept; `gap` the difference, 0 where it is proven.
    """

    code: GoalCode
    value: int
    bound: int
    parts: tuple[Part, ...] = ()

    @property
    def gap(self) -> int:
        """How much better it could be at most."""
        return abs(self.value - self.bound)

    @property
    def is_proven(self) -> bool:
        """Whether nothing better exists."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class BalancePlan:
    """The proposal. Outcomes are sorted by candidate id; goals are in their order."""

    problem_digest: str
    seed: str
    outcomes: tuple[Outcome, ...]
    goals: tuple[GoalReached, ...]

    def of(self, outcome: OutcomeCode) -> tuple[Outcome, ...]:
        """Everyone with one outcome."""
        return tuple(one for one in self.outcomes if one.outcome == outcome)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault that `check` found in a plan."""

    code: str
    place: str
    detail: str
