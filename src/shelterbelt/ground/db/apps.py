"""Registration with Django."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """Holds no tables; brings roles, row-level security, backup and the doctor."""

    name = "shelterbelt.ground.db"
    label = "db"
