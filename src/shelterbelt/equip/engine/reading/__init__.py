"""How many years of school does it take to read this text with ease, and which words make it hard?"""

from shelterbelt.equip.engine.reading.check import check
from shelterbelt.equip.engine.reading.grading import FORMULAS, grade, hard_words, syllables
from shelterbelt.equip.engine.reading.plan import Grade, HardWord, NoFormula, NothingToRead, Reason, Why

__all__ = [
    "FORMULAS",
    "Grade",
    "HardWord",
    "NoFormula",
    "NothingToRead",
    "Reason",
    "Why",
    "check",
    "grade",
    "hard_words",
    "syllables",
]
