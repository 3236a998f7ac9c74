"""The tables of income groups that come with the product, one per fiscal year of the World Bank."""

import datetime as dt
import functools
from collections.abc import Mapping
from importlib.resources import files

from shelterbelt.learn.engine.cost import IncomeTable, income_group, read_table
from shelterbelt.learn.engine.cost.plan import Standing
from shelterbelt.people.choices import COUNTRIES

_FOLDER = files("shelterbelt.learn") / "data" / "income_groups"


class UnknownYear(LookupError):
    """No table of that fiscal year is here; the message names those that are."""


class UnknownCountry(LookupError):
    """No country has this code."""


@functools.cache
def table_years() -> tuple[int, ...]:
    """The fiscal years whose tables are here, ascending."""
    names = [entry.name for entry in _FOLDER.iterdir()]
    return tuple(sorted(int(name[2:6]) for name in names if name.startswith("fy") and name.endswith(".csv")))


@functools.cache
def income_table(year: int) -> IncomeTable:
    """The table of one fiscal year.

    Raises:
        UnknownYear: it is not here.
    """
    if year not in table_years():
        known = ", ".join(map(str, table_years()))
        raise UnknownYear(
            f"There is no table of income groups for fiscal year {year}. Use one of {known}, or add fy{year}.csv."
        )
    return read_table((_FOLDER / f"fy{year}.csv").read_text("utf-8"))


@functools.cache
def standing_of(country: str, year: int) -> Standing:
    """The group whose fee someone in a country (ISO 3166 alpha-2) pays, and how sure it is.

    Raises:
        UnknownYear: no table of that year is here.
        UnknownCountry: no country has this code.
    """
    table = income_table(year)
    if country not in COUNTRIES:
        raise UnknownCountry(f"'{country}' is no country's code (two capital letters, ISO 3166).")
    return income_group(table, country)


def groups_of(year: int) -> Mapping[str, str]:
    """The group of every country, as it counts for fees.

    Raises:
        UnknownYear: no table of that year is here.
    """
    return {country: standing_of(country, year).group for country in sorted(COUNTRIES)}


def fiscal_year(day: dt.date) -> int:
    """The World Bank's fiscal year of a day: it starts in July and is named after the year in which it ends."""
    return day.year + (day.month >= _JULY)


def year_in_use(year: int) -> int:
    """The table of a year, or where it is not here the newest that is not newer; the oldest if all are."""
    fitting = [known for known in table_years() if known <= year]
    return fitting[-1] if fitting else table_years()[0]


_JULY = 7
