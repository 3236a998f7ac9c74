"""Reads what a definition says of admission: `[review]`, `[balance]`, `[offers]`, `[fees]`, `[conduct]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shelterbelt.learn.engine.definition.admission import (
    PERCENT_FIELDS,
    BalanceRules,
    Conduct,
    Criterion,
    FeeRules,
    OfferRules,
    ReviewRules,
)
from shelterbelt.learn.engine.definition.admission_check import (
    MOST_CRITERIA,
    balance_findings,
    fee_findings,
    offer_findings,
)
from shelterbelt.learn.engine.definition.fields import YEARS

if TYPE_CHECKING:
    from collections.abc import Collection

    from shelterbelt.learn.engine.definition.fields import Fields

_CRITERIA_EXAMPLE = '[{ key = "reach", title = { en = "…" }, guide = { en = "…" } }]'
_LONGEST_DAYS = 365
_MOST_PEOPLE = 10_000


def read_review(root: Fields) -> ReviewRules | None:
    """`[review]` with its `[[review.criteria]]`; None when it is left out."""
    table = root.table("review", required=False)
    if table is None:
        return None
    rows = table.rows("criteria", required=True, example=_CRITERIA_EXAMPLE)
    if len(rows) > MOST_CRITERIA:
        table.add("criteria", "too_many", count=len(rows), limit=MOST_CRITERIA)
    rules = ReviewRules(
        criteria=_criteria(rows[:MOST_CRITERIA]),
        points=table.number("points", 1, 20, example=4, default=4),
        readers=table.number("readers", 1, 3, example=2, default=2),
        disagreement_percent=table.number("disagreement_percent", 0, 100, example=25, default=25),
        days=table.number("days", 1, _LONGEST_DAYS, example=14, default=14),
        assumption=table.optional_text("assumption"),
    )
    table.close()
    return rules


def _criteria(rows: list[Fields]) -> tuple[Criterion, ...]:
    found: list[Criterion] = []
    lines: dict[str, int] = {}
    for row in rows:
        key = row.name("key", example="reach")
        if key in lines:
            row.add("key", "duplicate", value=key, first_line=lines[key])
        elif key:
            lines[key] = row.report.first_line((*row.path, "key"))
        found.append(
            Criterion(
                key=key,
                title=row.text("title", example="Reach"),
                guide=row.text("guide", example="0: does not say whom it reaches. 4: says it with numbers."),
                weight=row.number("weight", 1, 10, example=1, default=1),
            )
        )
        row.close()
    return tuple(found)


def read_balance(root: Fields, communities: Collection[str] | None = None) -> BalanceRules | None:
    """`[balance]`; `communities` are the keys that people can choose, None when they are not known here."""
    table = root.table("balance", required=False)
    if table is None:
        return None
    before = len(table.report.findings)
    rules = BalanceRules(
        each_sector_at_least=table.number("each_sector_at_least", 0, _MOST_PEOPLE, example=1, default=0),
        lower_income_at_least_percent=table.number(
            "lower_income_at_least_percent", 0, 100, example=30, default=0
        ),
        region_at_most_percent=table.number("region_at_most_percent", 1, 100, example=50, default=100),
        communities=_communities(table, communities),
        each_community_at_least=table.number(
            "each_community_at_least", 0, _MOST_PEOPLE, example=2, default=0
        ),
        organisation_at_most=table.number("organisation_at_most", 1, _MOST_PEOPLE, example=2, default=2),
        score_at_least_percent=table.number("score_at_least_percent", 0, 100, example=40, default=0),
        assumption=table.optional_text("assumption"),
    )
    table.close()
    if len(table.report.findings) == before:
        table.report.findings += balance_findings(rules)
    return rules


def _communities(table: Fields, known: Collection[str] | None) -> tuple[str, ...]:
    if known is None:
        return table.names("communities", example="inuit")
    return table.words(
        "communities", known, expected="a community that people can choose", example="inuit", required=False
    )


def read_offers(root: Fields) -> OfferRules | None:
    """`[offers]`; None when it is left out."""
    table = root.table("offers", required=False)
    if table is None:
        return None
    before = len(table.report.findings)
    rules = OfferRules(
        answer_days=table.number("answer_days", 1, _LONGEST_DAYS, example=10, default=10),
        reminder_days=table.number("reminder_days", 0, _LONGEST_DAYS, example=3, default=3),
        last_call_days=table.number("last_call_days", 0, _LONGEST_DAYS, example=7, default=7),
        extension_days=table.number("extension_days", 0, _LONGEST_DAYS, example=14, default=14),
        refund_days=table.number("refund_days", 0, _LONGEST_DAYS, example=30, default=30),
        assumption=table.optional_text("assumption"),
    )
    table.close()
    if len(table.report.findings) == before:
        table.report.findings += offer_findings(rules)
    return rules


def read_fees(root: Fields) -> FeeRules | None:
    """`[fees]`; None when it is left out."""
    table = root.table("fees", required=False)
    if table is None:
        return None
    before = len(table.report.findings)
    rules = FeeRules(
        table_year=table.number("table_year", YEARS[0], YEARS[-1], example=2027),
        group_percent=_percent(table),
        pay_less_percent=table.number("pay_less_percent", 0, 100, example=0, default=0),
        instalments=table.number("instalments", 1, 24, example=3, default=3),
        assumption=table.optional_text("assumption"),
    )
    table.close()
    if len(table.report.findings) == before:
        table.report.findings += fee_findings(rules)
    return rules


def _percent(table: Fields) -> tuple[int, int, int, int]:
    percent = table.table("percent", required=False)
    if percent is None:
        return FeeRules(table_year=0).group_percent
    high, upper, lower, low = (
        percent.number(key, 0, 100, example=example)
        for key, example in zip(PERCENT_FIELDS, (100, 60, 30, 10), strict=True)
    )
    percent.close()
    return high, upper, lower, low


def read_conduct(root: Fields) -> Conduct | None:
    """`[conduct]`; None when it is left out."""
    table = root.table("conduct", required=False)
    if table is None:
        return None
    conduct = Conduct(
        version=table.line("version", example="2027-1", limit=40),
        text=table.text("text", example="We treat each other with respect."),
        assumption=table.optional_text("assumption"),
    )
    table.close()
    return conduct
