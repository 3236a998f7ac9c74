"""An agency for each side of the scene, with one of everything that belongs to it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.services import learning, sites
from shelterbelt.equip.services.sites import Look
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import Actor, Role

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
    grant = Grant.objects.get(account=people["front_line"])
    things = {
        ("uuid", "agency"): str(organisation),
        ("uuid", "site"): str(site),
        ("uuid", "walk"): str(_walk(leader, organisation, site)),
        ("uuid", "member"): str(grant.pk),
        ("uuid", "assignment"): str(assignment),
        ("slug", "pack"): "first-words",
    }
    return things, {}, people


def _walk(leader: Actor, organisation: UUID, site: UUID) -> UUID:
    looks = [one.key for one in question_set().looks if one.site_kind == "group_home"]
    given = {looks[0]: Look("partly", f"{MARK}: a note")}
    return sites.keep_walk(by=leader, agency=organisation, site=site, walked_on=clock.today(), looks=given)


def _member(organisation: UUID, role: Role, letter: str) -> Account:
    account = Account.objects.create_user(f"{role}-{letter}@example.org", None)
    Grant.objects.create(account=account, role=role, organisation=organisation)
    return account
