"""What a definition says of admission, as canonical TOML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shelterbelt.learn.engine.definition.admission import PERCENT_FIELDS
from shelterbelt.learn.engine.definition.lines import listed, pair, text_lines

if TYPE_CHECKING:
    from shelterbelt.learn.engine.definition.admission import (
        BalanceRules,
        Conduct,
        FeeRules,
        OfferRules,
        ReviewRules,
    )
    from shelterbelt.learn.engine.definition.problem import Definition


def admission_sections(definition: Definition) -> list[list[str]]:
    """The tables of admission that the definition has, each as its lines, in the order of the handbook."""
    sections: list[list[str]] = []
    if definition.review:
        sections += _review(definition.review)
    if definition.balance:
        sections.append(_balance(definition.balance))
    if definition.offers:
        sections.append(_offers(definition.offers))
    if definition.fees:
        sections.append(_fees(definition.fees))
    if definition.conduct:
        sections.append(_conduct(definition.conduct))
    return sections


def _review(rules: ReviewRules) -> list[list[str]]:
    head = [
        "[review]",
        pair("points", rules.points),
        pair("readers", rules.readers),
        pair("disagreement_percent", rules.disagreement_percent),
        pair("days", rules.days),
        *text_lines("assumption", rules.assumption),
    ]
    criteria = [
        [
            "[[review.criteria]]",
            pair("key", one.key),
            *text_lines("title", one.title),
            *text_lines("guide", one.guide),
            pair("weight", one.weight),
        ]
        for one in rules.criteria
    ]
    return [head, *criteria]


def _balance(rules: BalanceRules) -> list[str]:
    communities = [listed("communities", rules.communities)] if rules.communities else []
    return [
        "[balance]",
        pair("each_sector_at_least", rules.each_sector_at_least),
        pair("lower_income_at_least_percent", rules.lower_income_at_least_percent),
        pair("region_at_most_percent", rules.region_at_most_percent),
        *communities,
        pair("each_community_at_least", rules.each_community_at_least),
        pair("organisation_at_most", rules.organisation_at_most),
        pair("score_at_least_percent", rules.score_at_least_percent),
        *text_lines("assumption", rules.assumption),
    ]


def _offers(rules: OfferRules) -> list[str]:
    return [
        "[offers]",
        pair("answer_days", rules.answer_days),
        pair("reminder_days", rules.reminder_days),
        pair("last_call_days", rules.last_call_days),
        pair("extension_days", rules.extension_days),
        pair("refund_days", rules.refund_days),
        *text_lines("assumption", rules.assumption),
    ]


def _fees(rules: FeeRules) -> list[str]:
    parts = ", ".join(
        pair(key, percent) for key, percent in zip(PERCENT_FIELDS, rules.group_percent, strict=True)
    )
    return [
        "[fees]",
        pair("table_year", rules.table_year),
        f"percent = {{ {parts} }}",
        pair("pay_less_percent", rules.pay_less_percent),
        pair("instalments", rules.instalments),
        *text_lines("assumption", rules.assumption),
    ]


def _conduct(conduct: Conduct) -> list[str]:
    return [
        "[conduct]",
        pair("version", conduct.version),
        *text_lines("text", conduct.text),
        *text_lines("assumption", conduct.assumption),
    ]
