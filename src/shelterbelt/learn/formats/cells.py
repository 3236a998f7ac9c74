"""The kinds of cell that tables of people hold, each read with its own remedy."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import Locale

from shelterbelt.learn.engine.definition.mistakes import suggestion
from shelterbelt.learn.engine.definition.problem import SECTORS, minor_digits
from shelterbelt.learn.engine.definition.wordlists import COUNTRIES, CURRENCIES, LANGUAGE, zone_names
from shelterbelt.learn.formats.tables import fold, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shelterbelt.learn.formats.tables import Problems, Record

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z")
_AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,4}))?\Z", re.ASCII)
_COUNT = re.compile(r"\d{1,6}\Z", re.ASCII)
_SPLIT = re.compile(r"[;,|/]")
_DAYS_SPLIT = re.compile(r"[;,|]|\s(?!\.\.)(?<!\.\.\s)")

MOST_DAYS = 400
LONGEST_STRETCH = 92
YEARS = range(2000, 2101)


class Cells:
    """One record being read; a wrong cell is noted and stands in as empty."""

    def __init__(self, record: Record, problems: Problems) -> None:
        self.record = record
        self.problems = problems

    def raw(self, key: str) -> str:
        return self.record.cells.get(key, "")

    def wrong(self, key: str, message: str, remedy: str) -> None:
        self.problems.add(self.record.row, key, message, remedy)

    def _unknown(self, key: str, value: str, what: str, known: tuple[str, ...]) -> None:
        # Comparing words is slow: once no more problems are kept, none are worded.
        hint = "" if self.problems.is_full else _hint(value, known)
        self.wrong(key, f"“{shorten(value)}” is not {what}.", hint)

    def text(self, key: str, *, required: bool = True, limit: int = 200) -> str:
        value = self.raw(key)
        if required and not value:
            self.wrong(key, "The cell is empty.", "Fill it in.")
        if len(value) > limit:
            self.wrong(key, f"The cell has {len(value)} characters.", f"Keep it to {limit}.")
        return value

    def reference(self, key: str) -> str:
        value = self.text(key)
        if value and not _REFERENCE.match(value):
            self.wrong(
                key,
                f"“{shorten(value)}” cannot be a reference.",
                "Use up to 40 letters a-z, digits, . _ or -.",
            )
        return value

    def country(self, key: str) -> str:
        """ISO 3166 alpha-2, from a code or an English or French name."""
        return self._country(key, self.text(key))

    def countries(self, key: str) -> tuple[str, ...]:
        """Several of them; none if the cell is empty."""
        found = (self._country(key, part) for part in self._parts(key, required=False))
        return tuple(dict.fromkeys(code for code in found if code))

    def _country(self, key: str, value: str) -> str:
        if not value or value.upper() in COUNTRIES:
            return value.upper()
        code = _country_names().get(fold(value), "")
        if not code:
            self._unknown(key, value, "a country", tuple(Locale("en").territories.values()))
        return code

    def zone(self, key: str) -> str:
        value = self.text(key)
        if value and value not in zone_names():
            self._unknown(key, value, "a time zone", _zone_hints(value))
            return ""
        return value

    def word(self, key: str, words: Mapping[str, str], what: str) -> str:
        """A word of a closed list, found by any of its spellings."""
        value = self.text(key)
        found = words.get(fold(value), "")
        if value and not found:
            self._unknown(key, value, what, tuple(dict.fromkeys(words.values())))
        return found

    def sector(self, key: str) -> str:
        return self.word(key, {sector: sector for sector in SECTORS}, "one of the thirteen sectors")

    def sectors(self, key: str) -> tuple[str, ...]:
        found: list[str] = []
        for part in self._parts(key, required=True):
            if fold(part) in SECTORS:
                found.append(fold(part))
            else:
                self._unknown(key, part, "one of the thirteen sectors", SECTORS)
        return tuple(dict.fromkeys(found))

    def languages(self, key: str) -> tuple[str, ...]:
        """Language tags, from tags or English or French names."""
        found: list[str] = []
        for part in self._parts(key, required=True):
            tag = part.lower().replace("_", "-")
            name = _language_names().get(fold(part), "")
            if name or (LANGUAGE.match(tag) and tag.partition("-")[0] in Locale("en").languages):
                found.append(name or tag)
            else:
                self._unknown(key, part, "a language", tuple(Locale("en").languages.values()))
        return tuple(dict.fromkeys(found))

    def _parts(self, key: str, *, required: bool) -> list[str]:
        value = self.text(key, required=required, limit=2000)
        return [part.strip() for part in _SPLIT.split(value) if part.strip()]

    def number(self, key: str, low: int, high: int, default: int) -> int:
        value = self.raw(key)
        if not value:
            return default
        if _COUNT.match(value) and low <= int(value) <= high:
            return int(value)
        self.wrong(
            key, f"“{shorten(value)}” is not a whole number from {low} to {high}.", "Write digits only."
        )
        return default

    def currency(self, key: str) -> str:
        value = self.text(key).upper()
        if value and value not in CURRENCIES:
            self._unknown(key, value, "an ISO 4217 currency", tuple(CURRENCIES))
        return value

    def money(self, key: str, currency: str) -> int:
        """An amount above 0 in minor units of `currency`; a decimal point or comma, no thousands."""
        value = self.text(key)
        digits = minor_digits(currency)
        match = _AMOUNT.match(value)
        # One comma before three digits may be a thousand: refuse rather than guess.
        if match and len(match[2] or "") <= digits and not (match[2] and "," in value and len(match[2]) > 2):  # noqa: PLR2004
            minor = int(Decimal(value.replace(",", ".")).scaleb(digits))
            if minor:
                return minor
            self.wrong(
                key, "The amount is 0.", "Everyone who teaches is paid: write what this person is paid."
            )
        elif value:
            remedy = "Write digits and a decimal point, for example: 600.00"
            self.wrong(key, f"“{shorten(value)}” is not an amount of money.", remedy)
        return 0

    def days(self, key: str) -> frozenset[date]:
        """Dates such as `2027-02-03`, or stretches such as `2027-02-03..2027-02-07`, separated by `;`."""
        found: set[date] = set()
        for part in filter(None, _DAYS_SPLIT.split(self.raw(key))):
            first, is_stretch, last = part.partition("..")
            begins, ends = _day(first), _day(last if is_stretch else first)
            if begins is None or ends is None:
                self.wrong(key, f"“{shorten(part)}” is not a date.", "Write year, month and day: 2027-02-03.")
            elif not 0 <= (ends - begins).days < LONGEST_STRETCH:
                self.wrong(
                    key,
                    f"“{shorten(part)}” is no stretch of days.",
                    f"Go forward, at most {LONGEST_STRETCH} days.",
                )
            else:
                found.update(begins + timedelta(days=step) for step in range((ends - begins).days + 1))
        if len(found) > MOST_DAYS:
            self.wrong(key, f"There are {len(found)} days.", f"Keep it to {MOST_DAYS}.")
        return frozenset(found)


def refuse_duplicates(key: str, rows: list[tuple[int, str]], problems: Problems) -> None:
    """Notes every value that is there twice, with the row of the first one."""
    first: dict[str, int] = {}
    for row, value in rows:
        if value and value.casefold() in first:
            message = f"“{shorten(value)}” is already in row {first[value.casefold()]}."
            problems.add(row, key, message, "Give each row its own, or remove one of the rows.")
        first.setdefault(value.casefold(), row)


def _day(value: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip(), re.ASCII):
        return None
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        return None
    return day if day.year in YEARS else None


@cache
def _country_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("en", "fr"):
        for code, name in Locale(language).territories.items():
            if code in COUNTRIES:
                names.setdefault(fold(name), code)
    return names


@cache
def _language_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("en", "fr"):
        for tag, name in Locale(language).languages.items():
            if LANGUAGE.match(tag) and fold(name):
                names.setdefault(fold(name), tag)
    return names


def _zone_hints(value: str) -> tuple[str, ...]:
    """Zones of that very city, else all of them."""
    return _zones_by_city().get(fold(value.rpartition("/")[2])) or tuple(sorted(zone_names()))


@cache
def _zones_by_city() -> dict[str, tuple[str, ...]]:
    cities: dict[str, tuple[str, ...]] = {}
    for zone in sorted(zone_names()):
        city = fold(zone.rpartition("/")[2])
        cities[city] = (*cities.get(city, ()), zone)
    return cities


@lru_cache(maxsize=1024)
def _hint(value: str, known: tuple[str, ...]) -> str:
    # The same wrong word tends to stand in many rows.
    return suggestion(value, known)
