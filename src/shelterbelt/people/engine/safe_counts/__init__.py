"""Counts of people that betray nobody: small ones left out, and others with them, so that none can be worked out."""

from shelterbelt.people.engine.safe_counts.check import Leak, check
from shelterbelt.people.engine.safe_counts.plan import Release, Why, plan
from shelterbelt.people.engine.safe_counts.problem import Count, Problem, Sum

__all__ = ["Count", "Leak", "Problem", "Release", "Sum", "Why", "check", "plan"]
