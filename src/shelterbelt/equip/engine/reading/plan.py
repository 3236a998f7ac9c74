"""How hard a text is to read, and what makes it so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoFormula(ValueError):
    """No formula with a school grade is known for the language asked for."""


class NothingToRead(ValueError):
    """The text has no word."""


class Why(StrEnum):
    """What a reason is about. The words are made outside the engine."""

    WORDS_A_SENTENCE = "words_a_sentence"
    SYLLABLES_A_WORD = "syllables_a_word"
    LONGEST_SENTENCE = "longest_sentence"
    SHORT_TEXT = "short_text"
    """So few words that one of them moves the grade: read it together with its neighbours."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that makes the grade what it is.

    Attributes:
        why: what it is about.
        amount: words in a sentence on average, syllables in a word on average, words of the longest sentence, or
            words of a short text.
    """

    why: Why
    amount: float


@dataclass(frozen=True, slots=True)
class Grade:
    """How hard a text is to read.

    Attributes:
        language: in which it was read.
        formula: its name, with authors and year.
        grade: school grade of the United States, one decimal, never below 0; 8.0 is read by most who begin grade 8.
        ease: Flesch's 0 to 100 and beyond, higher is easier, where the formula goes by it.
        sentences: how many.
        words: how many.
        syllables: how many.
        reasons: what makes it so.
    """

    language: str
    formula: str
    grade: float
    ease: float | None
    sentences: int
    words: int
    syllables: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class HardWord:
    """A long word, and how often it stands in the text."""

    word: str
    syllables: int
    times: int
