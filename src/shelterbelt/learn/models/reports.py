"""Numbers that were told to people outside, kept so that a later release cannot be subtracted from an earlier one."""

from __future__ import annotations

import uuid

from django.db import models

from shelterbelt.ground import clock
from shelterbelt.learn.models.programmes import Programme


class ReportRelease(models.Model):
    """One release of a programme's reach: `cells` maps each key to its number, or to null where it is left out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="releases")
    organisation = models.UUIDField()
    cells = models.JSONField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=("programme", "-made_at"), name="report_latest"),)

    def __str__(self) -> str:
        return f"release {self.pk}"
