"""Whose assessments stood behind a comparison: for the system alone."""

import django.db.models.deletion
from django.db import migrations, models

from shelterbelt.ground.db.operations import ForceRowSecurity
from shelterbelt.ground.db.policies import the_system


class Migration(migrations.Migration):
    dependencies = [("equip", "0005_invitations")]

    operations = [
        migrations.CreateModel(
            name="PeerCounted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation", models.UUIDField()),
                ("assessment", models.UUIDField()),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="counted",
                        to="equip.peerrelease",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("release", "organisation"), name="peer_counted_once")
                ],
            },
        ),
        ForceRowSecurity("PeerCounted", the_system()),
    ]
