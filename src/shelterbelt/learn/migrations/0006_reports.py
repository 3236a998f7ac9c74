"""Releases of a programme's numbers."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import shelterbelt.ground.clock
from shelterbelt.ground.db.operations import ForceRowSecurity
from shelterbelt.ground.db.policies import any_of, own_role, the_system


class Migration(migrations.Migration):
    dependencies = [("learn", "0005_admission_rows")]

    operations = [
        migrations.CreateModel(
            name="ReportRelease",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("organisation", models.UUIDField()),
                ("cells", models.JSONField()),
                ("made_at", models.DateTimeField(default=shelterbelt.ground.clock.now)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="releases",
                        to="learn.programme",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["programme", "-made_at"], name="report_latest")]},
        ),
        ForceRowSecurity("ReportRelease", any_of(own_role("organisation", "programme_lead"), the_system())),
    ]
