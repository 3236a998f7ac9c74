"""What the planning of a whole programme is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from shelterbelt.learn.engine.definition.problem import Definition
from shelterbelt.learn.engine.panels.problem import Speaker
from shelterbelt.learn.engine.timetable.problem import Person, Policy, PublishedMeeting


@dataclass(frozen=True, slots=True)
class Published:
    """The plan people already have: its meetings and who sits on its panels."""

    meetings: tuple[PublishedMeeting, ...] = ()
    line_up: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the office asked for: nothing means the programme's own frame.

    `starts` are other hours to try, as (series, host-local start); `series_policies` override `policy`
    for a series; `dates` keep meetings on dates chosen before, as (series, number, host date);
    `locked_in` and `locked_out` are pins of the panels, as (meeting key, speaker id).
    """

    policy: Policy = Policy.FRAME
    series_policies: tuple[tuple[str, Policy], ...] = ()
    starts: tuple[tuple[str, time], ...] = ()
    dates: tuple[tuple[str, int, date], ...] = ()
    locked_in: tuple[tuple[str, str], ...] = ()
    locked_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeProblem:
    """Everything that decides a programme's plan; `dates` that are kept make a what-if quick.

    Lived experience is no part of it: it is a separate argument of `plan_programme`.
    """

    definition: Definition
    people: tuple[Person, ...]
    speakers: tuple[Speaker, ...] = ()
    asked: Asked = Asked()
    published: Published = Published()
    seed: int = 0


class PlanningError(ValueError):
    """The programme cannot be planned as asked; `place` and `remedy` say where and what to do."""

    def __init__(self, place: str, what: str, remedy: str) -> None:
        self.place, self.what, self.remedy = place, what, remedy
        super().__init__(f"{place}: {what} {remedy}")

    def __reduce__(self) -> tuple[type[PlanningError], tuple[str, str, str]]:
        return type(self), (self.place, self.what, self.remedy)
