"""The check of the bound as a table for a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.timetable.witness import Witness

if TYPE_CHECKING:
    from datetime import date, datetime

    from shelterbelt.learn.engine.timetable.plan import Plan, ZoneWeight
    from shelterbelt.learn.engine.timetable.problem import Problem


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One option of one meeting. `points[i]` are those of `plan.receipt.certificate.weights[i]`.

    `weighted` is the sum of weight times points. The smallest `weighted` of each (series, number), added
    up over the meetings and divided by the sum of the weights, is the bound.
    """

    series: str
    number: int
    date: date
    starts_at: datetime
    points: tuple[int, ...]
    weighted: int
    is_cheapest: bool


def certificate_rows(problem: Problem, plan: Plan) -> tuple[CertificateRow, ...]:
    """Every option of every meeting under the plan's policy, with its points in the weighted zones."""
    return rows_weighed(problem, plan.receipt.certificate.weights)


def rows_weighed(problem: Problem, weights: tuple[ZoneWeight, ...]) -> tuple[CertificateRow, ...]:
    """The same for any weights; no weights, no rows."""
    if not weights:
        return ()
    witness = Witness(problem)
    rows = []
    for series in problem.series:
        for number in range(series.count):
            each = [witness.options(series, number, {(one.zone, one.mode): 1}) for one in weights]
            options = [
                (each[0][i][0], each[0][i][1], tuple(column[i][2] for column in each))
                for i in range(len(each[0]))
            ]
            sums = [
                sum(one.weight * p for one, p in zip(weights, points, strict=True)) for *_, points in options
            ]
            cheapest = sums.index(min(sums))
            rows += [
                CertificateRow(series.key, number + 1, day, start, points, total, is_cheapest=i == cheapest)
                for i, ((day, start, points), total) in enumerate(zip(options, sums, strict=True))
            ]
    return tuple(rows)
