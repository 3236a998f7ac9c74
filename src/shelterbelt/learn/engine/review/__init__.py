"""Blind review: who reads what, what scores mean, and a text without what says who wrote it."""

from shelterbelt.learn.engine.review.assigning import assign
from shelterbelt.learn.engine.review.blinding import Identity, blind
from shelterbelt.learn.engine.review.calibrating import calibrate, is_disputed
from shelterbelt.learn.engine.review.check import check
from shelterbelt.learn.engine.review.problem import AssignmentProblem, Given

__all__ = ["AssignmentProblem", "Given", "Identity", "assign", "blind", "calibrate", "check", "is_disputed"]
