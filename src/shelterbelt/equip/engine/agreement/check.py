"""Whether a figure follows from the answers: every pair of answers is looked at, and errors come from small pushes."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from shelterbelt.equip.engine.agreement.plan import Agreement, Measure
from shelterbelt.equip.engine.agreement.problem import Items, Pairs

_PUSH = Fraction(1, 10**6)
_ROOM = 1e-6
"""A difference of two values one push apart is exact to about the square of the push."""
_EXACT = 1e-12
Row = tuple[str, ...]


def check(asked: Pairs | Items, told: Agreement) -> tuple[str, ...]:
    """What is wrong with a result; empty if nothing is.

    Slow on purpose: agreement is counted over pairs of answers. Errors are worked out without the published
    formulas, as the spread of what happens to the figure if one item is given a little more weight.
    """
    if isinstance(asked, Pairs):
        return _compare(told, _slow(Measure.COHEN, asked.answers))
    rows = [row for row in asked.answers if len(row) > 1]
    wrong = () if told.left_out == len(asked.answers) - len(rows) else ("left_out",)
    return wrong + _compare(told, _slow(told.measure, rows))


Slow = tuple[Fraction | None, Fraction | None, Fraction | None]


@dataclass(frozen=True, slots=True)
class _Meeting:
    """How often answers are equal, inside each kind of row and between any two kinds."""

    inside: tuple[Fraction, ...]
    between: tuple[tuple[Fraction, ...], ...]

    def value(self, weights: Sequence[Fraction]) -> Fraction | None:
        """The figure if the kinds of rows have these weights."""
        seen = sum((weight * share for weight, share in zip(weights, self.inside, strict=True)), Fraction())
        chance = Fraction()
        for weight, row in zip(weights, self.between, strict=True):
            chance += weight * sum((its * share for its, share in zip(weights, row, strict=True)), Fraction())
        return _beyond(seen, chance)

    def pushed(self, weights: Sequence[Fraction], place: int) -> Fraction:
        """How fast the figure changes if one kind of row gets more weight."""
        found = []
        for push in (_PUSH, -_PUSH):
            moved = [weight * (1 - push) for weight in weights]
            moved[place] += push
            found.append(self.value(moved) or Fraction())
        return (found[0] - found[1]) / (2 * _PUSH)


def _slow(measure: Measure, rows: Sequence[Row]) -> Slow:
    """The figure, the square of its error, and the square of its error by chance."""
    if not rows:
        return None, None, None
    if measure is Measure.KRIPPENDORFF:
        value = _any(rows)
        return value, None if value is None or len(rows) == 1 else _spread(rows), None
    kinds = Counter(rows if measure is Measure.COHEN else (tuple(sorted(row)) for row in rows))
    weights = [Fraction(number, len(rows)) for number in kinds.values()]
    meeting = _Meeting(
        tuple(_alike(row) for row in kinds),
        tuple(tuple(_met(measure, row, other) for other in kinds) for row in kinds),
    )
    value = meeting.value(weights)
    if value is None or len(rows) == 1:
        return value, None, None
    spread = Fraction()
    for place, number in enumerate(kinds.values()):
        spread += number * meeting.pushed(weights, place) ** 2
    free = len(rows) - (measure is Measure.FLEISS)
    return value, spread / (len(rows) * free), _by_chance(measure, rows)


def _met(measure: Measure, row: Row, other: Row) -> Fraction:
    if measure is Measure.COHEN:
        return Fraction(row[0] == other[1])
    return Fraction(sum(one == two for one, two in itertools.product(row, other)), len(row) * len(other))


def _beyond(seen: Fraction, chance: Fraction) -> Fraction | None:
    return None if chance == 1 else 1 - (1 - seen) / (1 - chance)


def _any(rows: Sequence[Row]) -> Fraction | None:
    everything = [answer for row in rows for answer in row]
    seen = sum((_alike(row) * len(row) for row in rows), Fraction()) / len(everything)
    return _beyond(seen, _alike(everything))


def _spread(rows: Sequence[Row]) -> Fraction:
    """Variance of alpha: each row is given a little more and a little less weight."""
    found = Fraction()
    weights = [Fraction(1)] * len(rows)
    for place in range(len(rows)):
        moved = []
        for push in (_PUSH, -_PUSH):
            weights[place] = 1 + push
            moved.append(_weighted(rows, weights))
        weights[place] = Fraction(1)
        found += ((moved[0] - moved[1]) / (2 * _PUSH)) ** 2
    return found * Fraction(len(rows), len(rows) - 1)


def _weighted(rows: Sequence[Row], weights: Sequence[Fraction]) -> Fraction:
    """How many unlike answers there are for each that chance would give, if rows have these weights."""
    mass: dict[str, Fraction] = {}
    unlike = total = Fraction()
    for row, weight in zip(rows, weights, strict=True):
        total += weight * len(row)
        unlike += weight * len(row) * (1 - _alike(row))
        for answer in row:
            mass[answer] = mass.get(answer, Fraction()) + weight
    return unlike / total / (1 - sum((part**2 for part in mass.values()), Fraction()) / total**2)


def _alike(answers: Sequence[str]) -> Fraction:
    pairs = list(itertools.combinations(answers, 2))
    return Fraction(sum(one == other for one, other in pairs), len(pairs))


def _by_chance(measure: Measure, rows: Sequence[Row]) -> Fraction:
    """Variance if two answers to an item had nothing to do with each other, from every pair that could meet."""
    if measure is Measure.COHEN:
        left, right = [row[0] for row in rows], [row[1] for row in rows]
        pairs = len(rows)
    else:
        left = right = [answer for row in rows for answer in row]
        pairs = len(rows) * math.comb(len(rows[0]), 2)
    mine = {answer: Fraction(left.count(answer), len(left)) for answer in left}
    theirs = {answer: Fraction(right.count(answer), len(right)) for answer in right}
    equal = sum((share * theirs.get(answer, Fraction()) for answer, share in mine.items()), Fraction())
    spread = Fraction()
    for (one, share), (other, its) in itertools.product(mine.items(), theirs.items()):
        off = (one == other) - theirs.get(one, Fraction()) - mine.get(other, Fraction()) + equal
        spread += share * its * off**2
    return spread / (pairs * (1 - equal) ** 2)


def _compare(told: Agreement, slow: Slow) -> tuple[str, ...]:
    value, squared, by_chance = slow
    wrong = [] if _near(told.value, value, _EXACT) else ["value"]
    error = None if squared is None or squared < _EXACT else Fraction(math.sqrt(squared))
    wrong += [] if _near(told.error, error, _ROOM) else ["error"]
    chance = None if by_chance is None else Fraction(math.sqrt(by_chance))
    wrong += [] if _near(told.error_by_chance, chance, _EXACT) else ["error_by_chance"]
    if told.interval is None:
        wrong += [] if told.error is None else ["interval"]
    elif told.value is None or not -1 <= told.interval[0] <= told.value <= told.interval[1] <= 1:
        wrong.append("interval")
    if (told.value is None or told.error is None) != bool(told.reasons):
        wrong.append("reasons")
    return tuple(wrong)


def _near(told: float | None, slow: Fraction | None, room: float) -> bool:
    if told is None or slow is None:
        return told is None and slow is None
    return math.isfinite(told) and abs(told - float(slow)) <= room
