"""Which tables and fields of a definition the form shows, and how each is answered."""

from __future__ import annotations

from enum import StrEnum

from shelterbelt.learn.engine.definition.admission import PERCENT_FIELDS


class Kind(StrEnum):
    """How a field of the definition is answered."""

    TEXT = "text"
    LINE = "line"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    WORDS = "words"
    CHOSEN = "chosen"
    WEEKS = "weeks"
    DAYS = "days"
    FLAG = "flag"


PARTS: dict[str, dict[str, Kind]] = {
    "programme": {
        "title": Kind.TEXT,
        "summary": Kind.TEXT,
        "for_whom": Kind.TEXT,
        "accessibility": Kind.TEXT,
        "taught_by": Kind.TEXT,
        "slug": Kind.LINE,
        "host_city": Kind.LINE,
        "host_country": Kind.LINE,
        "host_zone": Kind.LINE,
        "languages": Kind.WORDS,
        "page_languages": Kind.WORDS,
        "assumption": Kind.TEXT,
    },
    "cohort": {
        "label": Kind.TEXT,
        "slug": Kind.LINE,
        "first_week": Kind.DAY,
        "weeks": Kind.NUMBER,
        "apply_opens": Kind.MOMENT,
        "apply_closes": Kind.MOMENT,
        "apply_zone": Kind.LINE,
        "assumption": Kind.TEXT,
    },
    "capacity": {"on_site": Kind.NUMBER, "online": Kind.NUMBER, "assumption": Kind.TEXT},
    "cost": {
        "currency": Kind.LINE,
        "fee": Kind.LINE,
        "bursary_pool": Kind.LINE,
        "honorarium": Kind.LINE,
        "includes": Kind.TEXT,
        "assumption": Kind.TEXT,
    },
    "eligibility": {"text": Kind.TEXT, "assumption": Kind.TEXT},
    "panels": {
        "sectors": Kind.CHOSEN,
        "seats": Kind.NUMBER,
        "max_per_organisation": Kind.NUMBER,
        "max_unsociable_points": Kind.NUMBER,
        "max_appearances": Kind.NUMBER,
        "budget": Kind.LINE,
        "assumption": Kind.TEXT,
    },
    "review": {
        "points": Kind.NUMBER,
        "readers": Kind.NUMBER,
        "disagreement_percent": Kind.NUMBER,
        "days": Kind.NUMBER,
        "assumption": Kind.TEXT,
    },
    "balance": {
        "each_sector_at_least": Kind.NUMBER,
        "lower_income_at_least_percent": Kind.NUMBER,
        "region_at_most_percent": Kind.NUMBER,
        "communities": Kind.CHOSEN,
        "each_community_at_least": Kind.NUMBER,
        "organisation_at_most": Kind.NUMBER,
        "score_at_least_percent": Kind.NUMBER,
        "assumption": Kind.TEXT,
    },
    "offers": {
        "answer_days": Kind.NUMBER,
        "reminder_days": Kind.NUMBER,
        "last_call_days": Kind.NUMBER,
        "extension_days": Kind.NUMBER,
        "refund_days": Kind.NUMBER,
        "assumption": Kind.TEXT,
    },
    "fees": {
        "table_year": Kind.NUMBER,
        "pay_less_percent": Kind.NUMBER,
        "instalments": Kind.NUMBER,
        "assumption": Kind.TEXT,
    },
    "fees.percent": dict.fromkeys(PERCENT_FIELDS, Kind.NUMBER),
    "conduct": {"version": Kind.LINE, "text": Kind.TEXT, "assumption": Kind.TEXT},
}
"""Tables of the definition that the form shows; a dot leads to a table inside another.

The scale of `points` is edited as text; the form leaves it as it is.
"""
OPTIONAL = frozenset({"review", "balance", "offers", "fees", "fees.percent", "conduct"})
"""Tables that are there once something in them is answered, and not before."""
CRITERIA: dict[str, Kind] = {
    "title": Kind.TEXT,
    "guide": Kind.TEXT,
    "key": Kind.LINE,
    "weight": Kind.NUMBER,
}
"""Fields of one entry of `review.criteria`."""
SERIES: dict[str, Kind] = {
    "title": Kind.TEXT,
    "key": Kind.LINE,
    "kind": Kind.LINE,
    "mode": Kind.LINE,
    "pattern": Kind.LINE,
    "weekdays": Kind.CHOSEN,
    "weekday": Kind.LINE,
    "weeks": Kind.WEEKS,
    "nth": Kind.NUMBER,
    "dates": Kind.DAYS,
    "days": Kind.NUMBER,
    "count": Kind.NUMBER,
    "start": Kind.LINE,
    "minutes": Kind.NUMBER,
    "earliest_start": Kind.LINE,
    "latest_start": Kind.LINE,
    "grid_minutes": Kind.NUMBER,
    "zone": Kind.LINE,
    "live_core_minutes": Kind.NUMBER,
    "has_panel": Kind.FLAG,
    "capacity_on_site": Kind.NUMBER,
    "capacity_online": Kind.NUMBER,
    "assumption": Kind.TEXT,
}
