"""Planning: a definition, the people it is for and those who could speak become a dated, staffed programme."""

from shelterbelt.learn.engine.planning.check import check
from shelterbelt.learn.engine.planning.compose import plan_programme
from shelterbelt.learn.engine.planning.plan import PlannedMeeting, ProgrammePlan
from shelterbelt.learn.engine.planning.problem import Asked, PlanningError, ProgrammeProblem, Published

__all__ = [
    "Asked",
    "PlannedMeeting",
    "PlanningError",
    "ProgrammePlan",
    "ProgrammeProblem",
    "Published",
    "check",
    "plan_programme",
]
