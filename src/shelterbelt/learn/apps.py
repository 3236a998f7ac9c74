"""The Django application of `learn`."""

from django.apps import AppConfig


class LearnConfig(AppConfig):
    """See the README of this folder."""

    name = "shelterbelt.learn"
    label = "learn"
