"""The short English sentence of an `InfeasibleError`; pages make their own words from the data."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .facts import Facts
    from .plan import Addition, Rule

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def sentence_of(facts: Facts, blocking: tuple[Rule, ...], remedies: tuple[tuple[Addition, ...], ...]) -> str:
    """One or two sentences: which rules block together, and what would free them."""
    rules = "; ".join(_rule_words(facts, rule) for rule in blocking)
    told = f"No line-up keeps these rules together: {rules}."
    if not remedies:
        return f"{told} No addition frees them: change one of the rules named."
    ways = " Or: ".join(" and ".join(_addition_words(facts, item) for item in remedy) for remedy in remedies)
    return f"{told} What would free them: {ways}."


def _rule_words(facts: Facts, rule: Rule) -> str:
    problem = facts.problem
    if rule.code == "seats":
        return f"panel {rule.meeting} has {facts.meeting(rule.meeting).seats} seats to fill"
    words = {
        "availability": f"only people who are free sit on panel {rule.meeting}",
        "points_limit": f"at most {problem.points_limit} points of unsociable time on panel {rule.meeting}",
        "per_organisation": f"at most {problem.per_organisation} from one organisation on panel {rule.meeting}",
        "max_appearances": "nobody appears more often than they agreed to",
        "budget": f"all pay stays within {problem.budget} {problem.currency} (minor units)",
        "locked_in": f"{rule.speaker} is locked in on panel {rule.meeting}",
        "locked_out": f"{rule.speaker} is locked out of panel {rule.meeting}",
        "required_sector": f"panel {rule.meeting} needs the sector {rule.sector}",
        "must_cover": f"the series must cover the sector {rule.sector}",
    }
    return words[rule.code]


def _addition_words(facts: Facts, addition: Addition) -> str:
    currency = facts.problem.currency
    if addition.code == "budget":
        return f"{addition.amount} {currency} (minor units) more in the budget"
    if addition.code == "release_locked_in":
        return f"no longer locking {addition.speaker} in on panel {addition.meeting}"
    if addition.code == "release_locked_out":
        return f"no longer locking {addition.speaker} out of panel {addition.meeting}"
    count = NUMBERS[addition.count] if addition.count < len(NUMBERS) else str(addition.count)
    people = "speaker" if addition.count == 1 else "speakers"
    whose = "an organisation" if addition.count == 1 else "organisations"
    sector = f" of the sector {addition.sector}" if addition.sector else ""
    starts = facts.meeting(addition.meeting).starts
    when = " and ".join(
        f"{t:%H:%M} UTC on {t.day} {t:%B %Y}" for t in sorted(s.astimezone(UTC) for s in starts)
    )
    return (
        f"{count} more {people}{sector} from {whose} not yet on the list, free at {when} "
        f"(panel {addition.meeting}), paid at most {addition.amount} {currency} (minor units) for a run"
    )
