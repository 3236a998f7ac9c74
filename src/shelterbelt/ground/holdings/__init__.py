"""What is held about a person, in every slice: one registry, one export, one erasure with its proof."""

from shelterbelt.ground.holdings.registry import (
    AlreadyRegistered,
    Holding,
    register,
    registered,
    uncovered_models,
)

__all__ = ["AlreadyRegistered", "Holding", "register", "registered", "uncovered_models"]
