"""How far people agree, with the error of that figure, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """Which figure it is."""

    COHEN = "cohen"
    FLEISS = "fleiss"
    KRIPPENDORFF = "krippendorff"


class Why(StrEnum):
    """Why a part of the result is missing. The words are made outside the engine."""

    NO_ITEMS = "no_items"
    """No item was answered by two people: no figure."""
    ONE_CATEGORY = "one_category"
    """Everybody gave the same answer to everything; chance alone would do the same: no figure."""
    ONE_ITEM = "one_item"
    """A single item shows no spread: no error and no interval."""
    NO_SPREAD = "no_spread"
    """The formula gives an error of nought, as where all agree on every item. A few items cannot be that sure: no
    error and no interval."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree beyond chance.

    Attributes:
        measure: which figure it is.
        value: 1 where all agree, 0 where they agree as often as chance would, below 0 where less often; None with a
            reason where it is not defined. Never NaN.
        observed: share of pairs of answers to one item that are equal, 0 to 1.
        expected: the same share if answers were dealt out by chance in the proportions in which they were given.
        error: large-sample standard error of `value`.
        error_by_chance: the same if there were no agreement beyond chance; only for a test of that, never for an
            interval. None for alpha, where none is worked out.
        interval: 95 percent, `value` ± 1.96 errors, cut at -1 and 1.
        items: that were counted.
        answers: to these items.
        left_out: items that fewer than two people answered.
        reasons: why parts are missing.
    """

    measure: Measure
    value: float | None
    observed: float | None
    expected: float | None
    error: float | None
    error_by_chance: float | None
    interval: tuple[float, float] | None
    items: int
    answers: int
    left_out: int
    reasons: tuple[Why, ...]
