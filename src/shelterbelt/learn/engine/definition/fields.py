"""The kinds of field a definition has: each method reads one and goes on with a stand-in if it is wrong."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.definition.problem import Text, minor_digits
from shelterbelt.learn.engine.definition.table import CONTROL, Table, type_name
from shelterbelt.learn.engine.definition.wordlists import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from shelterbelt.learn.engine.definition.places import Path

LONGEST_TEXT = 4000
LONGEST_LINE = 200
LONGEST_KEY = 60
YEARS = range(2000, 2101)

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z", re.ASCII)
_AMOUNT = re.compile(r"\d{1,9}(\.(\d{1,4}))?\Z", re.ASCII)


class Fields(Table):
    """A table and its typed fields."""

    def line(self, key: str, *, example: str, required: bool = True, limit: int = LONGEST_LINE) -> str:
        """One line of text, stripped."""
        value = self.typed(key, str, example=f'"{example}"', required=required)
        if not isinstance(value, str):
            return ""
        return self._text_at((*self.path, key), value.strip(), limit)

    def _text_at(self, path: Path, value: str, limit: int) -> str:
        if not value:
            self.report.add(path, "empty")
        elif CONTROL.search(value):
            self.report.add(path, "control_character")
        elif len(value) > limit:
            self.report.add(path, "too_long", length=len(value), limit=limit)
        return value

    def slug(self, key: str, *, example: str) -> str:
        value = self.line(key, example=example, limit=60)
        if value and not _SLUG.match(value):
            self.add(key, "bad_slug", value=value, example=example)
        return value

    def name(self, key: str, *, example: str) -> str:
        value = self.line(key, example=example, limit=60)
        if value and not _KEY.match(value):
            self.add(key, "bad_key", value=value, example=example)
        return value

    def word(
        self, key: str, known: Collection[str], *, expected: str, example: str, default: str = ""
    ) -> str:
        """A word of a closed list; `default` stands in when it is missing or wrong."""
        value = self.typed(key, str, example=f'"{example}"', required=not default)
        if not isinstance(value, str):
            return default
        if value in known:
            return value
        self.add(
            key,
            "unknown_word",
            value=value,
            expected=expected,
            suggestion=self.report.suggestion(value, known),
        )
        return default

    def words(
        self, key: str, known: Collection[str] | None, *, expected: str, example: str, required: bool = True
    ) -> tuple[str, ...]:
        """Different words of a closed list, or language tags when `known` is None."""
        path = (*self.path, key)
        entries = self.entries(key, str, required=required, example=f'["{example}"]')
        found: list[str] = []
        for index, value in self.once(path, entries):
            word = str(value)
            if word in known if known is not None else LANGUAGE.match(word):
                found.append(word)
            else:
                hint = (
                    self.report.suggestion(word, known)
                    if known is not None
                    else f"Write a language tag, for example: {example}"
                )
                self.report.add(
                    (*path, index), "unknown_word", value=word, expected=expected, suggestion=hint
                )
        return tuple(found)

    def names(self, key: str, *, example: str) -> tuple[str, ...]:
        """Different keys, in their order; () when the field is left out."""
        path = (*self.path, key)
        entries = self.entries(key, str, required=False, example=f'["{example}"]')
        found: list[str] = []
        for index, value in self.once(path, entries):
            word = str(value)
            if _KEY.match(word) and len(word) <= LONGEST_KEY:
                found.append(word)
            else:
                self.report.add((*path, index), "bad_key", value=word, example=example)
        return tuple(found)

    def number(self, key: str, low: int, high: int, *, example: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`; required unless it has a default."""
        value = self.typed(key, int, example=str(example), required=default is None)
        stand_in = low if default is None else default
        if not isinstance(value, int):
            return stand_in
        if low <= value <= high:
            return value
        self.add(key, "out_of_range", value=_digits(value), low=low, high=high)
        return stand_in

    def optional_number(self, key: str, low: int, high: int, *, example: int) -> int | None:
        self.asked.add(key)
        return self.number(key, low, high, example=example, default=low) if self.has(key) else None

    def numbers(self, key: str, low: int, high: int, *, example: str) -> tuple[int, ...] | None:
        """Different whole numbers, ascending; None when the field is left out."""
        self.asked.add(key)
        if not self.has(key):
            return None
        path = (*self.path, key)
        found: list[int] = []
        for index, value in self.once(path, self.entries(key, int, required=False, example=example)):
            if isinstance(value, int) and low <= value <= high:
                found.append(value)
            elif isinstance(value, int):
                self.report.add((*path, index), "out_of_range", value=_digits(value), low=low, high=high)
        return tuple(sorted(found))

    def flag(self, key: str) -> bool:
        return self.typed(key, bool, example="true", required=False) is True

    def text(self, key: str, *, example: str) -> Text:
        """Words in several languages; required."""
        return self.optional_text(key, required=True, example=example) or Text(())

    def optional_text(self, key: str, *, required: bool = False, example: str = "…") -> Text | None:
        path = (*self.path, key)
        value = self.typed(key, dict, example=f'{{ en = "{example}" }}', required=required)
        return self.text_at(path, value) if isinstance(value, dict) else None

    def text_at(self, path: Path, value: Mapping[str, object]) -> Text:
        """Words in several languages from a table of them."""
        pairs: list[tuple[str, str]] = []
        for tag, words in value.items():
            language = str(tag)
            if not LANGUAGE.match(language):
                hint = self.report.suggestion(language, self.report.page_languages)
                self.report.add(
                    (*path, language),
                    "unknown_word",
                    value=language,
                    expected="a language tag",
                    suggestion=hint,
                )
            elif not isinstance(words, str):
                self.wrong_type((*path, language), words, str, f'{language} = "…"')
            else:
                stripped = _lines(words)
                pairs.append((language, self._text_at((*path, language), stripped, LONGEST_TEXT)))
        for language in self.report.page_languages:
            if language not in value:
                self.report.add(path, "missing_language", language=language)
        return Text(tuple(pairs))

    def clock(self, key: str, *, example: str, default: time | None = None) -> time:
        """A time of day to the minute: "18:00" or a TOML local time."""
        value = self.raw(key, example=f'"{example}"', required=default is None)
        stand_in = default or time(0)
        if value is None:
            return stand_in
        if isinstance(value, time) and not value.second and not value.microsecond:
            return value
        if isinstance(value, str) and (match := _CLOCK.match(value)):
            return time(int(match[1]), int(match[2]))
        self.add(key, "bad_time", value=_any(value), example=f'"{example}"')
        return stand_in

    def day(self, key: str, *, example: str) -> date | None:
        value = self.raw(key, example=example, required=True)
        return None if value is None else self.day_at((*self.path, key), value, example)

    def day_at(self, path: Path, value: object, example: str) -> date | None:
        if type(value) is date:
            return value if self._in_years(path, value) else None
        self.report.add(path, "bad_date", value=_any(value), example=example)
        return None

    def _in_years(self, path: Path, value: date) -> bool:
        if value.year in YEARS:
            return True
        self.report.add(path, "out_of_range", value=f"year {value.year}", low=YEARS[0], high=YEARS[-1])
        return False

    def days(self, key: str, *, example: str) -> tuple[date, ...]:
        """Different dates, ascending; required."""
        path = (*self.path, key)
        entries = self.entries(key, date, required=True, example=f"[{example}]")
        found = [self.day_at((*path, index), value, example) for index, value in self.once(path, entries)]
        return tuple(sorted(day for day in found if day))

    def moment(self, key: str, *, example: str, day_means: time) -> datetime | None:
        """A clock time without offset; a bare date means `day_means` on that day."""
        value = self.raw(key, example=example, required=True)
        path = (*self.path, key)
        if isinstance(value, date) and not self._in_years(path, value):
            return None
        if type(value) is date:
            return datetime.combine(value, day_means)
        if isinstance(value, datetime):
            if value.tzinfo is not None:
                self.add(key, "has_offset")
                return None
            if not value.second and not value.microsecond:
                return value
        if value is not None:
            self.add(key, "bad_date", value=_any(value), example=example)
        return None

    def money(self, key: str, currency: str, *, example: str) -> int | None:
        """An amount in minor units: text such as "450.00", or whole units; None when left out."""
        value = self.raw(key, example=f'"{example}"', required=False)
        if value is None:
            return None
        digits = minor_digits(currency)
        amount = str(value) if isinstance(value, str) or (type(value) is int and abs(value) < 10**9) else "?"
        match = _AMOUNT.match(amount)
        if match and len(match[2] or "") <= digits:
            return int(Decimal(amount).scaleb(digits))
        shown = f"{Decimal(example):.{digits}f}"
        self.add(key, "bad_money", value=_any(value), currency=currency, digits=digits, example=f'"{shown}"')
        return None


def _lines(words: str) -> str:
    return "\n".join(line.rstrip() for line in words.strip().replace("\t", " ").split("\n"))


def _any(value: object) -> str:
    if isinstance(value, int):
        return _digits(value)
    return type_name(value) if isinstance(value, dict | list) else str(value)


def _digits(value: int) -> str:
    # Python refuses to print integers of more than 4,300 digits.
    return str(value) if abs(value) < 10**18 else "a number of more than 18 digits"
