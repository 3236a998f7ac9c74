"""The Django application of erasures."""

from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    """The proofs of what was erased."""

    name = "shelterbelt.ground.holdings"
    label = "holdings"
