"""Cohen's and Fleiss' kappa and Krippendorff's alpha from exact fractions; only roots and results are rounded."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from shelterbelt.equip.engine.agreement.plan import Agreement, Measure, Why
from shelterbelt.equip.engine.agreement.problem import Items, Pairs, UnevenAnswers

NORMAL_975 = 1.959963984540054
"""The 97.5 percent point of the standard normal distribution."""
TWO = 2
"""So many answers make a pair."""
Kind = TypeVar("Kind", str, tuple[str, str])


def cohen(pairs: Pairs) -> Agreement:
    """Agreement of two people, each with habits of their own (Cohen 1960).

    The error is that of Fleiss, Cohen and Everitt (1969), both forms.
    """
    items = len(pairs.answers)
    if not items:
        return _without(Measure.COHEN, Why.NO_ITEMS, items=0, answers=0)
    cells = _shares(Counter(pairs.answers))
    first = _shares(Counter(one for one, _ in pairs.answers))
    second = _shares(Counter(other for _, other in pairs.answers))
    seen = sum((share for (one, other), share in cells.items() if one == other), Fraction())
    chance = sum((share * second.get(answer, Fraction()) for answer, share in first.items()), Fraction())
    if chance == 1:
        return _without(
            Measure.COHEN, Why.ONE_CATEGORY, items=items, answers=2 * items, shares=(seen, chance)
        )
    spread = Fraction()
    for (one, other), share in cells.items():
        # The two sums of the published formula in one: on the diagonal the agreement itself counts as well.
        rows = second.get(one, Fraction()) + first.get(other, Fraction())
        spread += share * ((one == other) * (1 - chance) - rows * (1 - seen)) ** 2
    variance = (spread - (seen * chance - 2 * chance + seen) ** 2) / (items * (1 - chance) ** 4)
    skew = sum(
        (
            share * second[answer] * (share + second[answer])
            for answer, share in first.items()
            if answer in second
        ),
        Fraction(),
    )
    by_chance = (chance + chance**2 - skew) / (items * (1 - chance) ** 2)
    return _with(Measure.COHEN, (seen, chance), (variance, by_chance), (items, 2 * items, 0))


def fleiss(answered: Items) -> Agreement:
    """Agreement of any number of people who may differ from item to item (Fleiss 1971).

    `error_by_chance` is that of Fleiss, Nee and Landis (1979), which corrects the one of 1971. It holds only where
    there is no agreement, so `error` and the interval are those of Gwet (2008), which hold for any.

    Raises:
        UnevenAnswers: items have different numbers of answers; `krippendorff` takes them.
    """
    sizes = {len(given) for given in answered.answers}
    if len(sizes) > 1:
        numbers = ", ".join(map(str, sorted(sizes)))
        raise UnevenAnswers(
            f"Items have {numbers} answers: keep those that all answered, or use krippendorff."
        )
    raters = max(sizes, default=0)
    if raters < TWO:
        return _without(Measure.FLEISS, Why.NO_ITEMS, items=0, answers=0, left_out=len(answered.answers))
    items = len(answered.answers)
    counts = [Counter(given) for given in answered.answers]
    shares = _shares(sum(counts, Counter()))
    agreed = [_agreed(count) for count in counts]
    seen = sum(agreed, Fraction()) / items
    chance = sum((share**2 for share in shares.values()), Fraction())
    size = (items, items * raters, 0)
    if chance == 1:
        return _without(
            Measure.FLEISS, Why.ONE_CATEGORY, items=size[0], answers=size[1], shares=(seen, chance)
        )
    variance = Fraction()
    for count, share in zip(counts, agreed, strict=True):
        own = sum((shares[answer] * number for answer, number in count.items()), Fraction()) / raters
        moved = (share - seen) / (1 - chance)
        moved -= 2 * (1 - seen) * (own - chance) / (1 - chance) ** 2
        variance += moved**2
    variance = variance / (items * (items - 1)) if items > 1 else variance
    unlike = 1 - chance
    lean = sum((share * (1 - share) * (1 - 2 * share) for share in shares.values()), Fraction())
    by_chance = 2 * (unlike**2 - lean) / (unlike**2 * items * raters * (raters - 1))
    return _with(Measure.FLEISS, (seen, chance), (variance, by_chance), size)


def krippendorff(answered: Items) -> Agreement:
    """Agreement of any number of people where answers may be missing; names only, no order (Krippendorff 2011).

    Items with fewer than two answers are left out and counted. The error is the large-sample one that Gwet (2014)
    gives for any numbers of answers; where nobody is missing it is that of Fleiss' kappa. There is none by chance.
    """
    kept = [Counter(given) for given in answered.answers if len(given) >= TWO]
    left_out = len(answered.answers) - len(kept)
    if not kept:
        return _without(Measure.KRIPPENDORFF, Why.NO_ITEMS, items=0, answers=0, left_out=left_out)
    totals = sum(kept, Counter())
    number = totals.total()
    seen = sum((_agreed(count) * count.total() for count in kept), Fraction()) / number
    chance = Fraction(_equal(totals), number * (number - 1))
    if chance == 1:
        return _without(
            Measure.KRIPPENDORFF,
            Why.ONE_CATEGORY,
            items=len(kept),
            answers=number,
            left_out=left_out,
            shares=(seen, chance),
        )
    variance = _spread_of_alpha(kept, totals, seen)
    return _with(Measure.KRIPPENDORFF, (seen, chance), (variance, None), (len(kept), number, left_out))


def _spread_of_alpha(kept: Sequence[Counter[str]], totals: Counter[str], seen: Fraction) -> Fraction:
    """Variance of alpha: how much it moves with each item's weight, squared and summed over the items."""
    shares = _shares(totals)
    common = sum((share**2 for share in shares.values()), Fraction())
    unlike = totals.total() * (1 - common)
    spread = Fraction()
    for count in kept:
        size = count.total()
        own = sum((shares[answer] * each for answer, each in count.items()), Fraction())
        moved = size * (_agreed(count) - seen) - 2 * (1 - seen) * (own - size * common) / (1 - common)
        spread += (moved / unlike) ** 2
    return spread * Fraction(len(kept), max(len(kept) - 1, 1))


def _shares(counts: Counter[Kind]) -> dict[Kind, Fraction]:
    return {key: Fraction(number, counts.total()) for key, number in counts.items()}


def _equal(count: Mapping[str, int]) -> int:
    return sum(number * (number - 1) for number in count.values())


def _agreed(count: Counter[str]) -> Fraction:
    return Fraction(_equal(count), count.total() * (count.total() - 1))


def _without(
    measure: Measure,
    why: Why,
    *,
    items: int,
    answers: int,
    left_out: int = 0,
    shares: tuple[Fraction, Fraction] | None = None,
) -> Agreement:
    seen, chance = (None, None) if shares is None else (float(shares[0]), float(shares[1]))
    return Agreement(measure, None, seen, chance, None, None, None, items, answers, left_out, (why,))


def _with(
    measure: Measure,
    shares: tuple[Fraction, Fraction],
    variances: tuple[Fraction, Fraction | None],
    size: tuple[int, int, int],
) -> Agreement:
    seen, chance = shares
    value = float((seen - chance) / (1 - chance))
    error = by_chance = interval = None
    reasons: Sequence[Why] = ()
    if size[0] == 1:
        reasons = (Why.ONE_ITEM,)
    else:
        by_chance = None if variances[1] is None else math.sqrt(variances[1])
        if variances[0]:
            error = math.sqrt(variances[0])
            interval = (max(-1.0, value - NORMAL_975 * error), min(1.0, value + NORMAL_975 * error))
        else:
            reasons = (Why.NO_SPREAD,)
    return Agreement(
        measure, value, float(seen), float(chance), error, by_chance, interval, *size, tuple(reasons)
    )
