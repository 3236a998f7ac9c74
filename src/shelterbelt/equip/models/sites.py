"""Places where young people live, learn or come by, and walks through them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from shelterbelt.equip.choices import Seen, SiteKind
from shelterbelt.ground import clock
from shelterbelt.ground.secrets import SealedText


class Site(models.Model):
    """One place of an agency. It never holds an address: where young people are is not kept here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    kind = models.CharField(max_length=20, choices=SiteKind)
    name = SealedText()
    added_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("organisation", "closed_at"), name="site_of_agency"),)
        constraints = (models.CheckConstraint(condition=Q(kind__in=SiteKind.values), name="site_kind_known"),)

    def __str__(self) -> str:
        return f"site {self.pk}"


class Walk(models.Model):
    """One walk through a site with the looks of its kind, on one day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="walks")
    set_version = models.CharField(max_length=20)
    walked_on = models.DateField()
    account = models.UUIDField(null=True, help_text="Who walked; null once they asked to be forgotten.")
    begun_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=("site", "-walked_on"), name="walk_latest"),)

    def __str__(self) -> str:
        return f"walk {self.pk}"


class WalkAnswer(models.Model):
    """What was found at one look."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="answers")
    look = models.CharField(max_length=120)
    seen = models.CharField(max_length=12, choices=Seen)
    note = SealedText(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("walk", "look"), name="walk_look_once"),
            models.CheckConstraint(condition=Q(seen__in=Seen.values), name="walk_seen_known"),
        )

    def __str__(self) -> str:
        return self.look
