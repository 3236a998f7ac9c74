"""What is asked: a table of income groups, a fee to work out, a schedule, a refund. All amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: The World Bank's classes of economies, from the highest income to the lowest.
GROUPS: tuple[str, ...] = ("H", "UM", "LM", "L")


class Lane(StrEnum):
    """How a fee is set."""

    GROUP = "group"
    PAY_LESS = "pay_less"
    EMPLOYER = "employer"


class Listing(StrEnum):
    """What the table says of a country."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    UNCLASSIFIED = "unclassified"
    NOT_LISTED = "not_listed"


@dataclass(frozen=True, slots=True)
class Economy:
    """One row of a table: ISO 3166 alpha-2, group (empty where there is none), and how sure it is."""

    country: str
    group: str
    listing: Listing


@dataclass(frozen=True, slots=True)
class IncomeTable:
    """The classification of one fiscal year; `dated` is its first day."""

    year: int
    dated: date
    source: str
    licence: str
    economies: tuple[Economy, ...]


@dataclass(frozen=True, slots=True)
class FeeProblem:
    """A fee to work out.

    `full_minor` is the full fee and `digits` the decimal places of its currency. `group_percent` follows `GROUPS`.
    `pay_less_percent` of the group's fee is the least that the lane without proof asks. `chosen_minor` is what the
    payer chose in that lane; None for its least.
    """

    full_minor: int
    digits: int
    group_percent: tuple[int, int, int, int]
    group: str
    lane: Lane = Lane.GROUP
    pay_less_percent: int = 0
    chosen_minor: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduleProblem:
    """An amount to pay in up to `parts` parts from `today` on.

    `meets_on` is the day of the first meeting: nothing is due after the day before it, unless
    `may_pass_first_meeting`, when `ends_on` is the last day. The first part is due `grace_days` after `today`,
    or sooner if the last day is sooner.
    """

    total_minor: int
    digits: int
    parts: int
    today: date
    meets_on: date
    ends_on: date | None = None
    may_pass_first_meeting: bool = False
    grace_days: int = 14


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that came in (positive) or went back (negative) on a day."""

    on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class RefundProblem:
    """Someone gives their place back on `today`.

    `charge_minor` is what they still had to pay in all (fee less bursary and write-offs). A payment is given back
    whole until the first meeting, and after it while it is no older than `refund_days`.
    """

    movements: tuple[Paid, ...]
    charge_minor: int
    today: date
    meets_on: date
    refund_days: int
