"""Advisers read what is shown to them and change nothing; what was taken out of a strategy is not shown.

The condition of a policy for everything also decides which rows can be deleted or locked. What advisers see is
therefore a policy for SELECT alone, and rows are deleted by those alone who may write them.
"""

from django.db import migrations

from shelterbelt.ground.db.policies import any_of, own_account, own_role, the_system

_AGENCY = own_role("organisation", "agency_leader", "front_line", "survivor_adviser", "board_member")
_LED = any_of(own_role("organisation", "agency_leader"), the_system())
_OWN_WORD = any_of(
    f"({own_account('account')}) AND ({own_role('organisation', 'survivor_adviser')})", the_system()
)
_WORKED = any_of(_AGENCY, the_system())
_ADVISER = own_role("shown_to", "programme_adviser")
_SHOWN = (
    f"SELECT strategy_id FROM equip_strategyshare WHERE {_ADVISER} "
    "AND taken_back_at IS NULL AND until >= current_date"
)


def _goals(condition: str = "") -> str:
    return f"SELECT id FROM equip_goal WHERE strategy_id IN ({_SHOWN}){condition}"


def _actions(of: str, condition: str = "") -> str:
    return f"SELECT id FROM equip_action WHERE goal_id IN ({of}){condition}"


_STANDS = "removed_at IS NULL"
_GOALS = _goals(f" AND {_STANDS}")
_ACTIONS = _actions(_GOALS, f" AND {_STANDS}")

# For each table: who writes its rows, what an adviser reads, and what an adviser's condition was before.
_TABLES = {
    "strategy": (_LED, f"id IN ({_SHOWN})", f"id IN ({_SHOWN})"),
    "goal": (_LED, f"strategy_id IN ({_SHOWN}) AND {_STANDS}", f"strategy_id IN ({_SHOWN})"),
    "action": (_WORKED, f"goal_id IN ({_GOALS}) AND {_STANDS}", f"goal_id IN ({_goals()})"),
    "harmrisk": (_LED, f"goal_id IN ({_GOALS}) AND {_STANDS}", f"goal_id IN ({_goals()})"),
    "progress": (_WORKED, f"action_id IN ({_ACTIONS})", f"action_id IN ({_actions(_goals())})"),
    "signoff": (_OWN_WORD, f"strategy_id IN ({_SHOWN})", f"strategy_id IN ({_SHOWN})"),
    "strategyshare": (_LED, _ADVISER, _ADVISER),
}


def _apart(name: str, writes: str, reads: str, former: str) -> migrations.RunSQL:
    table = f"equip_{name}"
    using = f"ALTER POLICY shelterbelt_rows ON {table} USING ({{}})"
    return migrations.RunSQL(
        [
            using.format(_WORKED),
            f"CREATE POLICY shelterbelt_shown ON {table} FOR SELECT USING ({reads})",
            f"CREATE POLICY shelterbelt_deletes ON {table} AS RESTRICTIVE FOR DELETE USING ({writes})",
        ],
        [
            f"DROP POLICY shelterbelt_deletes ON {table}",
            f"DROP POLICY shelterbelt_shown ON {table}",
            using.format(any_of(_AGENCY, former, the_system())),
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("equip", "0003_strategy_risks")]

    operations = [_apart(name, *conditions) for name, conditions in _TABLES.items()]
