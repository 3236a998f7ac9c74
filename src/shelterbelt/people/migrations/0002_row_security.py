"""Only the person's own account reaches what is sealed; the history of consents is only ever added to."""

from django.db import migrations

from shelterbelt.ground.db.operations import AppendOnly, ForceRowSecurity
from shelterbelt.ground.db.policies import any_of, own_account, own_organisation, the_system

_OWN_ID = f"SELECT id FROM people_professional WHERE {own_account('account_id')}"
_OWN = f"person_id IN ({_OWN_ID})"
# Background work sees the consents of the one use for which it declared itself, and no other.
_DECLARED_USE = f"{the_system()} AND use = nullif(current_setting('shelterbelt.use', true), '')"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables")]

    operations = [
        ForceRowSecurity("LivedExperience", _OWN),
        ForceRowSecurity("CommunityChoice", _OWN),
        ForceRowSecurity("UnsafeNameMark", _OWN),
        ForceRowSecurity(
            "PersonName",
            any_of(_OWN, "seen_by = 'everyone'", own_organisation("custodian")),
            any_of(_OWN, "kind = 'chosen'"),
        ),
        ForceRowSecurity("Consent", any_of(_OWN, _DECLARED_USE)),
        ForceRowSecurity("ConsentEvent", any_of(f"person IN ({_OWN_ID})", _DECLARED_USE)),
        AppendOnly("ConsentEvent"),
    ]
