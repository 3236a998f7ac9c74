"""How a network stands: how connected, across what, through whom, and who is about to be lost."""

from shelterbelt.cultivate.engine.health.brokers import brokers
from shelterbelt.cultivate.engine.health.check import check
from shelterbelt.cultivate.engine.health.core import core_ties
from shelterbelt.cultivate.engine.health.measure import measure
from shelterbelt.cultivate.engine.health.plan import Brokers, Health, Mixing, Risk
from shelterbelt.cultivate.engine.health.problem import BadNetwork, CoreRule, Network, network

__all__ = [
    "BadNetwork",
    "Brokers",
    "CoreRule",
    "Health",
    "Mixing",
    "Network",
    "Risk",
    "brokers",
    "check",
    "core_ties",
    "measure",
    "network",
]
