"""Balance: whom a cohort is offered to, so that it is balanced as its programme says in public, with bounds and reasons."""

from .check import check
from .plan import BalancePlan, Finding
from .problem import BalanceProblem, Candidate, Goals, ProblemError
from .solve import solve

__all__ = [
    "BalancePlan",
    "BalanceProblem",
    "Candidate",
    "Finding",
    "Goals",
    "ProblemError",
    "check",
    "solve",
]
