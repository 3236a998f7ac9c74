"""The Django application of the audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The chain of events and their erasable parts."""

    name = "shelterbelt.ground.audit"
    label = "audit"
