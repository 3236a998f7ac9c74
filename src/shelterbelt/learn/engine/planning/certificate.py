"""The check of a plan's bound, from its definition and a few weights; the people themselves are not needed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.definition import meetings
from shelterbelt.learn.engine.planning.compose import timetable_problem
from shelterbelt.learn.engine.planning.problem import Asked, ProgrammeProblem
from shelterbelt.learn.engine.timetable.certificate import CertificateRow, rows_weighed
from shelterbelt.learn.engine.timetable.problem import Person

if TYPE_CHECKING:
    from shelterbelt.learn.engine.definition.problem import Definition
    from shelterbelt.learn.engine.timetable.plan import ZoneWeight


@dataclass(frozen=True, slots=True)
class Certified:
    """Rows of the check, and the bound that they prove: the sum of the cheapest rows over the sum of weights."""

    weights: tuple[ZoneWeight, ...]
    rows: tuple[CertificateRow, ...]
    cheapest: int
    total: int

    @property
    def bound(self) -> Fraction:
        """No plan of this policy gives a worst burden below it."""
        return Fraction(self.cheapest, self.total) if self.total else Fraction(0)


def certify(definition: Definition, asked: Asked, weights: tuple[ZoneWeight, ...]) -> Certified:
    """The check for any weights; fewer or other weights than the plan's own give a lower, but valid bound.

    Raises:
        PlanningError: what was asked does not fit the definition any more.
    """
    people = tuple(Person(f"{one.zone} {one.mode}", one.zone, one.mode) for one in weights)
    problem = ProgrammeProblem(definition=definition, people=people, asked=asked)
    rows = rows_weighed(timetable_problem(problem, meetings(definition)), weights)
    cheapest = sum(row.weighted for row in rows if row.is_cheapest)
    return Certified(weights, rows, cheapest, sum(one.weight for one in weights))
