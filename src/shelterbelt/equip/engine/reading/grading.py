"""School grade by a published formula for each language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from shelterbelt.equip.engine.reading import english, french
from shelterbelt.equip.engine.reading.plan import Grade, HardWord, NoFormula, NothingToRead, Reason, Why
from shelterbelt.equip.engine.reading.text import plain, sentences

SHORT = 100
"""Words of the samples for which Flesch made his formula. A shorter text moves with a single word."""
_LETTERS_SAID = 5
"""A word of so many capitals or fewer is taken as said letter by letter."""
_EASE_AND_GRADE = (
    (100.0, 5.0),
    (90.0, 6.0),
    (80.0, 7.0),
    (70.0, 8.0),
    (60.0, 10.0),
    (50.0, 13.0),
    (30.0, 17.0),
)
"""Flesch (1949), The Art of Readable Writing: where each grade begins. 70 to 80 is read in grade 7, 60 to 70 in grades 8
and 9, 50 to 60 in high school, 30 to 50 in college. In between a straight line, and on with the same slope at the ends."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A published formula.

    Attributes:
        name: with authors and year.
        syllables: of one word in small letters.
        hard_from: syllables from which a word is told to the writer as long.
        grade: school grade and ease, from words a sentence and syllables a word.
    """

    name: str
    syllables: Callable[[str], int]
    hard_from: int
    grade: Callable[[float, float], tuple[float, float | None]]


def _flesch_kincaid(words: float, syllables: float) -> tuple[float, float | None]:
    return 0.39 * words + 11.8 * syllables - 15.59, None


def _kandel_moles(words: float, syllables: float) -> tuple[float, float | None]:
    ease = 207.0 - 1.015 * words - 73.6 * syllables
    return _grade_of(ease), ease


def _grade_of(ease: float) -> float:
    lines = list(pairwise(_EASE_AND_GRADE))
    (above, low), (below, high) = next((line for line in lines if ease >= line[1][0]), lines[-1])
    return low + (above - ease) * (high - low) / (above - below)


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "en": Formula(
            "Flesch-Kincaid grade level (Kincaid et al. 1975)", english.syllables, 3, _flesch_kincaid
        ),
        "fr": Formula("Flesch for French (Kandel and Moles 1958)", french.syllables, 4, _kandel_moles),
    }
)
"""By language."""


def grade(text: str, language: str) -> Grade:
    """The school grade of a text.

    Args:
        text: plain text or light Markdown. Give a question together with its help: a grade of a single sentence says
            little.
        language: "en" or "fr"; a region behind it ("fr-CA") is left away.

    Raises:
        NoFormula: the language has none.
        NothingToRead: the text has no word.
    """
    formula = _formula(language)
    found = sentences(text)
    if not found:
        raise NothingToRead("The text has no word: there is nothing to grade.")
    lengths = [len(sentence) for sentence in found]
    words = sum(lengths)
    counted = sum(syllables(word, language) for sentence in found for word in sentence)
    school, ease = formula.grade(words / len(lengths), counted / words)
    reasons = [
        Reason(Why.WORDS_A_SENTENCE, round(words / len(lengths), 1)),
        Reason(Why.SYLLABLES_A_WORD, round(counted / words, 2)),
        Reason(Why.LONGEST_SENTENCE, max(lengths)),
    ]
    if words < SHORT:
        reasons.append(Reason(Why.SHORT_TEXT, words))
    return Grade(
        language=language,
        formula=formula.name,
        grade=round(max(0.0, school), 1),
        ease=None if ease is None else round(ease, 1),
        sentences=len(lengths),
        words=words,
        syllables=counted,
        reasons=tuple(reasons),
    )


def hard_words(text: str, language: str) -> tuple[HardWord, ...]:
    """Long words of a text, the longest first, then the most frequent: what a writer looks at first.

    Raises:
        NoFormula: the language has none.
    """
    least = _formula(language).hard_from
    times = Counter(word.lower() for sentence in sentences(text) for word in sentence)
    found = [HardWord(word, syllables(word, language), number) for word, number in times.items()]
    hard = (one for one in found if one.syllables >= least)
    return tuple(sorted(hard, key=lambda one: (-one.syllables, -one.times, one.word)))


def syllables(word: str, language: str) -> int:
    """Syllables of one word, at least 1.

    A number has as many as digits; a word of two to five capitals is said letter by letter; parts that a hyphen joins
    are added up.

    Raises:
        NoFormula: the language has none.
    """
    formula = _formula(language)
    return sum(_said(part, formula) for part in plain(word).split("-") if part)


def _said(word: str, formula: Formula) -> int:
    if word[:1].isdigit():
        return sum(letter.isdigit() for letter in word)
    if 1 < len(word) <= _LETTERS_SAID and word.isupper():
        return len(word)
    return formula.syllables(word.lower())


def _formula(language: str) -> Formula:
    found = FORMULAS.get(language.split("-", maxsplit=1)[0].lower())
    if found is None:
        raise NoFormula(
            f"No formula gives a school grade for “{language}”: use one of {', '.join(FORMULAS)}."
        )
    return found
