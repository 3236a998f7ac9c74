"""Invitations to lead an agency: read by whoever holds the link; whoever let the agency in is asked for in code."""

import uuid

from django.db import migrations, models

import shelterbelt.ground.clock
import shelterbelt.ground.secrets.fields
from shelterbelt.ground.db.operations import ForceRowSecurity
from shelterbelt.ground.db.policies import any_of, own_link, the_system

_OPEN = models.Q(("ended_at__isnull", True), ("used_at__isnull", True))


class Migration(migrations.Migration):
    dependencies = [("equip", "0004_adviser_reads_only")]

    operations = [
        migrations.CreateModel(
            name="LeaderInvitation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("organisation", models.UUIDField()),
                ("through", models.UUIDField(blank=True, null=True)),
                (
                    "invited_by",
                    models.UUIDField(
                        blank=True,
                        help_text="Null for a command at the server, and once they asked to be forgotten.",
                        null=True,
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("sealed", shelterbelt.ground.secrets.fields.SealedText(blank=True, null=True)),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=shelterbelt.ground.clock.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("account", models.UUIDField(blank=True, help_text="Who used it.", null=True)),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, help_text="When it was taken back or forgotten.", null=True
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "-made_at"], name="invitation_latest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=_OPEN, fields=("organisation",), name="invitation_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at__isnull", True), ("ended_at__isnull", True), _connector="OR"
                        ),
                        name="invitation_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(_OPEN, ("sealed__isnull", True), _connector="OR"),
                        name="invitation_forgets_whom",
                    ),
                ],
            },
        ),
        ForceRowSecurity("LeaderInvitation", any_of(own_link("token_digest"), the_system())),
    ]
