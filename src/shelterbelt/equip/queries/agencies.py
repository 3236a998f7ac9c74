"""Which agency somebody looks at, and as what."""

from dataclasses import dataclass
from uuid import UUID

from shelterbelt.equip import access
from shelterbelt.ground.access.permissions import Permission, require
from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.people.models import Organisation


@dataclass(frozen=True, slots=True)
class AgencyView:
    """An agency as the actor may see it."""

    id: UUID
    name: str
    country: str
    roles: frozenset[Role]

    @property
    def is_led(self) -> bool:
        """Whether the actor changes things in the agency's name."""
        return Role.AGENCY_LEADER in self.roles


def agency_of(*, for_: Actor, agency: UUID, permission: Permission = access.READ_AGENCY) -> AgencyView:
    """The agency, if the actor belongs there and holds the permission in it.

    Raises:
        NotThere: none of the actor's agencies.
        Denied: the actor belongs there but lacks the role.
    """
    require(permission, for_, agency)
    found = Organisation.objects.get(pk=agency)
    roles = frozenset(one.role for one in for_.held if one.organisation == agency)
    return AgencyView(found.pk, found.name, found.country, roles)


def agencies_of(*, for_: Actor) -> tuple[AgencyView, ...]:
    """Every agency in which the actor holds a role, by name."""
    ids = for_.organisations(*access.AGENCY)
    found = Organisation.objects.filter(pk__in=ids).order_by("name", "pk")
    return tuple(
        AgencyView(
            one.pk,
            one.name,
            one.country,
            frozenset(held.role for held in for_.held if held.organisation == one.pk),
        )
        for one in found
    )
