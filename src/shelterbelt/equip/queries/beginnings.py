"""Agencies as whoever lets them in sees them: by name, and whether somebody leads them. Nothing of what is inside."""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db.models import Q, QuerySet
from django.urls import reverse

from shelterbelt.equip import access
from shelterbelt.equip.models import LeaderInvitation
from shelterbelt.equip.queries.advisers import grants_now
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import INSTANCE, read_field
from shelterbelt.people.choices import OrganisationKind
from shelterbelt.people.models import Organisation, Professional


class Led(StrEnum):
    """Whether somebody leads an agency."""

    LED = "led"
    ACCEPTED = "accepted"
    INVITED = "invited"
    EXPIRED = "expired"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is invited to lead, by name and mail address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class LetIn:
    """One agency. `until` is the last day of an invitation that nobody has used yet."""

    id: UUID
    name: str
    country: str
    kind: OrganisationKind
    since: datetime
    led: Led
    until: datetime | None

    @property
    def is_waiting(self) -> bool:
        """Whether an invitation is out that was not used, within its days or not."""
        return self.led in (Led.INVITED, Led.EXPIRED)


@dataclass(frozen=True, slots=True)
class InvitationView:
    """What the holder of a link reads before they agree. `is_open` is False once it was used or has ended."""

    agency: UUID
    agency_name: str
    name: str
    let_in_by: str
    until: datetime
    is_open: bool
    is_used: bool


def agencies_let_in(*, for_: Actor) -> tuple[LetIn, ...]:
    """Every agency that the actor lets in, by name: all for an operator, those of the own programme for a lead.

    Raises:
        Denied: the actor lets no agency in.
    """
    require(access.LET_AGENCIES_IN, for_)
    return _lines(_seen_by(for_).order_by("name", "pk"))


def agency_let_in(*, for_: Actor, agency: UUID) -> tuple[LetIn, Invited | None]:
    """One agency, and whom the actor invited while the invitation is not used.

    Raises:
        NotThere: no agency that the actor lets in.
        Denied: the actor lets no agency in.
    """
    require(access.LET_AGENCIES_IN, for_)
    found = _lines(_seen_by(for_).filter(pk=agency))
    if not found:
        raise NotThere
    with scope(SYSTEM):
        waiting = open_invitations(for_).filter(organisation=agency).first()
    return found[0], invited_in(waiting) if waiting else None


def alike(*, for_: Actor, name: str, country: str) -> bool:
    """Whether an agency of this name in this country is among those that the actor sees.

    A lead is not told of agencies that others let in: that they are here is nobody else's business.
    """
    return bool(_alike(for_, name, country))


@dataclass(frozen=True, slots=True)
class Already:
    """An agency of a name in a country, and whether the same person was invited to lead it or does."""

    agency: UUID
    is_same_leader: bool


def agency_begun(*, for_: Actor, name: str, country: str, email: str) -> Already | None:
    """An agency of this name in this country, the one with this leader first; None if there is none.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("equip.agency.find")
    address = email.strip().lower()
    named = _alike(for_, name, country)
    with scope(SYSTEM):
        waiting = list(open_invitations(for_).filter(organisation__in=named))
    mine = {row.organisation for row in waiting if invited_in(row).email == address}
    leads = grants_now(Role.AGENCY_LEADER).filter(organisation__in=named, account__email__iexact=address)
    mine |= {one for one in leads.values_list("organisation", flat=True) if one}
    found = sorted((Already(pk, pk in mine) for pk in named), key=lambda one: not one.is_same_leader)
    return found[0] if found else None


def places_to_let_in_from(*, for_: Actor) -> tuple[tuple[UUID | None, str], ...]:
    """In whose name the actor can let agencies in: the server's (None, no name), or organisations they lead."""
    led = Organisation.objects.filter(pk__in=for_.organisations(Role.PROGRAMME_LEAD)).order_by("name", "pk")
    own: tuple[tuple[UUID | None, str], ...] = tuple((one.pk, one.name) for one in led)
    return ((None, ""), *own) if for_ is SYSTEM or Role.OPERATOR in for_.roles() else own


def invitation_held(*, for_: Actor) -> InvitationView:
    """What stands behind the actor's link.

    Raises:
        NotThere: no such link, or a newer one was sent.
    """
    require(access.HOLD_INVITATION, for_)
    row = access.HOLD_INVITATION.narrow(LeaderInvitation.objects.all(), for_).first()
    if row is None:
        raise NotThere
    is_open = is_usable(row)
    return InvitationView(
        row.organisation,
        name_of(row.organisation),
        invited_in(row).name if is_open else "",
        name_of(row.through) if row.through else "",
        row.expires_at,
        is_open,
        row.used_at is not None,
    )


@dataclass(frozen=True, slots=True)
class LaterLeader:
    """What the members of an agency are told of a leader whom others invited."""

    agency: str
    invited: str
    inviter: str
    place: str
    is_used: bool
    members: tuple[tuple[str, str], ...]


def members_to_tell(*, for_: Actor, invitation: UUID) -> LaterLeader | None:
    """Who invited whom, with address and language of everyone who belongs to the agency; None if it was taken back.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("equip.leader.tell")
    with scope(SYSTEM):
        row = LeaderInvitation.objects.filter(pk=invitation, ended_at__isnull=True).first()
    if row is None:
        return None
    invited = address_of(row.account) if row.used_at else invited_in(row).email
    grants = [grants_now(role).filter(organisation=row.organisation) for role in sorted(access.MEMBERS)]
    found = {
        account: email for rows in grants for account, email in rows.values_list("account", "account__email")
    }
    if row.account:
        found.pop(row.account, None)
    languages = dict(Professional.objects.filter(account__in=found).values_list("account", "languages"))
    return LaterLeader(
        name_of(row.organisation),
        invited,
        address_of(row.invited_by),
        name_of(row.through) if row.through else "",
        row.used_at is not None,
        tuple((email, next(iter(languages.get(one, ())), "")) for one, email in sorted(found.items())),
    )


def open_invitations(actor: Actor) -> QuerySet[LeaderInvitation]:
    """Invitations that were not used and have not ended, as far as the actor gives them; read as the system."""
    rows = LeaderInvitation.objects.filter(used_at__isnull=True, ended_at__isnull=True)
    return access.LET_AGENCIES_IN.narrow(rows, actor)


def is_usable(row: LeaderInvitation) -> bool:
    """Whether a link still works."""
    return row.used_at is None and row.ended_at is None and row.expires_at > clock.now()


def invited_in(row: LeaderInvitation) -> Invited:
    """Who is invited; empty words once that was forgotten."""
    told = json.loads(read_field(row, "sealed", person=row.pk, agency=INSTANCE) or "{}")
    return Invited(told.get("name", ""), told.get("email", ""))


def name_of(organisation: UUID) -> str:
    """The name of an organisation; empty if there is none."""
    return Organisation.objects.filter(pk=organisation).values_list("name", flat=True).first() or ""


def has_leader(agency: UUID) -> bool:
    """Whether somebody who can sign in leads the agency now."""
    return grants_now(Role.AGENCY_LEADER).filter(organisation=agency).exists()


def _alike(actor: Actor, name: str, country: str) -> list[UUID]:
    rows = _seen_by(actor).filter(country=country).order_by("joined_at", "pk").values_list("pk", "name")
    return [pk for pk, one in rows if _folded(one) == _folded(name)]


def _folded(name: str) -> str:
    """A name as people compare it: without regard to case, marks on letters, or what stands between words."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = (letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return " ".join("".join(kept).split())


def _seen_by(actor: Actor) -> QuerySet[Organisation]:
    with scope(SYSTEM):
        own = set(
            access.LET_AGENCIES_IN.narrow(LeaderInvitation.objects.all(), actor).values_list(
                "organisation", flat=True
            )
        )
    let_in = Q(pk__in=own)
    if actor is SYSTEM or Role.OPERATOR in actor.roles():
        peopled = Grant.objects.filter(role__in=[str(role) for role in access.AGENCY])
        let_in |= Q(pk__in=peopled.values("organisation"))
    return Organisation.objects.filter(let_in)


def _lines(rows: QuerySet[Organisation]) -> tuple[LetIn, ...]:
    found = list(rows)
    ids = [one.pk for one in found]
    led = _led(ids)
    with scope(SYSTEM):
        waiting = dict(
            open_invitations(SYSTEM).filter(organisation__in=ids).values_list("organisation", "expires_at")
        )
    lines = []
    for one in found:
        state, until = led.get(one.pk, Led.NOBODY), waiting.get(one.pk)
        if state is Led.NOBODY and until:
            state = Led.INVITED if until > clock.now() else Led.EXPIRED
        kind = OrganisationKind(one.kind)
        lines.append(LetIn(one.pk, one.name, one.country, kind, one.joined_at, state, until))
    return tuple(lines)


def _led(agencies: Iterable[UUID]) -> dict[UUID, Led]:
    """Agencies with a leader: whether one of them has signed in, or has only agreed."""
    leaders = grants_now(Role.AGENCY_LEADER).filter(organisation__in=list(agencies))
    found: dict[UUID, Led] = {}
    for agency, entered in leaders.values_list("organisation", "account__last_login"):
        if agency is not None and (entered or agency not in found):
            found[agency] = Led.LED if entered else Led.ACCEPTED
    return found


def address_of(account: UUID | None) -> str:
    """The mail address of an account; empty if there is none."""
    if account is None:
        return ""
    return Account.objects.filter(pk=account).values_list("email", flat=True).first() or ""


def first_password_page(*, account: UUID) -> str:
    """Where somebody who has just agreed chooses a password; empty if they have one.

    The link in their mail proved that they read the address, as the one for a forgotten password does.
    """
    found = Account.objects.get(pk=account)
    if found.has_usable_password():
        return ""
    key = default_token_generator.make_token(found)
    return reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(found), "key": key}
    )
