"""No harm seen is said in words; goals, actions and risks that were taken out can be put back."""

from django.db import migrations, models
from django.db.models import Q

import shelterbelt.ground.secrets


class Migration(migrations.Migration):
    dependencies = [("equip", "0002_row_security")]

    operations = [
        *(
            migrations.AddField(
                model_name=model, name="removed_at", field=models.DateTimeField(blank=True, null=True)
            )
            for model in ("goal", "action", "harmrisk")
        ),
        migrations.AddField(
            model_name="harmrisk",
            name="is_none_seen",
            field=models.BooleanField(default=False, help_text="No harm is seen; the words say why."),
        ),
        migrations.AlterField(
            model_name="harmrisk",
            name="met_by",
            field=shelterbelt.ground.secrets.SealedText(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="harmrisk",
            constraint=models.CheckConstraint(
                condition=Q(is_none_seen=True, met_by__isnull=True)
                | Q(is_none_seen=False, met_by__isnull=False),
                name="risk_met_or_none_seen",
            ),
        ),
    ]
