"""Who holds a role in an organisation now: survivor advisers who sign, programmes to which a strategy is shown."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from shelterbelt.equip import access
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Programme:
    """An organisation that leads a programme: a strategy can be shown to its advisers."""

    id: UUID
    name: str


def grants_now(*roles: Role) -> QuerySet[Grant]:
    """Grants of one of the roles that hold now, of accounts that can sign in."""
    now = clock.now()
    return Grant.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        role__in=[str(role) for role in roles],
        starts_at__lte=now,
        revoked_at__isnull=True,
        account__is_active=True,
        organisation__isnull=False,
    )


def advisers_of(agency: UUID) -> frozenset[UUID]:
    """Accounts of those who are survivor advisers of the agency now."""
    rows = grants_now(Role.SURVIVOR_ADVISER).filter(organisation=agency)
    return frozenset(rows.values_list("account", flat=True))


def programmes_to_show(*, for_: Actor, agency: UUID) -> tuple[Programme, ...]:
    """Organisations that lead a programme, by name, without the agency itself.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
    """
    require(access.LEAD_AGENCY, for_, agency)
    ids = grants_now(Role.PROGRAMME_LEAD).exclude(organisation=agency).values("organisation")
    found = Organisation.objects.filter(pk__in=ids).order_by("name", "pk").values_list("pk", "name")
    return tuple(Programme(pk, name) for pk, name in found)
