"""The roles of the house, as data."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a person may be for an organisation, or for the whole instance."""

    OPERATOR = "operator"
    PROGRAMME_LEAD = "programme_lead"
    PROGRAMME_STAFF = "programme_staff"
    PANELLIST = "panellist"
    PARTICIPANT = "participant"
    REVIEWER = "reviewer"
    FINANCE = "finance"
    SAFEGUARDING = "safeguarding"
    COMPLAINTS_OFFICER = "complaints_officer"
    AGENCY_LEADER = "agency_leader"
    FRONT_LINE = "front_line"
    SURVIVOR_ADVISER = "survivor_adviser"
    BOARD_MEMBER = "board_member"
    PROGRAMME_ADVISER = "programme_adviser"


ROLE_NAMES: dict[Role, Promise] = {
    Role.OPERATOR: _("operator of this server"),
    Role.PROGRAMME_LEAD: _("programme lead"),
    Role.PROGRAMME_STAFF: _("programme staff"),
    Role.PANELLIST: _("panellist or instructor"),
    Role.PARTICIPANT: _("participant"),
    Role.REVIEWER: _("reviewer of applications"),
    Role.FINANCE: _("finance"),
    Role.SAFEGUARDING: _("safeguarding, on call"),
    Role.COMPLAINTS_OFFICER: _("complaints officer"),
    Role.AGENCY_LEADER: _("leader of an agency"),
    Role.FRONT_LINE: _("front-line worker"),
    Role.SURVIVOR_ADVISER: _("survivor adviser"),
    Role.BOARD_MEMBER: _("board member"),
    Role.PROGRAMME_ADVISER: _("adviser of a programme"),
}

INSTANCE_WIDE = frozenset({Role.OPERATOR})
"""Roles that belong to no organisation. They see the machine, never a person's file."""

NEEDS_SECOND_FACTOR = frozenset(
    {
        Role.OPERATOR,
        Role.PROGRAMME_LEAD,
        Role.PROGRAMME_STAFF,
        Role.REVIEWER,
        Role.FINANCE,
        Role.SAFEGUARDING,
        Role.COMPLAINTS_OFFICER,
        Role.AGENCY_LEADER,
        Role.PROGRAMME_ADVISER,
    }
)
"""Roles that see other people's data and therefore log in with a passkey or a one-time code."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role held now: in one organisation, or instance-wide where `organisation` is None."""

    role: Role
    organisation: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with the roles it holds now, the bearer of a secret link, or nobody known.

    `label` names the actor in the audit without saying who it is: `account:<uuid>`, `bearer:<digest>`.
    """

    label: str
    account: UUID | None = None
    held: frozenset[Held] = frozenset()
    bearer: str | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether an account stands behind this actor."""
        return self.account is not None

    def roles(self) -> frozenset[Role]:
        """All roles held now, in whichever organisation."""
        return frozenset(held.role for held in self.held)

    def organisations(self, *roles: Role) -> frozenset[UUID]:
        """The organisations in which the actor holds one of the roles (any role if none is named)."""
        return frozenset(
            held.organisation
            for held in self.held
            if held.organisation is not None and (not roles or held.role in roles)
        )


ANONYMOUS = Actor(label="anonymous")
SYSTEM = Actor(label="system")
