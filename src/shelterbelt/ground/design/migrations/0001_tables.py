"""The table of limits, and the cache table of Django's database cache, both UNLOGGED."""

from django.db import migrations, models

CACHE = """
CREATE UNLOGGED TABLE design_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX design_cache_expires ON design_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("key", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("whole_at", models.DateTimeField()),
                ("span", models.DurationField()),
            ],
            options={"indexes": [models.Index(fields=["whole_at"], name="design_tally_whole_at")]},
        ),
        migrations.RunSQL("ALTER TABLE design_tally SET UNLOGGED", "ALTER TABLE design_tally SET LOGGED"),
        migrations.RunSQL(CACHE, "DROP TABLE design_cache"),
    ]
