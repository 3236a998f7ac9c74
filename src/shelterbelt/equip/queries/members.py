"""Who belongs to an agency, as its leaders see it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from shelterbelt.equip import access
from shelterbelt.equip.models import WorksAt
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.people.models import Professional
from shelterbelt.people.queries import chosen_names


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one role. `name` is the name they go by, or their mail address while none is known."""

    grant: UUID
    account: UUID
    name: str
    email: str
    role: Role
    since: datetime
    sites: frozenset[UUID]


def members_of(*, for_: Actor, agency: UUID, roles: frozenset[Role] = access.AGENCY) -> tuple[Member, ...]:
    """Everyone who holds one of the roles in the agency now, leaders first, then by name.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
    """
    require(access.LEAD_AGENCY, for_, agency)
    now = clock.now()
    rows = Grant.objects.select_related("account").filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        organisation=agency,
        role__in=[str(role) for role in roles],
        revoked_at__isnull=True,
        account__is_active=True,
    )
    grants = list(rows)
    names = _names([one.account_id for one in grants])
    sites: dict[UUID, set[UUID]] = {}
    for account, site in WorksAt.objects.filter(organisation=agency).values_list("account", "site"):
        sites.setdefault(account, set()).add(site)
    found = [
        Member(
            one.pk,
            one.account_id,
            names.get(one.account_id, one.account.email),
            one.account.email,
            Role(one.role),
            one.starts_at,
            frozenset(sites.get(one.account_id, ())),
        )
        for one in grants
    ]
    order = list(Role)
    return tuple(sorted(found, key=lambda one: (order.index(one.role), one.name.casefold(), one.grant)))


def member_of(*, for_: Actor, agency: UUID, member: UUID) -> Member:
    """One person in one role.

    Raises:
        NotThere: no such role is held in this agency now.
        Denied: the actor does not lead it.
    """
    for one in members_of(for_=for_, agency=agency, roles=access.MEMBERS):
        if one.grant == member:
            return one
    raise NotThere


def _names(accounts: list[UUID]) -> dict[UUID, str]:
    people = dict(Professional.objects.filter(account__in=accounts).values_list("pk", "account"))
    return {people[person]: name for person, name in chosen_names(people).items()}
