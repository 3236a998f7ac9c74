"""The Django application of the look."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Templates, static files, form rendering, and the two small tables of limits and cache."""

    name = "shelterbelt.ground.design"
    label = "design"
