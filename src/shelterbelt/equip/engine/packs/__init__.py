"""Learning packs for front-line staff: read from plain files, checked, whole without a network."""

from shelterbelt.equip.engine.packs.check import check_pack, minutes_of
from shelterbelt.equip.engine.packs.parse import Mistake, PackMistakes, markdown, parse_pack
from shelterbelt.equip.engine.packs.problem import Edition, Pack, Section

__all__ = [
    "Edition",
    "Mistake",
    "Pack",
    "PackMistakes",
    "Section",
    "check_pack",
    "markdown",
    "minutes_of",
    "parse_pack",
]
