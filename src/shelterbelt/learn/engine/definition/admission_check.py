"""Rules between the fields of admission, on the dataclasses alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.definition.admission import PERCENT_FIELDS
from shelterbelt.learn.engine.definition.mistakes import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shelterbelt.learn.engine.definition.admission import BalanceRules, FeeRules, OfferRules
    from shelterbelt.learn.engine.definition.problem import Definition

#: More criteria than this nobody weighs with care.
MOST_CRITERIA = 12


def admission_findings(definition: Definition) -> Iterator[Finding]:
    """Every rule of admission that does not hold."""
    if definition.balance:
        yield from balance_findings(definition.balance)
    if definition.offers:
        yield from offer_findings(definition.offers)
    if definition.fees:
        yield from fee_findings(definition.fees)


def balance_findings(rules: BalanceRules) -> Iterator[Finding]:
    """Communities and how many people of each: one says nothing without the other."""
    named, number = "communities", "each_community_at_least"
    if rules.communities and not rules.each_community_at_least:
        yield Finding(("balance", named), "goal_incomplete", (("one", named), ("other", number)))
    if rules.each_community_at_least and not rules.communities:
        yield Finding(("balance", number), "goal_incomplete", (("one", number), ("other", named)))


def offer_findings(rules: OfferRules) -> Iterator[Finding]:
    """A reminder comes after the offer and before its end."""
    if rules.reminder_days >= rules.answer_days:
        params = (("days", str(rules.reminder_days)), ("answer", str(rules.answer_days)))
        yield Finding(("offers", "reminder_days"), "reminder_too_early", params)


def fee_findings(rules: FeeRules) -> Iterator[Finding]:
    """Who lives where incomes are lower never pays more, and the lane without proof is not dearer than the full fee."""
    named = zip(PERCENT_FIELDS, rules.group_percent, strict=True)
    for (richer, more), (poorer, less) in pairwise(named):
        if less > more:
            params = (("value", str(less)), ("group", richer), ("most", str(more)))
            yield Finding(("fees", "percent", poorer), "percent_rises", params)
    if rules.pay_less_percent > rules.group_percent[0]:
        full = (("value", str(rules.pay_less_percent)), ("most", str(rules.group_percent[0])))
        yield Finding(("fees", "pay_less_percent"), "pay_less_too_high", full)
