"""What scores mean once severe and lenient readers are compared.

A reading is quality of the application plus effect of the reader plus chance. Effects are shrunk towards zero as if
each reader had given `SHRINKAGE` more readings without any effect (ridge regression, Hoerl and Kennard 1970): whoever
read little is not called severe.
"""

from __future__ import annotations

import math
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

import numpy as np

from shelterbelt.learn.engine.review.plan import CalibratedScore, Calibration, ReaderEffect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shelterbelt.learn.engine.review.problem import Given

SHRINKAGE = 3.0
_TENTH = Decimal("0.1")
_NORMAL_95 = 1.96
_MOST = 100.0


def calibrate(readings: Sequence[Given]) -> Calibration:
    """Scores of applications without their readers' severity, and that severity with its interval.

    Solves, exactly, min sum (percent - quality - effect)^2 + SHRINKAGE * sum effect^2: the qualities are eliminated,
    which leaves one linear equation per reader.

    Raises:
        ValueError: a percentage outside 0 to 100, or a reader twice on one application.
    """
    _refuse(readings)
    readers = sorted({one.reader for one in readings})
    seats = {reader: place for place, reader in enumerate(readers)}
    groups: dict[str, list[Given]] = defaultdict(list)
    for one in readings:
        groups[one.subject].append(one)
    system = np.eye(len(readers)) * SHRINKAGE
    right = np.zeros(len(readers))
    for given in groups.values():
        mean = sum(one.percent for one in given) / len(given)
        for one in given:
            mine = seats[one.reader]
            system[mine, mine] += 1
            right[mine] += one.percent - mean
            for other in given:
                system[mine, seats[other.reader]] -= 1 / len(given)
    effects = np.linalg.solve(system, right) if readers else right
    by_reader = {reader: float(effects[seat]) for reader, seat in seats.items()}
    return Calibration(
        tuple(_score(subject, groups[subject], by_reader) for subject in sorted(groups)),
        tuple(_effects(groups, readers, by_reader, system)),
    )


def is_disputed(percents: Sequence[float], *, limit_percent: float) -> bool:
    """Whether readings lie further apart than the limit, in points of percent."""
    return bool(percents) and max(percents) - min(percents) > limit_percent


def _score(subject: str, given: list[Given], effects: dict[str, float]) -> CalibratedScore:
    quality = sum(one.percent - effects[one.reader] for one in given) / len(given)
    spread = max(one.percent for one in given) - min(one.percent for one in given)
    return CalibratedScore(subject, _tenths(min(max(quality, 0.0), _MOST)), len(given), _tenths(spread))


def _effects(
    groups: dict[str, list[Given]],
    readers: list[str],
    effects: dict[str, float],
    system: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> list[ReaderEffect]:
    counts: dict[str, int] = defaultdict(int)
    squares, free = 0.0, 0
    for given in groups.values():
        quality = sum(one.percent - effects[one.reader] for one in given) / len(given)
        for one in given:
            counts[one.reader] += 1
            squares += (one.percent - quality - effects[one.reader]) ** 2
        free += len(given) - 1
    # Degrees of freedom: readings beyond one per application, less the effects; at least one.
    variance = squares / max(1, free - len(readers) + 1)
    spreads: list[float] = []
    if readers:
        spreads = [math.sqrt(float(one) * variance) for one in np.diag(np.linalg.inv(system))]
    found = []
    for reader, spread in zip(readers, spreads, strict=True):
        wide = _NORMAL_95 * spread
        middle = 0.0 if math.isclose(effects[reader], 0.0, abs_tol=1e-9) else effects[reader]
        found.append(ReaderEffect(reader, counts[reader], middle, middle - wide, middle + wide))
    return found


def _refuse(readings: Sequence[Given]) -> None:
    seen = {(one.reader, one.subject) for one in readings}
    if len(seen) != len(readings):
        raise ValueError("A reader reads an application once.")
    if any(not 0 <= one.percent <= _MOST for one in readings):
        raise ValueError("Percentages lie between 0 and 100.")


def _tenths(value: float) -> Decimal:
    return Decimal(repr(round(value, 9))).quantize(_TENTH, rounding=ROUND_HALF_EVEN)
