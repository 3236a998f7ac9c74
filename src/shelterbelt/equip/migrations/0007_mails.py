"""Who was reminded of an assessment, and when someone was last written to about packs: the latter for the system alone."""

import uuid

import django.contrib.postgres.fields
from django.db import migrations, models

import shelterbelt.ground.clock
from shelterbelt.ground.db.operations import ForceRowSecurity
from shelterbelt.ground.db.policies import the_system


class Migration(migrations.Migration):
    dependencies = [("equip", "0006_peers")]

    operations = [
        migrations.AddField(
            model_name="assessor", name="reminded_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.CreateModel(
            name="PackMail",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("organisation", models.UUIDField()),
                ("account", models.UUIDField()),
                (
                    "packs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                ("sent_at", models.DateTimeField(default=shelterbelt.ground.clock.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "account"), name="pack_mail_latest")
                ],
            },
        ),
        ForceRowSecurity("PackMail", the_system()),
    ]
