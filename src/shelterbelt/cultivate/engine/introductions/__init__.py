"""Who should meet this month: pairs, or groups of four to six, chosen within rules that nothing can outweigh."""

from shelterbelt.cultivate.engine.introductions.check import check
from shelterbelt.cultivate.engine.introductions.edges import allowed
from shelterbelt.cultivate.engine.introductions.plan import Introduction, Plan
from shelterbelt.cultivate.engine.introductions.problem import (
    BadProblem,
    Met,
    Person,
    Problem,
    Round,
    Tie,
    Weights,
)
from shelterbelt.cultivate.engine.introductions.solve import introduce

__all__ = [
    "BadProblem",
    "Introduction",
    "Met",
    "Person",
    "Plan",
    "Problem",
    "Round",
    "Tie",
    "Weights",
    "allowed",
    "check",
    "introduce",
]
