"""The Django application of the audit."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.design import navigation


class AuditConfig(AppConfig):
    """The chain of events and their erasable parts."""

    name = "shelterbelt.ground.audit"
    label = "audit"

    def ready(self) -> None:
        """Offer the record to whoever may read it."""
        permissions = import_module("shelterbelt.ground.audit.permissions")
        navigation.offer(
            navigation.Menu.DESK,
            _("Record of events"),
            "audit.events",
            permission=permissions.READ_RECORD,
            order=90,
        )
