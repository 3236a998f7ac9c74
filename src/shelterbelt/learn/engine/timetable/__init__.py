"""Fair hours for a whole series of meetings across time zones."""

from shelterbelt.learn.engine.timetable.certificate import certificate_rows
from shelterbelt.learn.engine.timetable.check import check
from shelterbelt.learn.engine.timetable.errors import Unplannable
from shelterbelt.learn.engine.timetable.plan import Plan
from shelterbelt.learn.engine.timetable.planning import plan
from shelterbelt.learn.engine.timetable.problem import Person, Policy, Problem, Series

__all__ = [
    "Person",
    "Plan",
    "Policy",
    "Problem",
    "Series",
    "Unplannable",
    "certificate_rows",
    "check",
    "plan",
]
