"""A strategy with a goal, an action and a risk, for the tests of this folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from tests.fixtures.agencies import AgencyFixture, make_agency, member

from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.strategies import StrategyView, strategy_view
from shelterbelt.equip.services import actions, goals, sharing, signing, strategies
from shelterbelt.equip.services.actions import ActionWords
from shelterbelt.equip.services.goals import GoalWords, RiskWords
from shelterbelt.equip.services.strategies import StrategyWords
from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.ground.db.scope import scope

SITE = "Planted Harbour Lane"
OWNER = "Planted Night Lead"
GOAL = "Every young person has an adult who asks nothing in return."
DOMAIN = "response"


class Ids(TypedDict):
    """Which strategy of which agency, as services and queries take it."""

    agency: UUID
    strategy: UUID


class Given(Ids):
    """The same, with who acts."""

    by: Actor


@dataclass(frozen=True)
class Written:
    """A draft of an agency, and those who act on it."""

    agency: AgencyFixture
    strategy: UUID
    goal: UUID
    action: UUID
    risk: UUID
    site: UUID

    @property
    def ids(self) -> Ids:
        return {"agency": self.agency.organisation, "strategy": self.strategy}

    @property
    def given(self) -> Given:
        return {"by": self.agency.leader, **self.ids}

    def view(self, reader: Actor | None = None) -> StrategyView:
        actor = reader or self.agency.leader
        with scope(actor):
            return strategy_view(for_=actor, **self.ids)

    def sign(self, said: str = "agreed", words: str = "", by: Actor | None = None) -> UUID:
        signer = by or self.agency.survivor_adviser
        digest = self.view(signer).digest
        return signing.sign_strategy(by=signer, **self.ids, said=said, words=words, digest=digest)

    def put_in_force(self) -> None:
        strategies.put_in_force(by=self.agency.leader, **self.ids)

    def share(self, programme: UUID, until: dt.date | None = None) -> UUID:
        day = until or clock.today() + dt.timedelta(days=30)
        return sharing.share_strategy(by=self.agency.leader, **self.ids, shown_to=programme, until=day)


def said(title: str = "Two quiet years") -> StrategyWords:
    start = clock.today()
    return StrategyWords(title, start, start + dt.timedelta(days=700), purpose="So that nobody is alone.")


def in_days(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def questions(number: int = 2) -> list[str]:
    return [one.key for one in question_set().questions if one.domain == DOMAIN and one.scope == "agency"][
        :number
    ]


def write(agency: AgencyFixture | None = None, *, has_risk: bool = True) -> Written:
    """A draft with one goal that answers two gaps, one action at a site and one risk."""
    of = agency or make_agency()
    site = of.site(SITE)
    strategy = strategies.begin_strategy(by=of.leader, agency=of.organisation, said=said())
    within: Given = {"by": of.leader, "agency": of.organisation, "strategy": strategy}
    goal = goals.add_goal(**within, said=GoalWords(GOAL, DOMAIN, questions(), "Somebody is there."))
    doing = ActionWords("Train the night staff.", in_days(20), OWNER, site, 120_050, "CAD")
    action = actions.add_action(**within, goal=goal, said=doing)
    risk = UUID(int=0)
    if has_risk:
        worry = RiskWords("Staff may ask too much.", "They learn to wait.", "Young advisers are asked.")
        risk = goals.add_risk(**within, goal=goal, said=worry)
    return Written(of, strategy, goal, action, risk, site)


def programme() -> tuple[UUID, Actor]:
    """An organisation that leads a programme, and its adviser."""
    host = make_agency(name="Programme House").organisation
    member(host, Role.PROGRAMME_LEAD)
    return host, member(host, Role.PROGRAMME_ADVISER)
