"""Where does an agency stand by its own account, and what changed since it last asked itself?"""

from shelterbelt.equip.engine.readiness.check import check, check_set
from shelterbelt.equip.engine.readiness.parse import SetMistakes, parse_set
from shelterbelt.equip.engine.readiness.plan import Results
from shelterbelt.equip.engine.readiness.problem import Answer, Problem, QuestionSet, Settled
from shelterbelt.equip.engine.readiness.stand import change, gaps, stand

__all__ = [
    "Answer",
    "Problem",
    "QuestionSet",
    "Results",
    "SetMistakes",
    "Settled",
    "change",
    "check",
    "check_set",
    "gaps",
    "parse_set",
    "stand",
]
