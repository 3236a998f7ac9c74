"""Whether a grade follows from the text: letters are walked through one by one, and the formulas taken per 100 words."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from shelterbelt.equip.engine.reading.grading import SHORT, syllables
from shelterbelt.equip.engine.reading.plan import Grade, Why
from shelterbelt.equip.engine.reading.text import plain

_ROOM = Fraction(51, 1000)
"""Half of the last printed place, and a hair for the rounding itself."""
_BEGINS = ((5, 100), (6, 90), (7, 80), (8, 70), (10, 60), (13, 50), (17, 30))
"""Grade and the ease at which it begins."""


def check(text: str, told: Grade) -> tuple[str, ...]:
    """What is wrong with a grade; empty if nothing is.

    Words are found letter by letter and the sums are done in fractions. The number of sentences is held to the number
    of stops and lines; syllables of single words are held by lists made by hand.
    """
    words = _words(text)
    wrong = [] if told.words == len(words) else ["words"]
    if told.syllables != sum(syllables(word, told.language) for word in words):
        wrong.append("syllables")
    if not 1 <= told.sentences <= max(1, _stops(text)):
        wrong.append("sentences")
    if wrong:
        return tuple(wrong)
    length = Fraction(told.words, told.sentences)
    a_hundred = Fraction(100 * told.syllables, told.words)
    if told.language.lower().startswith("fr"):
        ease = 207 - Fraction(1015, 1000) * length - Fraction(736, 1000) * a_hundred
        wrong += [] if told.ease is not None and abs(Fraction(told.ease) - ease) <= _ROOM else ["ease"]
        school = _on_the_line(ease)
    else:
        school = (39 * length + Fraction(118, 10) * a_hundred - 1559) / 100
        wrong += [] if told.ease is None else ["ease"]
    wrong += [] if abs(Fraction(told.grade) - max(Fraction(), school)) <= _ROOM else ["grade"]
    short = any(reason.why is Why.SHORT_TEXT for reason in told.reasons)
    return (*wrong, *([] if short == (told.words < SHORT) else ["reasons"]))


def _words(text: str) -> list[str]:
    found, word = [], ""
    letters = plain(text) + " "
    for place, letter in enumerate(letters[:-1]):
        following = letters[place + 1]
        joins = letter in "'-" and word[-1:].isalpha() and following.isalpha()
        counts = letter in ".,:" and word[-1:].isdecimal() and following.isdecimal()
        same = not word or word[-1].isdecimal() == letter.isdecimal() or word[-1] in "'-.,:"
        if joins or counts or (letter.isalnum() and same):
            word += letter
        else:
            found += [word] if word else []
            word = letter if letter.isalnum() else ""
    return found + ([word] if word else [])


def _stops(text: str) -> int:
    """The most sentences that there could be: every stop and every line ends one."""
    return sum(letter in ".!?…\n" for letter in text) + 1


def _on_the_line(ease: Fraction) -> Fraction:
    for (low, above), (high, below) in pairwise(_BEGINS):
        if ease >= below or below == _BEGINS[-1][1]:
            return Fraction(low) + Fraction(above - ease) / (above - below) * (high - low)
    raise AssertionError
