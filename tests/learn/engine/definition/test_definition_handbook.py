"""The handbook names every field, every pattern and every sector."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from shelterbelt.learn.engine.definition import DefinitionError, parse
from shelterbelt.learn.engine.definition.admission import (
    BalanceRules,
    Conduct,
    Criterion,
    FeeRules,
    OfferRules,
    ReviewRules,
)
from shelterbelt.learn.engine.definition.problem import SECTORS, Kind, Mode
from shelterbelt.learn.engine.definition.series import PATTERN_FIELDS

ROOT = Path(__file__).parents[4]
HANDBOOK = (ROOT / "docs" / "handbook" / "definition.md").read_text(encoding="utf-8")

# Every table without a field: the reader then names each field it needs.
EMPTY = "\n".join(
    [
        *(
            f"[{name}]"
            for name in ("programme", "cohort", "capacity", "cost", "eligibility", "panels", "points")
        ),
        *(f"[{name}]" for name in ("balance", "offers", "fees", "fees.percent", "conduct")),
        "[[review.criteria]]",
        "[[series]]",
    ]
)


def test_handbook_names_every_needed_field_as_needed() -> None:
    with pytest.raises(DefinitionError) as caught:
        parse(EMPTY, name="x.toml")
    needed = {dict(one.params)["key"] for one in caught.value.mistakes if one.code == "missing"}
    assert len(needed) > 25
    rows = {
        line.split("`")[1]
        for line in HANDBOOK.splitlines()
        if line.startswith("| `") and "| needed |" in line
    }
    assert needed - {"bands"} == rows


def test_handbook_names_every_field_of_admission() -> None:
    parts = (ReviewRules, Criterion, BalanceRules, OfferRules, FeeRules, Conduct)
    names = {field.name for part in parts for field in fields(part)} - {"group_percent"} | {"percent"}
    assert len(names) > 25
    assert [name for name in sorted(names) if f"`{name}`" not in HANDBOOK] == []


def test_handbook_names_every_word_of_a_closed_list() -> None:
    words = [
        *SECTORS,
        *Kind,
        *Mode,
        *PATTERN_FIELDS,
        *(key for keys in PATTERN_FIELDS.values() for key in keys),
    ]
    assert [word for word in words if f"`{word}`" not in HANDBOOK] == []
