"""Ties that live by contact: how strong they are, how long they last, and how fast they fade."""

from shelterbelt.cultivate.engine.ties.check import check
from shelterbelt.cultivate.engine.ties.fade import fade
from shelterbelt.cultivate.engine.ties.plan import HalfLife, Source, Tie, Ties
from shelterbelt.cultivate.engine.ties.problem import BadLog, Contact, Kind, Log, Rule
from shelterbelt.cultivate.engine.ties.weigh import tally

__all__ = [
    "BadLog",
    "Contact",
    "HalfLife",
    "Kind",
    "Log",
    "Rule",
    "Source",
    "Tie",
    "Ties",
    "check",
    "fade",
    "tally",
]
