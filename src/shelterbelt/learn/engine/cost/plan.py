"""What is answered, each with its reasons as codes and numbers; the words are made outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shelterbelt.learn.engine.cost.problem import Listing


class Code(StrEnum):
    """Why an amount or a date is what it is."""

    FULL_FEE = "full_fee"
    GROUP_PERCENT = "group_percent"
    ROUNDED_DOWN = "rounded_down"
    CHOSEN = "chosen"
    RAISED_TO_LEAST = "raised_to_least"
    LOWERED_TO_GROUP = "lowered_to_group"
    NOTHING_TO_PAY = "nothing_to_pay"
    FEWER_PARTS_AMOUNT = "fewer_parts_amount"
    FEWER_PARTS_TIME = "fewer_parts_time"
    DUE_AT_ONCE = "due_at_once"
    BEFORE_FIRST_MEETING = "before_first_meeting"
    WITHIN_REFUND_DAYS = "within_refund_days"
    KEPT = "kept"
    OVERPAID = "overpaid"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its number: percent, minor units, parts or days, as the code says."""

    code: Code
    number: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The group whose fee a country pays, and what the table says of the country."""

    country: str
    year: int
    group: str
    listing: Listing

    @property
    def is_confirmed(self) -> bool:
        return self.listing is Listing.CONFIRMED


@dataclass(frozen=True, slots=True)
class Fee:
    """What is to be paid: at least `least_minor`, at most `group_minor`."""

    amount_minor: int
    least_minor: int
    group_minor: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment; numbers count from 1."""

    number: int
    due_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The parts, which add up to the total exactly."""

    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Refund:
    """What goes back and what is kept; together what had come in."""

    back_minor: int
    kept_minor: int
    reasons: tuple[Reason, ...]
