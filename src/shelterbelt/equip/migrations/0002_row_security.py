"""Which rows whom: an agency's own people, the holder of a card, and advisers while a strategy is shown to them.

Another agency's rows do not exist, whatever the code above asks. Nobody of the agency reads an anonymous answer.
"""

from django.db import migrations

from shelterbelt.ground.db.operations import ForceRowSecurity
from shelterbelt.ground.db.policies import any_of, own_account, own_link, own_role, the_system

_AGENCY = own_role("organisation", "agency_leader", "front_line", "survivor_adviser", "board_member")
_LEAD = own_role("organisation", "agency_leader")
_SIGNER = own_role("organisation", "survivor_adviser")
_OWN = f"({own_account('account')}) AND ({_AGENCY})"
_SHOWN = (
    f"SELECT strategy_id FROM equip_strategyshare WHERE {own_role('shown_to', 'programme_adviser')} "
    "AND taken_back_at IS NULL AND until >= current_date"
)
_SHOWN_GOALS = f"SELECT id FROM equip_goal WHERE strategy_id IN ({_SHOWN})"
_SHOWN_ACTIONS = f"SELECT id FROM equip_action WHERE goal_id IN ({_SHOWN_GOALS})"
_OWN_ASSESSOR = f"SELECT id FROM equip_assessor WHERE {any_of(_OWN, own_link('token_digest'))}"
_LED = any_of(_LEAD, the_system())


class Migration(migrations.Migration):
    dependencies = [("equip", "0001_tables")]

    operations = [
        *(
            ForceRowSecurity(model, any_of(_AGENCY, the_system()), _LED)
            for model in (
                *("Site", "Assessment", "AssessedSite", "Standing", "Evidence", "GroupRelease"),
                *("PackAssignment", "WorksAt"),
            )
        ),
        *(ForceRowSecurity(model, any_of(_AGENCY, the_system())) for model in ("Walk", "WalkAnswer")),
        ForceRowSecurity("Assessor", any_of(_LEAD, _OWN, own_link("token_digest"), the_system())),
        ForceRowSecurity(
            "Response",
            any_of(f"assessor_id IN ({_OWN_ASSESSOR})", f"NOT is_anonymous AND ({_LEAD})", the_system()),
            any_of(f"assessor_id IN ({_OWN_ASSESSOR})", the_system()),
        ),
        ForceRowSecurity("PeerConsent", _LED),
        ForceRowSecurity("PackReading", any_of(_OWN, _LEAD, the_system()), any_of(_OWN, the_system())),
        ForceRowSecurity("Strategy", any_of(_AGENCY, f"id IN ({_SHOWN})", the_system()), _LED),
        ForceRowSecurity("Goal", any_of(_AGENCY, f"strategy_id IN ({_SHOWN})", the_system()), _LED),
        ForceRowSecurity(
            "Action",
            any_of(_AGENCY, f"goal_id IN ({_SHOWN_GOALS})", the_system()),
            any_of(_AGENCY, the_system()),
        ),
        ForceRowSecurity("HarmRisk", any_of(_AGENCY, f"goal_id IN ({_SHOWN_GOALS})", the_system()), _LED),
        ForceRowSecurity(
            "Progress",
            any_of(_AGENCY, f"action_id IN ({_SHOWN_ACTIONS})", the_system()),
            any_of(_AGENCY, the_system()),
        ),
        ForceRowSecurity(
            "SignOff",
            any_of(_AGENCY, f"strategy_id IN ({_SHOWN})", the_system()),
            any_of(f"({own_account('account')}) AND ({_SIGNER})", the_system()),
        ),
        ForceRowSecurity(
            "StrategyShare",
            any_of(_AGENCY, own_role("shown_to", "programme_adviser"), the_system()),
            _LED,
        ),
        ForceRowSecurity("StrategyFeed", any_of(_OWN, own_link("token_digest"), the_system())),
    ]
