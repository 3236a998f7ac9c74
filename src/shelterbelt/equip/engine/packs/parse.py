"""Reads a pack from its files: `pack.toml`, and the words of each language in Markdown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from shelterbelt.equip.engine.packs.problem import NOT_CONFIRMED, Edition, Pack, Section, Source

TABLE = "pack.toml"
_ENDING = ".md"
_LINE_END = re.compile(r"\r\n?|\n")
"""What the reader of Markdown takes for the end of a line; Python knows more of them."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in which file, at which line (0 where no line is meant), and what to do."""

    file: str
    line: int
    words: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.words} {self.remedy}"


class PackMistakes(ValueError):
    """The files are no pack. `mistakes` names every place."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(one) for one in mistakes))


def markdown() -> MarkdownIt:
    """The Markdown of packs: CommonMark without raw HTML, links or pictures, so that a pack is whole in one file."""
    return MarkdownIt("commonmark", {"html": False}).disable(["link", "image", "autolink", "reference"])


def parse_pack(files: Mapping[str, str]) -> Pack:
    """A pack from its files.

    Args:
        files: text by name: `pack.toml`, and `en.md`, `fr.md` and so on. In a language's file each section begins
            with `## `, and every block quote is a question to think about.

    Raises:
        PackMistakes: with every place and its remedy.
    """
    reader = _Reader(_table(files))
    languages = sorted(name.removesuffix(_ENDING) for name in files if name.endswith(_ENDING))
    title, summary = reader.texts("title", languages), reader.texts("summary", languages)
    sections = {language: _sections(files[language + _ENDING]) for language in languages}
    unreviewed = reader.unreviewed(languages)
    reader.mistakes += [found for language in languages for found in _before(language, files)]
    pack = Pack(
        key=reader.text("key"),
        version=reader.text("version"),
        order=reader.number("order"),
        minutes=reader.number("minutes"),
        refresh_months=reader.number("refresh_months"),
        roles=reader.list_("roles"),
        site_kinds=tuple(kind for kind in reader.list_("site_kinds") if kind != "all"),
        framework=reader.text("framework"),
        authors=reader.list_("authors"),
        terms=reader.text("terms"),
        sources=reader.sources(),
        editions={
            language: Edition(
                language,
                title[language],
                summary[language],
                sections[language],
                unreviewed=language in unreviewed,
            )
            for language in languages
        },
    )
    if reader.mistakes:
        raise PackMistakes(reader.mistakes)
    return pack


def _table(files: Mapping[str, str]) -> Mapping[str, object]:
    if TABLE not in files:
        raise PackMistakes([Mistake(TABLE, 0, "It is missing.", "Every pack has one.")])
    try:
        return tomllib.loads(files[TABLE])
    except tomllib.TOMLDecodeError as error:
        raise PackMistakes([Mistake(TABLE, 0, f"This is no TOML: {error}.", "Mend that line.")]) from error


class _Reader:
    """Takes values out of the table and keeps what is wrong with them."""

    def __init__(self, table: Mapping[str, object]) -> None:
        self._table = table
        self.mistakes: list[Mistake] = []

    def _wrong(self, key: str, remedy: str) -> None:
        self.mistakes.append(Mistake(TABLE, 0, f"`{key}` is missing or is not what it should be.", remedy))

    def text(self, key: str) -> str:
        value = self._table.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._wrong(key, "Write a text in quotation marks.")
        return ""

    def number(self, key: str) -> int:
        value = self._table.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        self._wrong(key, "Write a whole number above 0.")
        return 0

    def list_(self, key: str) -> tuple[str, ...]:
        value = self._table.get(key)
        if isinstance(value, list) and value and all(isinstance(one, str) and one for one in value):
            return tuple(value)
        self._wrong(key, "Write a list of texts in square brackets.")
        return ()

    def unreviewed(self, languages: Sequence[str]) -> frozenset[str]:
        """Languages of which the table says that nobody who grew up with them has read the words."""
        told = self.list_("unreviewed") if "unreviewed" in self._table else ()
        strange = sorted(set(told) - set(languages))
        if strange:
            self._wrong("unreviewed", f"There is no file for {', '.join(strange)}.")
        return frozenset(told)

    def texts(self, key: str, languages: Sequence[str]) -> dict[str, str]:
        value = self._table.get(key)
        told = value if isinstance(value, dict) else {}
        found = {one: str(told.get(one, "")).strip() for one in languages}
        for language, text in found.items():
            if not text:
                self._wrong(f"{key}.{language}", f"There is a file {language}{_ENDING}: write this text too.")
        return found

    def sources(self) -> tuple[Source, ...]:
        value = self._table.get("source")
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        found = []
        for place, row in enumerate(rows, start=1):
            texts = {name: row.get(name) for name in ("key", "title", "publisher", "terms", "mark")}
            told = row.get("year")
            year = told if isinstance(told, int) and not isinstance(told, bool) and told > 0 else None
            if (year is None and told != NOT_CONFIRMED) or not all(
                isinstance(one, str) and one for one in texts.values()
            ):
                words = f'It needs key, title, publisher, year (or "{NOT_CONFIRMED}"), terms and mark.'
                self._wrong(f"source {place}", words)
                continue
            found.append(Source(year=year, **{name: str(one) for name, one in texts.items()}))
        if not rows:
            self._wrong("source", "Name at least one source of what the pack says.")
        return tuple(found)


def _sections(text: str) -> tuple[Section, ...]:
    lines = _LINE_END.split(text)
    tokens = markdown().parse(text)
    starts = [
        (token.map[0], tokens[place + 1].content)
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0 and token.map
    ]
    ends = [start for start, _heading in starts][1:] + [len(lines)] * bool(starts)
    return tuple(
        _section(heading, "\n".join(lines[start + 1 : end]).strip())
        for (start, heading), end in zip(starts, ends, strict=True)
    )


def _before(language: str, files: Mapping[str, str]) -> list[Mistake]:
    """Words before the first section belong to none and would be lost."""
    tokens = markdown().parse(files[language + _ENDING])
    if not tokens or (tokens[0].type, tokens[0].tag) == ("heading_open", "h2"):
        return []
    line = (tokens[0].map or [0])[0] + 1
    return [Mistake(language + _ENDING, line, "This stands before the first section.", "Begin with `## `.")]


def _section(heading: str, body: str) -> Section:
    tokens = markdown().parse(body)
    return Section(heading, body, _questions(tokens), len(f"{heading} {plain(tokens)}".split()))


def plain(tokens: Sequence[Token]) -> str:
    """The words of a piece of Markdown without its marks, a line for each block."""
    told = []
    for token in tokens:
        if token.type == "inline":
            parts = token.children or []
            told.append("".join(" " if part.type.endswith("break") else part.content for part in parts))
    return "\n".join(told)


def _questions(tokens: Sequence[Token]) -> tuple[str, ...]:
    found: list[str] = []
    begun = -1
    for place, token in enumerate(tokens):
        if token.type == "blockquote_open" and begun < 0:
            begun = place
        elif token.type == "blockquote_close" and tokens[begun].level == token.level:
            found.append(plain(tokens[begun:place]).replace("\n", " ").strip())
            begun = -1
    return tuple(found)
