"""The tables of income groups that ship: whole, dated, and different from year to year where countries moved."""

import datetime as dt
from collections import Counter

import pytest

from shelterbelt.learn.choices import IncomeGroup
from shelterbelt.learn.engine.cost.problem import Listing
from shelterbelt.learn.queries.income_groups import (
    UnknownCountry,
    UnknownYear,
    fiscal_year,
    groups_of,
    income_table,
    standing_of,
    table_years,
    year_in_use,
)
from shelterbelt.people.choices import COUNTRIES


def test_every_year_is_whole_and_says_where_it_is_from() -> None:
    assert table_years() == (2024, 2025, 2026, 2027)
    for year in table_years():
        table = income_table(year)
        assert (table.year, table.dated.isoformat()) == (year, f"{year - 1}-07-01")
        assert "World Bank" in table.source
        assert table.licence.startswith("CC BY 4.0")
        assert {one.country for one in table.economies} <= COUNTRIES
        assert len(table.economies) == 219
        assert [one.country for one in table.economies] == sorted(one.country for one in table.economies)


@pytest.mark.parametrize(
    ("year", "counts"),
    # The Channel Islands count once in the World Bank's own figures, and twice here.
    [
        (2024, {"H": 84, "UM": 54, "LM": 54, "L": 26}),
        (2025, {"H": 87, "UM": 54, "LM": 51, "L": 26}),
        (2026, {"H": 88, "UM": 54, "LM": 50, "L": 25}),
        (2027, {"H": 88, "UM": 59, "LM": 46, "L": 24}),
    ],
)
def test_groups_are_as_large_as_published(year: int, counts: dict[str, int]) -> None:
    found = Counter(one.group for one in income_table(year).economies if one.listing is Listing.CONFIRMED)
    assert dict(found) == counts


def moved(before: int, after: int) -> dict[str, tuple[str, str]]:
    old, new = groups_of(before), groups_of(after)
    return {country: (old[country], new[country]) for country in old if old[country] != new[country]}


def test_countries_that_moved_are_those_announced() -> None:
    assert moved(2024, 2025) == {
        "BG": ("UM", "H"),
        "PW": ("UM", "H"),
        "RU": ("UM", "H"),
        "DZ": ("LM", "UM"),
        "IR": ("LM", "UM"),
        "MN": ("LM", "UM"),
        "UA": ("LM", "UM"),
        "PS": ("UM", "LM"),
    }
    assert moved(2025, 2026) == {
        "CR": ("UM", "H"),
        "CV": ("LM", "UM"),
        "WS": ("LM", "UM"),
        "NA": ("UM", "LM"),
    }
    assert moved(2026, 2027) == {
        **dict.fromkeys(("JO", "FM", "PH", "LK", "VN"), ("LM", "UM")),
        "TG": ("L", "LM"),
    }


def test_doubtful_ones_are_said_to_be() -> None:
    told = {country: standing_of(country, 2026).listing for country in ("ET", "VE", "VA", "TW", "GG")}
    assert told == {
        "ET": Listing.UNCONFIRMED,
        "VE": Listing.UNCLASSIFIED,
        "VA": Listing.NOT_LISTED,
        "TW": Listing.CONFIRMED,
        "GG": Listing.CONFIRMED,
    }


def test_unknown_year_and_country_say_what_there_is() -> None:
    with pytest.raises(UnknownYear, match=r"2031\. Use one of 2024, 2025, 2026, 2027, or add fy2031\.csv"):
        income_table(2031)
    with pytest.raises(UnknownCountry, match="'QQ' is no country's code"):
        standing_of("QQ", 2026)
    with pytest.raises(UnknownYear):
        standing_of("QQ", 2031)


@pytest.mark.parametrize(
    ("year", "month", "fiscal", "table"),
    [
        (2025, 1, 2025, 2025),
        (2026, 6, 2026, 2026),
        (2026, 7, 2027, 2027),
        (2040, 1, 2040, 2027),
        (2019, 1, 2019, 2024),
    ],
)
def test_newest_table_that_is_not_newer_counts(year: int, month: int, fiscal: int, table: int) -> None:
    assert fiscal_year(dt.date(year, month, 1)) == fiscal
    assert year_in_use(fiscal) == table


def test_every_country_has_a_group_of_the_closed_list() -> None:
    assert set(groups_of(2026)) == COUNTRIES
    assert set(groups_of(2026).values()) == set(IncomeGroup.values)
