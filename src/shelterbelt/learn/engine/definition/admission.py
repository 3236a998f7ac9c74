"""What a definition says of admission: how applications are read, whom a cohort needs, offers, fees, conduct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shelterbelt.learn.engine.definition.problem import Text

#: The World Bank's classes of economies, from the highest income to the lowest.
INCOME_GROUPS: tuple[str, ...] = ("H", "UM", "LM", "L")

#: The same as fields of `[fees.percent]`.
PERCENT_FIELDS: tuple[str, ...] = ("high", "upper_middle", "lower_middle", "low")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the rubric. `guide` says what few and many points mean; `weight` counts points."""

    key: str
    title: Text
    guide: Text
    weight: int = 1


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """How applications are read: each criterion from 0 to `points`, by `readers` people who know no name.

    When the first readers' weighted totals differ by more than `disagreement_percent` of the most that can be
    given, one more reads. `days` is the time a reader has.
    """

    criteria: tuple[Criterion, ...]
    points: int = 4
    readers: int = 2
    disagreement_percent: int = 25
    days: int = 14
    assumption: Text | None = None


@dataclass(frozen=True, slots=True)
class BalanceRules:
    """Whom a cohort needs; people, or percent of the seats. Goals are weighed in this order, in the open.

    `each_sector_at_least` people of every sector that applied; `lower_income_at_least_percent` from countries of
    lower middle and low income; `region_at_most_percent` from one region; `each_community_at_least` people of each
    of `communities`, by their own choice; `organisation_at_most` people of one organisation.
    """

    each_sector_at_least: int = 0
    lower_income_at_least_percent: int = 0
    region_at_most_percent: int = 100
    communities: tuple[str, ...] = ()
    each_community_at_least: int = 0
    organisation_at_most: int = 2
    score_at_least_percent: int = 0
    assumption: Text | None = None

    @property
    def weighs_communities(self) -> bool:
        """Whether it counts which communities people name. Where it does not, nobody is asked."""
        return bool(self.communities and self.each_community_at_least)


@dataclass(frozen=True, slots=True)
class OfferRules:
    """An offer stands `answer_days`; a reminder goes out `reminder_days` before its end.

    After `last_call_days` before the first week no offer is made any more; `extension_days` is the most by which
    staff may move the end of one offer. Within `refund_days` of a payment, and until the first meeting, all is
    paid back.
    """

    answer_days: int = 10
    reminder_days: int = 3
    last_call_days: int = 7
    extension_days: int = 14
    refund_days: int = 30
    assumption: Text | None = None


@dataclass(frozen=True, slots=True)
class FeeRules:
    """The fee by income group, percent of the full fee, in the order of `INCOME_GROUPS`.

    `table_year` names the fiscal year of the World Bank's table that this cohort uses. `pay_less_percent` is the
    least that the lane without proof asks for; `instalments` the most parts in which a fee can be paid.
    """

    table_year: int
    group_percent: tuple[int, int, int, int] = (100, 60, 30, 10)
    pay_less_percent: int = 0
    instalments: int = 3
    assumption: Text | None = None


@dataclass(frozen=True, slots=True)
class Conduct:
    """The code of conduct that everyone in the cohort signs: a version and its words."""

    version: str
    text: Text
    assumption: Text | None = None
