from django.db import migrations

from shelterbelt.ground.db.operations import AppendOnly


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_tables")]

    operations = [AppendOnly("Event"), AppendOnly("Part")]
