"""Any history of acts: a strategy in force always has a survivor adviser's agreement with its very words."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress

import pytest
from tests.equip.strategy.written import DOMAIN, Written, in_days, write

from shelterbelt.equip.choices import StrategyState
from shelterbelt.equip.models import SignOff, Strategy
from shelterbelt.equip.services import actions, goals, strategies
from shelterbelt.equip.services.actions import ActionWords
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.equip.services.goals import GoalWords, RiskWords
from shelterbelt.equip.services.strategies import StrategyWords
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db
STEPS = 40
OFTEN = {"agree": 10.0, "force": 8.0, "risk": 5.0, "draft": 4.0, "close": 0.3, "goal": 0.5, "not yet": 0.5}
"""Acts that are tried more than others, or few histories would come to anything."""


def acts(one: Written, signers: list[Actor], dice: random.Random) -> dict[str, Callable[[], object]]:
    """What may be tried, whether it fits the state or not."""
    view = one.view()
    goal = dice.choice(view.goals).id if view.goals else one.goal
    bare = next((each.id for each in view.goals if not each.risks), goal)
    word = f"Word {dice.randint(1, 3)}"
    signer = dice.choice(signers)
    start = clock.today()
    given = one.given
    return {
        "agree": lambda: one.sign("agreed", by=signer),
        "agree if": lambda: one.sign("agreed_if", word, by=signer),
        "not yet": lambda: one.sign("not_yet", word, by=signer),
        "force": lambda: strategies.put_in_force(**given),
        "draft": lambda: strategies.reopen_strategy(**given),
        "close": lambda: strategies.close_strategy(**given),
        "title": lambda: strategies.change_strategy(**given, said=StrategyWords(word, start, in_days(9))),
        "goal": lambda: goals.add_goal(**given, said=GoalWords(word, DOMAIN)),
        "risk": lambda: goals.add_risk(**given, goal=bare, said=RiskWords(word, word)),
        "none": lambda: goals.add_risk(**given, goal=goal, said=RiskWords(word, is_none_seen=True)),
        "out": lambda: goals.remove_goal(**given, goal=goal),
        "back": lambda: goals.put_goal_back(**given, goal=one.goal),
        "action": lambda: actions.add_action(**given, goal=goal, said=ActionWords(word, in_days(3))),
        "progress": lambda: (
            actions.tell_progress(by=signer, **one.ids, action=view.actions[0].id, state="done", words=word)
            if view.actions
            else None
        ),
    }


def broken(one: Written, signers: list[Actor]) -> list[str]:
    """What must not be: read from the rows, without what the services look at."""
    with scope(one.agency.leader):
        row = Strategy.objects.get(pk=one.strategy)
        last = {
            signer.account: SignOff.objects.filter(strategy=row, account=signer.account)
            .order_by("-signed_at")
            .first()
            for signer in signers
        }
    if row.state != StrategyState.IN_FORCE:
        return []
    view = one.view()
    said = [sign for sign in last.values() if sign is not None]
    found = []
    if not any(sign.said == "agreed" and sign.digest == view.digest for sign in said):
        found.append("nobody agreed to these words")
    if any(sign.said == "not_yet" for sign in said):
        found.append("somebody said not yet")
    found += ["a goal without a risk" for goal in view.goals if not goal.risks]
    return found + ([] if view.goals else ["no goal"])


def live(seed: int) -> int:
    """One history; how often the strategy was put in force in it."""
    dice = random.Random(seed)  # noqa: S311 -- a history, not a secret
    one = write()
    signers = [one.agency.survivor_adviser, one.agency.someone(Role.SURVIVOR_ADVISER)]
    times_in_force = 0
    for step in range(STEPS):
        possible = acts(one, signers, dice)
        name = dice.choices(list(possible), [OFTEN.get(each, 0.8) for each in possible])[0]
        with suppress(Incomplete, NotInThisState, NotThere):
            possible[name]()
            times_in_force += name == "force"
        assert broken(one, signers) == [], f"seed {seed}, step {step}: {name}"
    return times_in_force


def test_in_force_always_means_agreed_to_these_very_words() -> None:
    assert sum(live(seed) for seed in range(3)) > 3
