"""Verifies a whole plan: each engine's own check, and that the parts fit together."""

from __future__ import annotations

from shelterbelt.learn.engine.definition import meetings
from shelterbelt.learn.engine.panels import check as check_panels
from shelterbelt.learn.engine.planning.compose import panel_problem, timetable_problem
from shelterbelt.learn.engine.planning.plan import ProgrammePlan
from shelterbelt.learn.engine.planning.problem import ProgrammeProblem
from shelterbelt.learn.engine.timetable import check as check_timetable


def check(problem: ProgrammeProblem, plan: ProgrammePlan) -> list[str]:
    """Everything that is wrong with a plan, as English sentences; an empty list if it is right."""
    defined = meetings(problem.definition)
    found = [str(finding) for finding in check_timetable(timetable_problem(problem, defined), plan.timetable)]
    question = panel_problem(problem, plan.meetings)
    if question is not None and plan.panels is not None:
        found += [str(finding) for finding in check_panels(question, plan.panels)]
    if question is not None and plan.panels is None and plan.blocked is None:
        found.append("panels: neither composed nor explained")
    days = {(meeting.series, meeting.number): meeting.days for meeting in defined}
    for series in {meeting.series for meeting in defined}:
        wanted = sum(count for (key, _), count in days.items() if key == series)
        given = {meeting.number for meeting in plan.meetings if meeting.series == series}
        if given != set(range(1, wanted + 1)):
            found.append(f"series '{series}': days {sorted(given)} instead of 1 to {wanted}")
    if list(plan.meetings) != sorted(
        plan.meetings, key=lambda one: (one.starts_at, one.series, one.number, one.run)
    ):
        found.append("meetings: not in order of time")
    return found
