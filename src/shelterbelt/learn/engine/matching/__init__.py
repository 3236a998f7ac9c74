"""Which line of a bank statement pays which fee: proposals with reasons, for a person to confirm."""

from shelterbelt.learn.engine.matching.check import check
from shelterbelt.learn.engine.matching.plan import Confidence, Kind, MatchPlan, Proposal, Reason, Why
from shelterbelt.learn.engine.matching.problem import Incoming, MatchProblem, Owed, Settled
from shelterbelt.learn.engine.matching.proposing import propose

__all__ = [
    "Confidence",
    "Incoming",
    "Kind",
    "MatchPlan",
    "MatchProblem",
    "Owed",
    "Proposal",
    "Reason",
    "Settled",
    "Why",
    "check",
    "propose",
]
