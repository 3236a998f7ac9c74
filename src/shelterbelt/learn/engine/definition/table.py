"""One TOML table being read: its fields, lists and inner tables, and the report of what is wrong."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Self

from shelterbelt.learn.engine.definition.mistakes import Finding, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shelterbelt.learn.engine.definition.places import Path, Place

MOST_ENTRIES = 400
MOST_MISTAKES = 300

#: Control characters, line separators that are not LF, and halves of characters.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

TYPE_NAMES: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number with a decimal point",
    str: "text",
    datetime: "a date with a time",
    date: "a date",
    time: "a time of day",
    dict: "a table",
    list: "a list",
}


def type_name(value: object) -> str:
    """What a TOML value is, in the words of the handbook."""
    return TYPE_NAMES.get(type(value), "something else")


class Report:
    """All findings so far, and the languages every text must have."""

    def __init__(self, places: dict[Path, Place]) -> None:
        self.places = places
        self.findings: list[Finding] = []
        self.left_off = 0
        self.page_languages: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        return len(self.findings) >= MOST_MISTAKES

    def suggestion(self, value: str, known: Iterable[str]) -> str:
        # Comparing words is slow; a file of nothing but mistakes must still be answered quickly.
        return "" if self.is_full else suggestion(value, known)

    def add(self, path: Path, code: str, /, **params: object) -> None:
        if self.is_full:
            self.left_off += 1
            return
        shown = tuple((name, _shorten(str(value))) for name, value in params.items())
        self.findings.append(Finding(path, code, shown))

    def first_line(self, path: Path) -> int:
        place = self.places.get(path)
        return place.line if place else 1


class Table:
    """One table of the definition; `close` reports the fields that nobody asked for."""

    def __init__(self, values: Mapping[str, object], path: Path, report: Report) -> None:
        self.values = values
        self.path = path
        self.report = report
        self.asked: set[str] = set()

    def has(self, key: str) -> bool:
        return key in self.values

    def add(self, key: str, code: str, /, **params: object) -> None:
        self.report.add((*self.path, key), code, **params)

    def close(self, not_here: Mapping[str, tuple[str, str]] | None = None) -> None:
        """`not_here`: keys of other patterns, with this pattern's name and those that use the key."""
        for key in self.values:
            if key in self.asked:
                continue
            if not_here and key in not_here:
                pattern, others = not_here[key]
                self.add(key, "not_for_pattern", key=key, pattern=pattern, patterns=others)
            else:
                self.add(key, "unknown_key", key=key, suggestion=self.report.suggestion(key, self.asked))

    def raw(self, key: str, *, example: str, required: bool) -> object | None:
        self.asked.add(key)
        value = self.values.get(key)
        if value is None and required:
            self.report.add(self.path, "missing", key=key, example=f"{key} = {example}")
        return value

    def typed(self, key: str, kind: type, *, example: str, required: bool) -> object | None:
        value = self.raw(key, example=example, required=required)
        if value is None or type(value) is kind:
            return value
        self.wrong_type((*self.path, key), value, kind, f"{key} = {example}")
        return None

    def wrong_type(self, path: Path, value: object, kind: type, example: str) -> None:
        self.report.add(
            path, "wrong_type", expected=TYPE_NAMES[kind], found=type_name(value), example=example
        )

    def table(self, key: str, *, required: bool) -> Self | None:
        value = self.raw(key, example="{ … }", required=required)
        if value is None:
            return None
        if isinstance(value, dict):
            return type(self)(value, (*self.path, key), self.report)
        self.wrong_type((*self.path, key), value, dict, f"[{key}]")
        return None

    def rows(self, key: str, *, required: bool, example: str) -> list[Self]:
        """The tables of `[[key]]`, or of a list of inline tables."""
        path = (*self.path, key)
        return [
            type(self)(value, (*path, index), self.report)
            for index, value in self.entries(key, dict, required=required, example=example)
            if isinstance(value, dict)
        ]

    def entries(self, key: str, kind: type, *, required: bool, example: str) -> list[tuple[int, object]]:
        values = self.typed(key, list, example=example, required=required)
        if not isinstance(values, list):
            return []
        path = (*self.path, key)
        if not values:
            self.report.add(path, "empty")
        if len(values) > MOST_ENTRIES:
            self.report.add(path, "too_many", count=len(values), limit=MOST_ENTRIES)
        right: list[tuple[int, object]] = []
        for index, value in enumerate(values[:MOST_ENTRIES]):
            if type(value) is kind:
                right.append((index, value))
            else:
                self.wrong_type((*path, index), value, kind, f"{key} = {example}")
        return right

    def once(self, path: Path, values: list[tuple[int, object]]) -> list[tuple[int, object]]:
        seen: dict[object, int] = {}
        for index, value in values:
            if value in seen:
                first = self.report.first_line((*path, seen[value]))
                self.report.add((*path, index), "duplicate", value=value, first_line=first)
            else:
                seen[value] = index
        return [(index, value) for value, index in seen.items()]


def _shorten(value: str, limit: int = 300) -> str:
    plain = CONTROL.sub("\N{REPLACEMENT CHARACTER}", value).replace("\n", " ")
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"
