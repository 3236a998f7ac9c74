"""The fee of each income group as a table in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from shelterbelt.learn.choices import FeeLane, IncomeGroup
from shelterbelt.learn.formats.money import amount_words
from shelterbelt.learn.models import Cohort
from shelterbelt.learn.queries.fees import Terms, fees_by_group, terms_of


def fee_table(cohort: Cohort) -> dict[str, Any] | None:
    """Lines and year of a cohort's table of fees, for `learn/fee/groups.html`; None where it is free of charge."""
    terms = terms_of(cohort)
    return {"lines": fee_lines(terms), "year": terms.rules.table_year} if terms.full_minor else None


def fee_lines(terms: Terms, own: str = "") -> list[dict[str, Any]]:
    """The fee of each income group, from the highest income to the lowest; the reader's own is marked."""
    lines = []
    for group, fee in fees_by_group(terms):
        least = terms.fee(group, FeeLane.PAY_LESS).amount_minor
        lines.append(
            {
                "group": IncomeGroup(group).label,
                "fee": amount_words(fee.group_minor, terms.currency) if fee.group_minor else _("free"),
                "least": amount_words(least, terms.currency) if least else _("nothing"),
                "is_own": group == own,
            }
        )
    return lines
