"""Which packs are asked of whom, and who has read which."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shelterbelt.equip.choices import Group
from shelterbelt.equip.models.sites import Site
from shelterbelt.ground import clock


class PackAssignment(models.Model):
    """A pack asked of a group at one site or everywhere, read again after some months where that is said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    pack = models.CharField(max_length=60)
    group = models.CharField(max_length=20, choices=Group)
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, null=True, blank=True, related_name="pack_assignments"
    )
    due_on = models.DateField()
    again_months = models.PositiveSmallIntegerField(null=True, blank=True)
    assigned_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "pack", "group", "site"),
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="pack_assigned_once",
            ),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="pack_group_known"),
        )

    def __str__(self) -> str:
        return f"{self.pack} for {self.group}"


class PackReading(models.Model):
    """Someone says that they read a pack. No answer to a question of the pack is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    account = models.UUIDField()
    pack = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=("organisation", "account", "pack"), name="pack_reading_of"),)

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class PackMail(models.Model):
    """When someone was last written to about what an agency asks them to read, and which packs were open then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    account = models.UUIDField()
    packs = ArrayField(models.CharField(max_length=60))
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "account"), name="pack_mail_latest"),)

    def __str__(self) -> str:
        return f"mail about {len(self.packs)}"


class WorksAt(models.Model):
    """At which site someone works; without a row they work for the whole agency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    account = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="workers")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "site"), name="works_at_once"),)

    def __str__(self) -> str:
        return f"{self.account} at {self.site_id}"
