"""Whose assessments stood behind a comparison. Read by the counting alone, so that no two comparisons tell of few."""

from __future__ import annotations

from django.db import models

from shelterbelt.equip.models.readiness import PeerRelease


class PeerCounted(models.Model):
    """One agency's assessment that was counted in a comparison."""

    release = models.ForeignKey(PeerRelease, on_delete=models.CASCADE, related_name="counted")
    organisation = models.UUIDField()
    assessment = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("release", "organisation"), name="peer_counted_once"),)

    def __str__(self) -> str:
        return f"counted {self.organisation}"
