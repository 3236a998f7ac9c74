"""The Django application of accounts and grants."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Accounts and the roles granted to them."""

    name = "shelterbelt.ground.access"
    label = "access"
