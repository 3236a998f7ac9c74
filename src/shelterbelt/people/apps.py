"""The Django application of `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the README of this folder."""

    name = "shelterbelt.people"
    label = "people"
