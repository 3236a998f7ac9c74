"""Complaints reach complaints officers alone; held texts the people on call; confirmations whoever was asked."""

from django.db import migrations

from shelterbelt.ground.db.operations import ForceRowSecurity
from shelterbelt.ground.db.policies import any_of, own_account, own_link, own_role, the_system

_DESK = own_role("organisation", "programme_lead", "programme_staff")
_OFFICER = own_role("organisation", "complaints_officer")
_HOLDER = own_link("token_digest")
_COMPLAINTS = f"SELECT id FROM people_complaint WHERE {any_of(_HOLDER, _OFFICER)}"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_safety")]

    operations = [
        ForceRowSecurity("IdentityConfirmation", any_of(_HOLDER, _DESK, the_system())),
        ForceRowSecurity("ConductSigning", any_of(_DESK, the_system())),
        ForceRowSecurity("Complaint", any_of(_HOLDER, _OFFICER, the_system())),
        ForceRowSecurity("ComplaintStep", any_of(f"complaint_id IN ({_COMPLAINTS})", the_system())),
        ForceRowSecurity("KeptApart", any_of(_OFFICER, the_system())),
        ForceRowSecurity("HeldText", any_of(own_role("organisation", "safeguarding"), the_system())),
        ForceRowSecurity(
            "OnCall",
            any_of(own_account("account_id"), own_role("organisation", "programme_lead", "safeguarding"), the_system()),
        ),
    ]
