"""How far people who answered the same questions agree beyond chance, and how sure that figure is."""

from shelterbelt.equip.engine.agreement.check import check
from shelterbelt.equip.engine.agreement.measure import cohen, fleiss, krippendorff
from shelterbelt.equip.engine.agreement.plan import Agreement, Measure, Why
from shelterbelt.equip.engine.agreement.problem import Items, Pairs, UnevenAnswers

__all__ = [
    "Agreement",
    "Items",
    "Measure",
    "Pairs",
    "UnevenAnswers",
    "Why",
    "check",
    "cohen",
    "fleiss",
    "krippendorff",
]
