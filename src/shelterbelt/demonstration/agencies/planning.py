"""The strategies of the agencies: written, read by a survivor adviser, put in force, told of, shown to a programme."""

import datetime as dt
from typing import Any
from uuid import UUID

from shelterbelt.demonstration.agencies.bodies import Agency
from shelterbelt.demonstration.cast import data
from shelterbelt.equip.queries.standings import standings_of
from shelterbelt.equip.queries.strategies import strategies_of, strategy_view
from shelterbelt.equip.services import actions, goals, sharing, signing, strategies
from shelterbelt.equip.services.actions import ActionWords
from shelterbelt.equip.services.goals import GoalWords, RiskWords
from shelterbelt.equip.services.peers import agree_to_compare
from shelterbelt.equip.services.strategies import StrategyWords
from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import Role
from shelterbelt.ground.db.scope import scope

_LASTS, _SHOWN_FOR = dt.timedelta(days=540), dt.timedelta(days=90)
_CURRENCY, _GAPS = "CAD", 2
WRITTEN_DAYS = 120
"""How long before the day of loading a strategy is written; its dates are told from that day."""


def compare(agency: Agency) -> None:
    """Some of the agencies agree to be compared; there are too few for a comparison, and the page says so."""
    if agency.told.get("is_compared"):
        agree_to_compare(by=agency.leader, agency=agency.organisation)


def write_strategy(agency: Agency) -> None:
    """What is told of this agency, if anything is; what is there stays."""
    told = next((one for one in data("agencies")["strategy"] if one["agency"] == agency.told["key"]), None)
    leader = agency.leader
    with scope(leader):
        is_there = bool(strategies_of(for_=leader, agency=agency.organisation))
    if told is None or is_there:
        return
    today = clock.today()
    strategy = strategies.begin_strategy(
        by=leader,
        agency=agency.organisation,
        said=StrategyWords(
            title=told["title"],
            starts_on=today,
            ends_on=today + _LASTS,
            purpose=told["purpose"],
            public_words=told.get("public_words", ""),
        ),
    )
    for goal in told["goal"]:
        _goal(agency, strategy, goal)
    if told["fate"] == "in_force":
        _put_in_force(agency, strategy)
    _tell(agency, strategy, told)


def show_to_programme(agency: Agency, programme: UUID) -> None:
    """The strategy in force is shown to a programme's advisers for a while."""
    strategy = _first(agency)
    if strategy is not None:
        until = clock.today() + _SHOWN_FOR
        sharing.share_strategy(
            by=agency.leader, agency=agency.organisation, strategy=strategy, shown_to=programme, until=until
        )


def _first(agency: Agency) -> UUID | None:
    with scope(agency.leader):
        found = strategies_of(for_=agency.leader, agency=agency.organisation)
    return found[0].id if found else None


def _goal(agency: Agency, strategy: UUID, told: dict[str, Any]) -> None:
    ids = {"agency": agency.organisation, "strategy": strategy}
    leader, today = agency.leader, clock.today()
    with scope(leader):
        stood = standings_of(for_=leader, agency=agency.organisation)
    answers = [one.question for one in (stood.gaps if stood else ()) if one.domain == told["domain"]][:_GAPS]
    words = GoalWords(told["words"], told["domain"], answers, told.get("public_words", ""))
    goal = goals.add_goal(by=leader, **ids, said=words)
    for one in told["action"]:
        amount = one.get("amount")
        said = ActionWords(
            words=one["words"],
            due_on=today + dt.timedelta(days=one["due"] + WRITTEN_DAYS),
            owner=one["owner"],
            amount_minor=amount,
            currency=_CURRENCY if amount else "",
        )
        actions.add_action(by=leader, **ids, goal=goal, said=said)
    for one in told["risk"]:
        risk = RiskWords(one["words"], one["met_by"], one.get("watched_by", ""))
        goals.add_risk(by=leader, **ids, goal=goal, said=risk)


def _put_in_force(agency: Agency, strategy: UUID) -> None:
    ids = {"agency": agency.organisation, "strategy": strategy}
    adviser = agency.acting(Role.SURVIVOR_ADVISER)
    with scope(adviser):
        view = strategy_view(for_=adviser, **ids)
    signing.sign_strategy(by=adviser, **ids, said="agreed", words="", digest=view.digest)
    strategies.put_in_force(by=agency.leader, **ids)


def _tell(agency: Agency, strategy: UUID, told: dict[str, Any]) -> None:
    ids = {"agency": agency.organisation, "strategy": strategy}
    worker = agency.acting(Role.FRONT_LINE)
    said = {one["words"]: one for goal in told["goal"] for one in goal["action"]}
    with scope(agency.leader):
        view = strategy_view(for_=agency.leader, **ids)
    for action in (one for goal in view.goals for one in goal.actions):
        one = said.get(action.words, {})
        if one.get("told"):
            actions.tell_progress(by=worker, **ids, action=action.id, state=one["state"], words=one["told"])
