"""Public holidays of a country, from the `holidays` package; dates that wait for a moon are flagged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import holidays as catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

#: A mark that no name of a holiday contains, put where the catalogue would write "(estimated)".
_MARK = "\N{INVISIBLE SEPARATOR}"


@dataclass(frozen=True, slots=True)
class Holiday:
    """One public holiday. `is_estimated`: the day follows a moon that has not been seen yet."""

    name: str
    is_estimated: bool

    @property
    def label(self) -> str:
        return f"{self.name} (estimated)" if self.is_estimated else self.name


@dataclass(frozen=True, slots=True)
class CountryHolidays:
    """National holidays by date. `note` says, in English, why there are none; else it is empty."""

    country: str
    days: Mapping[date, Holiday]
    note: str = ""


def holidays_of(country: str, first_year: int, last_year: int) -> CountryHolidays:
    """National public holidays of an ISO 3166 alpha-2 country, both years included, names in English if possible.

    Regional holidays are left out. A country that the catalogue does not know gives no days and a note.
    """
    return _holidays_of(country.upper(), first_year, last_year)


@lru_cache(maxsize=512)
def _holidays_of(country: str, first_year: int, last_year: int) -> CountryHolidays:
    try:
        calendar = catalogue.country_holidays(country)
    except NotImplementedError:
        note = f"Public holidays of “{country}” are not known here; ask the people who live there."
        return CountryHolidays(country, MappingProxyType({}), note)
    english = [language for language in calendar.supported_languages if language.startswith("en")]
    if english:
        calendar = catalogue.country_holidays(country, language=english[0])
    if hasattr(calendar, "estimated_label"):
        _flag_estimates(calendar)
    days: dict[date, Holiday] = {}
    for year in range(first_year, last_year + 1):
        # Asking for a day makes the catalogue work out its year.
        calendar.get(f"{year}-01-01")
    for day, name in sorted(calendar.items()):
        if first_year <= day.year <= last_year:
            days[day] = Holiday(_plain(name), _MARK in name)
    return CountryHolidays(country, MappingProxyType(days))


def _flag_estimates(calendar: catalogue.HolidayBase) -> None:
    # The label is written in the calendar's own language, and some calendars leave it out by default
    # (`show_estimated=False` in holidays.groups); a mark of our own does not depend on either.
    calendar.estimated_label = f"%s{_MARK}"
    if hasattr(calendar, "observed_estimated_label"):
        calendar.observed_estimated_label = f"%s (observed){_MARK}"
    for attribute in list(vars(calendar)):
        if attribute.endswith("_calendar_show_estimated"):
            setattr(calendar, attribute, True)


def _plain(name: str) -> str:
    return "; ".join(part.strip() for part in name.replace(_MARK, "").split(";"))
