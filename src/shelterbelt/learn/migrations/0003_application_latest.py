"""The list of applications, latest first, read from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learn", "0002_row_security")]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("submitted_at__isnull", False)),
                fields=["cohort", "-submitted_at", "-id"],
                name="application_latest",
            ),
        ),
    ]
