"""An operator, two programmes with their leads, and what they let in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core import mail
from django.test import Client
from tests.fixtures.desk import signed_in

from shelterbelt.equip.models import LeaderInvitation
from shelterbelt.equip.services.beginnings import Leader, NewAgency, begin_agency
from shelterbelt.equip.tasks import invite_leader as send
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.queries import actor_of, bearer_of
from shelterbelt.ground.access.roles import INSTANCE_WIDE, SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token
from shelterbelt.people.services import register_organisation

NAME, LEADER, MAIL = "Quiet Orchard", "Planted Wanjiru", "planted.wanjiru@example.org"


@dataclass(frozen=True)
class House:
    """Who lets agencies in."""

    operator: Actor
    lead: Actor
    programme: UUID
    other_lead: Actor
    other_programme: UUID


def make_house() -> House:
    """A server with an operator and two programmes."""
    here, there = programme("University of the Lake"), programme("College of the Hill")
    return House(
        someone(Role.OPERATOR),
        someone(Role.PROGRAMME_LEAD, here),
        here,
        someone(Role.PROGRAMME_LEAD, there),
        there,
    )


def programme(name: str) -> UUID:
    return register_organisation(by=SYSTEM, name=name, slug=f"p-{uuid4().hex[:8]}", country="CA")


def someone(role: Role, organisation: UUID | None = None, email: str = "") -> Actor:
    """An account that holds the role."""
    account = Account.objects.create_user(email or f"{role}-{uuid4().hex[:8]}@example.org", None)
    place = None if role in INSTANCE_WIDE else organisation
    Grant.objects.create(account=account, role=role, organisation=place)
    return actor_of(account.pk)


def begin(by: Actor, *, through: UUID | None = None, **given: Any) -> UUID:
    """Let an agency in."""
    leader = Leader(
        given.pop("leader_name", LEADER), given.pop("leader_mail", MAIL), given.pop("language", "en")
    )
    told = {"name": NAME, "country": "KE", "kind": "agency", "sectors": ("education",), **given}
    return begin_agency(by=by, said=NewAgency(**told), leader=leader, through=through)


def waiting(agency: UUID) -> LeaderInvitation:
    """Its latest invitation."""
    with scope(SYSTEM):
        return LeaderInvitation.objects.filter(organisation=agency).latest("made_at")


def link_of(agency: UUID) -> str:
    """Sends the mail and returns the secret that stands in it."""
    send(invitation=str(waiting(agency).pk))
    found = re.search(r"/invited/([^/\s]+)/", str(mail.outbox[-1].body))
    assert found
    return found[1]


def holder(token: str) -> Actor:
    return bearer_of(digest_token(token))


def browser(actor: Actor) -> Client:
    assert actor.account is not None
    return signed_in(Account.objects.get(pk=actor.account))
