"""The Django application of `learn`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.design import navigation


class LearnConfig(AppConfig):
    """See the README of this folder."""

    name = "shelterbelt.learn"
    label = "learn"

    def ready(self) -> None:
        """Offer the desk to programme staff."""
        access = import_module("shelterbelt.learn.access")
        for menu in (navigation.Menu.MAIN, navigation.Menu.DESK):
            label = _("Programmes") if menu is navigation.Menu.DESK else _("Desk")
            navigation.offer(menu, label, "desk.programmes", permission=access.READ_COHORTS, order=20)
