"""A complaint about an officer is withheld from that officer; each complaint keeps people apart for itself."""

import django.contrib.postgres.fields
from django.db import migrations, models

from shelterbelt.ground.db.policies import any_of, own_link, own_role, the_system

_OFFICER = own_role("organisation", "complaints_officer")
_HOLDER = own_link("token_digest")
_NOT_WITHHELD = "(SELECT nullif(current_setting('shelterbelt.account', true), '')::uuid) <> ALL (withheld_from)"
_POLICY = "ALTER POLICY shelterbelt_rows ON {table} USING ({sql}) WITH CHECK ({sql})"
_COMPLAINT = any_of(_HOLDER, f"({_OFFICER}) AND {_NOT_WITHHELD}", the_system())
# What the inner query finds is under the policy of complaints itself.
_OF_COMPLAINT = "complaint_id IN (SELECT id FROM people_complaint)"
_STEP = any_of(_OF_COMPLAINT, the_system())
_APART = any_of(f"({_OFFICER}) AND ({_OF_COMPLAINT})", the_system())
_FORMER_COMPLAINT = any_of(_HOLDER, _OFFICER, the_system())
_FORMER_STEP = any_of(
    f"complaint_id IN (SELECT id FROM people_complaint WHERE {any_of(_HOLDER, _OFFICER)})", the_system()
)
_FORMER_APART = any_of(_OFFICER, the_system())


def _policy(table: str, sql: str, former: str) -> migrations.RunSQL:
    return migrations.RunSQL(_POLICY.format(table=table, sql=sql), _POLICY.format(table=table, sql=former))


class Migration(migrations.Migration):
    dependencies = [("people", "0005_held_reminders")]

    operations = [
        migrations.AddField("complaint", "wants_apart", models.BooleanField(default=False)),
        migrations.AddField(
            "complaint",
            "withheld_from",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), blank=True, default=list, size=None
            ),
        ),
        migrations.RemoveConstraint("keptapart", "apart_once"),
        migrations.AddConstraint(
            "keptapart",
            models.UniqueConstraint(
                fields=("complaint", "first", "second"),
                condition=models.Q(ended_at__isnull=True),
                name="apart_once",
            ),
        ),
        _policy("people_complaint", _COMPLAINT, _FORMER_COMPLAINT),
        _policy("people_complaintstep", _STEP, _FORMER_STEP),
        _policy("people_keptapart", _APART, _FORMER_APART),
    ]
