"""An agency for each side of the scene, with one of everything that belongs to it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID

from shelterbelt.equip.models import (
    Assessor,
    LeaderInvitation,
    PackMail,
    PackReading,
    PeerConsent,
    PeerCounted,
    PeerRelease,
    StrategyShare,
    WorksAt,
)
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.strategies import strategy_view
from shelterbelt.equip.services import (
    actions,
    answering,
    assessments,
    goals,
    learning,
    settling,
    signing,
    sites,
    strategies,
    strategy_feed,
)
from shelterbelt.equip.services.sites import Look
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.queries import actor_of, bearer_of
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import INSTANCE, digest_token, new_token, seal_field

MARK = "Planted Harbour Lane"
AGENCY_ROLES = (Role.AGENCY_LEADER, Role.FRONT_LINE, Role.SURVIVOR_ADVISER, Role.BOARD_MEMBER)


def agency_of(
    organisation: UUID, letter: str
) -> tuple[dict[tuple[str, str], str], dict[str, str], dict[str, Account]]:
    """What stands in the paths of its pages, the links that open some, and its people by role."""
    people = {str(role): _member(organisation, role, letter) for role in AGENCY_ROLES}
    leader = actor_of(people["agency_leader"].pk)
    site = sites.add_site(by=leader, agency=organisation, name=f"{MARK} {letter}", kind="group_home")
    ahead = clock.today() + dt.timedelta(days=9)
    assignment = learning.assign_pack(
        by=leader,
        agency=organisation,
        pack="first-words",
        group="front_line",
        due_on=ahead,
        again_months=12,
    )
    assessment, standing, assessor, card = _assessment(leader, organisation, site, people)
    _more(organisation, site, people)
    grant = Grant.objects.get(account=people["front_line"])
    things = {
        ("uuid", "agency"): str(organisation),
        ("uuid", "site"): str(site),
        ("int", "year"): str(clock.today().year),
        ("uuid", "walk"): str(_walk(leader, organisation, site)),
        ("uuid", "member"): str(grant.pk),
        ("uuid", "assignment"): str(assignment),
        ("uuid", "assessment"): str(assessment),
        ("uuid", "standing"): str(standing),
        ("uuid", "assessor"): str(assessor),
        **_strategy(leader, organisation, people),
        ("slug", "pack"): "first-words",
        ("slug", "domain"): "response",
    }
    feed = strategy_feed.make_strategy_feed(by=leader, agency=organisation)
    links = {"card": card, "strategy feed": feed, "leader invitation": _invitation(organisation)}
    return things, links, people


def _invitation(organisation: UUID) -> str:
    """One that waits, given by the programme of the same house."""
    token = new_token()
    with scope(SYSTEM):
        row = LeaderInvitation(
            organisation=organisation,
            through=organisation,
            language="en",
            token_digest=digest_token(token),
            expires_at=clock.now() + dt.timedelta(days=9),
        )
        told = json.dumps({"name": "Someone Invited", "email": f"{row.pk}@example.org"})
        seal_field(row, "sealed", told, person=row.pk, agency=INSTANCE)
        row.save(force_insert=True)
    return token


def _strategy(leader: Actor, organisation: UUID, people: dict[str, Account]) -> dict[tuple[str, str], str]:
    """One that is signed and in force, told of and shown to the programme of the same house."""
    today = clock.today()
    words = strategies.StrategyWords(MARK, today, today + dt.timedelta(days=300), MARK, MARK)
    strategy = strategies.begin_strategy(by=leader, agency=organisation, said=words)
    ids = {"agency": organisation, "strategy": strategy}
    goal = goals.add_goal(by=leader, **ids, said=goals.GoalWords(MARK, "response"))
    doing = actions.ActionWords(MARK, today + dt.timedelta(days=30), MARK)
    action = actions.add_action(by=leader, **ids, goal=goal, said=doing)
    risk = goals.add_risk(by=leader, **ids, goal=goal, said=goals.RiskWords(MARK, MARK))
    adviser = actor_of(people["survivor_adviser"].pk)
    with scope(adviser):
        digest = strategy_view(for_=adviser, **ids).digest
    signing.sign_strategy(by=adviser, **ids, said="agreed", words="", digest=digest)
    actions.tell_progress(by=leader, **ids, action=action, state="under_way", words=MARK)
    with scope(SYSTEM):
        share = StrategyShare.objects.create(
            organisation=organisation,
            strategy_id=strategy,
            shown_to=organisation,
            until=today + dt.timedelta(days=30),
        )
    found = {"strategy": strategy, "goal": goal, "action": action, "risk": risk, "share": share.pk}
    return {("uuid", name): str(value) for name, value in found.items()}


def _more(organisation: UUID, site: UUID, people: dict[str, Account]) -> None:
    """One row of every guarded table that nothing else here fills: something must be there to leak."""
    own: dict[str, Any] = {"organisation": organisation}
    worker = people["front_line"].pk
    with scope(SYSTEM):
        WorksAt.objects.create(account=worker, site_id=site, **own)
        reading = {"pack": "first-words", "version": "1", "language": "en"}
        PackReading.objects.create(account=worker, **reading, **own)
        PackMail.objects.create(account=worker, packs=["first-words"], **own)
        PeerConsent.objects.create(**own)
        release = PeerRelease.objects.create(set_version="1", cells={}, agencies=6)
        PeerCounted.objects.create(release=release, assessment=site, **own)


def _assessment(
    leader: Actor, organisation: UUID, site: UUID, people: dict[str, Account]
) -> tuple[UUID, UUID, UUID, str]:
    """An open one, after one that was closed: what was settled, who was asked, and a card with an answer."""
    until = clock.today() + dt.timedelta(days=30)
    for is_last in (False, True):
        opened = assessments.open_assessment(by=leader, agency=organisation, sites=[site], closes_on=until)
        standing = settling.settle_question(
            by=leader,
            agency=organisation,
            assessment=opened,
            question=_asked("leader"),
            site=None,
            agreed=settling.Agreed("in_progress", owner=MARK),
        )
        shown = settling.Shown("document", MARK, MARK)
        settling.add_evidence(
            by=leader, agency=organisation, assessment=opened, standing=standing, shown=shown
        )
        if not is_last:
            assessments.close_assessment(by=leader, agency=organisation, assessment=opened)
    with scope(SYSTEM):
        asked = {
            name: Assessor.objects.create(
                organisation=organisation, assessment_id=opened, group=group, account=people[name].pk
            )
            for name, group in (("front_line", "front_line"), ("agency_leader", "leader"))
        }
    worker = actor_of(people["front_line"].pk)
    said: dict[tuple[str, UUID | None], answering.Said] = {
        (_asked("front_line"), None): answering.Said("need_support")
    }
    answering.answer_questions(by=worker, assessor=asked["front_line"].pk, said=said)
    (card,) = assessments.make_cards(
        by=leader, agency=organisation, assessment=opened, group="young_adviser", number=1
    )
    by_card: dict[tuple[str, UUID | None], answering.Said] = {
        (_asked("young_adviser"), None): answering.Said("not_met")
    }
    answering.answer_questions(by=bearer_of(digest_token(card)), said=by_card)
    return opened, standing, asked["front_line"].pk, card


def _asked(group: str) -> str:
    return next(one.key for one in question_set().asked(group, "agency") if one.domain == "response")


def _walk(leader: Actor, organisation: UUID, site: UUID) -> UUID:
    looks = [one.key for one in question_set().looks if one.site_kind == "group_home"]
    given = {looks[0]: Look("partly", f"{MARK}: a note")}
    return sites.keep_walk(by=leader, agency=organisation, site=site, walked_on=clock.today(), looks=given)


def _member(organisation: UUID, role: Role, letter: str) -> Account:
    account = Account.objects.create_user(f"{role}-{letter}@example.org", None)
    Grant.objects.create(account=account, role=role, organisation=organisation)
    return account
