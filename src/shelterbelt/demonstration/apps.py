"""The Django application of the demonstration. It has no tables."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """See the README of this folder."""

    name = "shelterbelt.demonstration"
    label = "demonstration"
