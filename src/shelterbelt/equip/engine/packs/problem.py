"""What a learning pack is: one short piece of learning, in one or more languages, with its sources and terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Texts = Mapping[str, str]
"""A text by language."""

SHORTEST, LONGEST = 15, 30
"""Minutes that a pack may take, reading and thinking."""
NEEDED = ("en", "fr")
"""Languages that every pack has; others are there where a translation exists."""

NOT_CONFIRMED = "not confirmed"
"""What stands for a source's year that was looked for and not found: a year from memory is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from.

    Attributes:
        year: of its publication; None where nobody has confirmed one yet, and readers are told so.
        mark: "C" read in the source, "S" only in a secondary one.
        terms: under which it may be used, such as "public domain" or "cited".
    """

    key: str
    title: str
    publisher: str
    year: int | None
    terms: str
    mark: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a pack under its heading.

    Attributes:
        heading: plain text.
        body: Markdown without its heading.
        questions: what to think about, alone or together; plain text. There is no right answer to be marked.
        words: how many words it has.
    """

    heading: str
    body: str
    questions: tuple[str, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Edition:
    """A pack in one language.

    Attributes:
        unreviewed: the pack says of this translation that nobody who grew up with the language has read it yet, and
            readers are told so. False says only that the pack does not say it.
    """

    language: str
    title: str
    summary: str
    sections: tuple[Section, ...]
    unreviewed: bool = False

    @property
    def words(self) -> int:
        """Words of all sections."""
        return sum(section.words for section in self.sections)

    @property
    def questions(self) -> int:
        """Questions of all sections."""
        return sum(len(section.questions) for section in self.sections)


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack.

    Attributes:
        key: stable for ever, also over versions.
        version: of its words; who did an older one is asked to look again.
        minutes: as told to people.
        refresh_months: after how long it is done again.
        roles: for whom: leader, front_line, young_adviser, survivor_adviser, board.
        site_kinds: where; empty for every kind of place.
        framework: the knowledge framework from which it speaks; frameworks are described elsewhere.
        authors: who wrote it.
        terms: under which it may be passed on and changed.
        sources: of its facts.
        editions: by language.
    """

    key: str
    version: str
    order: int
    minutes: int
    refresh_months: int
    roles: tuple[str, ...]
    site_kinds: tuple[str, ...]
    framework: str
    authors: tuple[str, ...]
    terms: str
    sources: tuple[Source, ...]
    editions: Mapping[str, Edition]

    def __post_init__(self) -> None:
        """Nobody changes the editions afterwards."""
        object.__setattr__(self, "editions", MappingProxyType(dict(self.editions)))

    def in_language(self, language: str) -> Edition:
        """The edition in a language, or else the English one."""
        return self.editions.get(language) or self.editions["en"]
