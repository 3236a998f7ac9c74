"""What introductions may do over years, in a model that says what it assumes."""

from shelterbelt.cultivate.engine.simulate.assumptions import Assumptions, BadAssumption
from shelterbelt.cultivate.engine.simulate.check import check
from shelterbelt.cultivate.engine.simulate.plan import Interval, Report, Run
from shelterbelt.cultivate.engine.simulate.policies import policy_names
from shelterbelt.cultivate.engine.simulate.run import simulate
from shelterbelt.cultivate.engine.simulate.summing import Finding, Standing, sensitivity, standings

__all__ = [
    "Assumptions",
    "BadAssumption",
    "Finding",
    "Interval",
    "Report",
    "Run",
    "Standing",
    "check",
    "policy_names",
    "sensitivity",
    "simulate",
    "standings",
]
