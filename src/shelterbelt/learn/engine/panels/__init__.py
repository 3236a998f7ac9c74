"""Panels: who sits on which panel of a series, by public rules, with the reasons and the proof."""

from .check import check
from .clock import unsociable_points
from .plan import InfeasibleError
from .problem import PanelMeeting, PanelProblem, ProblemError, Speaker
from .solve import compose, restaff

__all__ = [
    "InfeasibleError",
    "PanelMeeting",
    "PanelProblem",
    "ProblemError",
    "Speaker",
    "check",
    "compose",
    "restaff",
    "unsociable_points",
]
