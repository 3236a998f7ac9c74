"""Reads a set from its files: `set.toml`, `questions/<domain>.toml`, `places/<kind of site>.toml`."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from shelterbelt.equip.engine.readiness.problem import (
    Domain,
    Look,
    Question,
    QuestionSet,
    SiteKind,
    Source,
    Standard,
)

TABLE = "set.toml"
_QUESTIONS, _PLACES = "questions/", "places/"
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in which file, at which entry, and what to do."""

    file: str
    entry: str
    words: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, {self.entry}" if self.entry else self.file
        return f"{place}: {self.words} {self.remedy}"


class SetMistakes(ValueError):
    """The files are no set. `mistakes` names every place."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(one) for one in mistakes))


def parse_set(files: Mapping[str, str]) -> QuestionSet:
    """A set from its files; whether it is fit to be asked is another question (`check_set`).

    Args:
        files: text by name: `set.toml`, `questions/policy.toml`, `places/school.toml` and so on. The domain of a
            question and the kind of site of a look are the names of their files.

    Raises:
        SetMistakes: with every place and its remedy.
    """
    mistakes: list[Mistake] = []
    tables = {name: _table(name, text, mistakes) for name, text in sorted(files.items())}
    if TABLE not in files:
        mistakes.append(Mistake(TABLE, "", "It is missing.", "Every set has one."))
    head = _Reader(TABLE, tables.get(TABLE, {}), "", mistakes)
    domains = tuple(
        Domain(row.text("key"), row.texts("name"), row.texts("about")) for row in head.rows("domain")
    )
    order = {domain.key: place for place, domain in enumerate(domains)}
    questions = [one for name, table in tables.items() for one in _questions(name, table, mistakes)]
    found = QuestionSet(
        version=head.text("version"),
        released=head.date("released"),
        domains=domains,
        site_kinds=tuple(SiteKind(row.text("key"), row.texts("name")) for row in head.rows("site_kind")),
        sources=tuple(_source(row) for row in head.rows("source")),
        standards=tuple(_standard(row) for row in head.rows("standard")),
        questions=tuple(sorted(questions, key=lambda one: order.get(one.domain, len(order)))),
        looks=tuple(one for name, table in tables.items() for one in _looks(name, table, mistakes)),
    )
    if mistakes:
        raise SetMistakes(mistakes)
    return found


def _table(name: str, text: str, mistakes: list[Mistake]) -> Row:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        mistakes.append(Mistake(name, "", f"This is no TOML: {error}.", "Mend that line."))
        return {}


def _questions(name: str, table: Row, mistakes: list[Mistake]) -> Iterator[Question]:
    if not name.startswith(_QUESTIONS):
        return
    for row in _Reader(name, table, "", mistakes).rows("question"):
        yield Question(
            key=row.text("key"),
            domain=PurePosixPath(name).stem,
            scope=row.text("scope"),
            site_kinds=row.list_("site_kinds"),
            asked_of=row.list_("asked_of"),
            text=row.texts("text"),
            help=row.texts("help"),
            evidence=row.lists("evidence"),
            sources=row.list_("sources"),
            maps=row.lists("maps", is_needed=False),
            retest_months=row.number("retest_months"),
        )


def _looks(name: str, table: Row, mistakes: list[Mistake]) -> Iterator[Look]:
    if not name.startswith(_PLACES):
        return
    for row in _Reader(name, table, "", mistakes).rows("look"):
        yield Look(
            key=row.text("key"),
            site_kind=PurePosixPath(name).stem,
            theme=row.text("theme"),
            effect=row.text("effect"),
            text=row.texts("text"),
            help=row.texts("help"),
            sources=row.list_("sources"),
        )


def _source(row: _Reader) -> Source:
    return Source(
        key=row.text("key"),
        title=row.text("title"),
        publisher=row.text("publisher"),
        year=row.number("year"),
        terms=row.text("terms"),
        mark=row.text("mark"),
        where=row.text("where", is_needed=False),
    )


def _standard(row: _Reader) -> Standard:
    return Standard(row.text("key"), row.text("name"), row.text("publisher"), row.list_("numbers"))


class _Reader:
    """Takes values out of a table and keeps what is wrong with them."""

    def __init__(self, file: str, table: Row, entry: str, mistakes: list[Mistake]) -> None:
        self._file, self._table, self._entry, self._mistakes = file, table, entry, mistakes

    def _wrong(self, key: str, remedy: str) -> None:
        words = f"`{key}` is missing or is not what it should be."
        self._mistakes.append(Mistake(self._file, self._entry, words, remedy))

    def rows(self, key: str) -> Iterator[_Reader]:
        value = self._table.get(key)
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        if not rows:
            self._wrong(key, f"Write at least one [[{key}]].")
        for place, row in enumerate(rows, start=1):
            entry = f"{key} {row.get('key') or place}"
            yield _Reader(self._file, row, entry, self._mistakes)

    def text(self, key: str, *, is_needed: bool = True) -> str:
        value = self._table.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if is_needed or value is not None:
            self._wrong(key, "Write a text in quotation marks.")
        return ""

    def number(self, key: str) -> int:
        value = self._table.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        self._wrong(key, "Write a whole number above 0.")
        return 0

    def date(self, key: str) -> dt.date:
        value = self._table.get(key)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        self._wrong(key, "Write a date such as 2026-11-23, without quotation marks.")
        return dt.date.min

    def list_(self, key: str) -> tuple[str, ...]:
        return self._listed(key, self._table.get(key))

    def texts(self, key: str) -> dict[str, str]:
        value = self._table.get(key)
        if isinstance(value, dict) and value and all(isinstance(one, str) and one for one in value.values()):
            return {language: one.strip() for language, one in value.items()}
        self._wrong(key, 'Write it in each language: {en = "…", fr = "…"}.')
        return {}

    def lists(self, key: str, *, is_needed: bool = True) -> dict[str, tuple[str, ...]]:
        value = self._table.get(key)
        if isinstance(value, dict):
            return {name: self._listed(f"{key}.{name}", one) for name, one in value.items()}
        if is_needed or value is not None:
            self._wrong(key, "Write lists by name, such as en and fr.")
        return {}

    def _listed(self, key: str, value: object) -> tuple[str, ...]:
        if isinstance(value, list) and value and all(isinstance(one, str) and one for one in value):
            return tuple(value)
        self._wrong(key, "Write a list of texts in square brackets.")
        return ()
