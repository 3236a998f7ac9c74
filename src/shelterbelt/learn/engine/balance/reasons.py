"""Reasons: made from a person's public facts, the public goals and counts of organisations. Never from what is private.

Everyone with the same outcome gets the same kinds of reasons, whatever decided: so neither a reason nor its absence
tells that a community, or somebody to be kept apart, took part in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .plan import Reason

if TYPE_CHECKING:
    from .problem import Candidate, Goals


def of_holder(one: Candidate) -> tuple[Reason, ...]:
    """For someone who holds a seat already."""
    return (Reason("holds_seat", (("mode", one.holds),)),)


def of_offer(one: Candidate, goals: Goals) -> tuple[Reason, ...]:
    """For an offer."""
    found = [Reason("score", (("points", one.points),))]
    if goals.each_sector_at_least:
        found += [Reason("brings_sector", (("sector", key),)) for key in goals.sectors if key in one.sectors]
    if goals.lower_income_at_least_percent and one.is_lower_income:
        found.append(Reason("lower_income", ()))
    return (*found, Reason("balance"))


def of_wait(one: Candidate, goals: Goals, *, is_organisation_full: bool) -> tuple[Reason, ...]:
    """For a place on the list."""
    seats = dict(goals.seats)
    found = [
        Reason("score", (("points", one.points),)),
        Reason("seats_taken", (("mode", one.modes[0]), ("seats", seats[one.modes[0]]))),
    ]
    if is_organisation_full:
        found.append(Reason("organisation_limit", (("at_most", goals.organisation_at_most),)))
    return (*found, Reason("balance"))


def of_decline(one: Candidate, goals: Goals) -> tuple[Reason, ...]:
    """For a no: the floor of scores, or a rule from outside."""
    if one.must_decline:
        return (Reason("rule"),)
    floor = goals.score_at_least_percent
    return (Reason("below_floor", (("points", one.points), ("floor_percent", floor))),)
