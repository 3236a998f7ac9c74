"""What is held about a person, in every slice: one registry, one export, one erasure with its proof."""

from shelterbelt.ground.holdings.registry import (
    AlreadyRegistered,
    Holding,
    identities_of,
    register,
    register_others,
    registered,
    uncovered_models,
)

__all__ = [
    "AlreadyRegistered",
    "Holding",
    "identities_of",
    "register",
    "register_others",
    "registered",
    "uncovered_models",
]
