"""Where does an agency stand by its own account, and what changed since it last asked itself?"""

from shelterbelt.equip.engine.readiness.check import Finding, check, check_set
from shelterbelt.equip.engine.readiness.parse import Mistake, SetMistakes, parse_set
from shelterbelt.equip.engine.readiness.plan import Change, Counted, Gap, Results, Standing, Tally
from shelterbelt.equip.engine.readiness.problem import (
    Answer,
    Domain,
    Look,
    Problem,
    Question,
    QuestionSet,
    Settled,
    SiteKind,
    Source,
    Standard,
)
from shelterbelt.equip.engine.readiness.stand import (
    NotAsked,
    change,
    counts_by_group,
    differences,
    gaps,
    stand,
)

__all__ = [
    "Answer",
    "Change",
    "Counted",
    "Domain",
    "Finding",
    "Gap",
    "Look",
    "Mistake",
    "NotAsked",
    "Problem",
    "Question",
    "QuestionSet",
    "Results",
    "SetMistakes",
    "Settled",
    "SiteKind",
    "Source",
    "Standard",
    "Standing",
    "Tally",
    "change",
    "check",
    "check_set",
    "counts_by_group",
    "differences",
    "gaps",
    "parse_set",
    "stand",
]
