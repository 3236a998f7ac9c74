from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_safety_rows")]

    operations = [
        migrations.AddField(
            model_name="heldtext",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
