"""Applications are seen by whoever holds their link, and by the programme's own organisation."""

from django.db import migrations

from shelterbelt.ground.db.operations import ForceRowSecurity
from shelterbelt.ground.db.policies import any_of, own_account, own_link, own_organisation, the_system


class Migration(migrations.Migration):
    dependencies = [("learn", "0001_tables")]

    operations = [
        ForceRowSecurity(
            "Application",
            any_of(own_link("token_digest"), own_organisation("organisation"), own_account("account_id"), the_system()),
        ),
    ]
