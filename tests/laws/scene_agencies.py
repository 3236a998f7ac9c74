"""An agency for each side of the scene, with one of everything that belongs to it."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db.models import Model

from shelterbelt.equip.models import (
    Action,
    Assessor,
    Goal,
    HarmRisk,
    PackReading,
    PeerConsent,
    Progress,
    SignOff,
    Strategy,
    StrategyFeed,
    StrategyShare,
    WorksAt,
    seal_text,
)
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.services import answering, assessments, learning, settling, sites
from shelterbelt.equip.services.sites import Look
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.queries import actor_of, bearer_of
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token

MARK = "Planted Harbour Lane"
Row = TypeVar("Row", bound=Model)
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
        ("uuid", "walk"): str(_walk(leader, organisation, site)),
        ("uuid", "member"): str(grant.pk),
        ("uuid", "assignment"): str(assignment),
        ("uuid", "assessment"): str(assessment),
        ("uuid", "standing"): str(standing),
        ("uuid", "assessor"): str(assessor),
        ("slug", "pack"): "first-words",
        ("slug", "domain"): "response",
    }
    return things, {"card": card}, people


def _more(organisation: UUID, site: UUID, people: dict[str, Account]) -> None:
    """One row of every guarded table that nothing else here fills: something must be there to leak."""
    own: dict[str, Any] = {"organisation": organisation}
    worker, adviser = people["front_line"].pk, people["survivor_adviser"].pk
    with scope(SYSTEM):
        WorksAt.objects.create(account=worker, site_id=site, **own)
        reading = {"pack": "first-words", "version": "1", "language": "en"}
        PackReading.objects.create(account=worker, **reading, **own)
        PeerConsent.objects.create(**own)
        today = clock.today()
        strategy = _sealed(Strategy(starts_on=today, ends_on=today + dt.timedelta(days=9), **own), "title")
        goal = _sealed(Goal(strategy=strategy, place=1, domain="response", **own), "words")
        action = _sealed(Action(goal=goal, place=1, due_on=today, **own), "words")
        _sealed(Progress(action=action, state="planned", **own), "words")
        _sealed(HarmRisk(goal=goal, **own), "words", "met_by")
        SignOff.objects.create(strategy=strategy, account=adviser, said="agreed", digest="0" * 64, **own)
        StrategyShare.objects.create(strategy=strategy, shown_to=organisation, until=today, **own)
        StrategyFeed.objects.create(account=worker, token_digest=uuid4().hex * 2, **own)


def _sealed(row: Row, *fields: str) -> Row:
    for field in fields:
        seal_text(row, field, MARK)
    row.save()
    return row


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
