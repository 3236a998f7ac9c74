"""An agency begins, and its first leader is invited; a later one only where nobody leads it any more.

Whoever lets an agency in never leads it by that: the own address is refused, and members are told of a later invitation.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import INVITATION_DAYS, INVITATION_KEPT_DAYS
from shelterbelt.equip.models import LeaderInvitation
from shelterbelt.equip.queries.beginnings import (
    Invited,
    address_of,
    agency_let_in,
    alike,
    has_leader,
    invited_in,
    is_usable,
    open_invitations,
    places_to_let_in_from,
)
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor, Held, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import INSTANCE, digest_token, new_token, seal_field
from shelterbelt.people.choices import OrganisationKind
from shelterbelt.people.services import Refused, invite_person, register_organisation
from shelterbelt.people.services.consents import DESTROY_KEY

SEND = "equip.invite_leader"
TELL = "equip.tell_members"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Leader:
    """Who is to lead: name, mail address, and the language in which they are written to."""

    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency as it is let in. `is_another` says that one of the same name in the same country is not this one."""

    name: str
    country: str
    kind: str
    sectors: tuple[str, ...]
    is_another: bool = False


def begin_agency(*, by: Actor, said: NewAgency, leader: Leader, through: UUID | None = None) -> UUID:
    """Let an agency in, and invite its first leader by mail.

    Args:
        by: an operator, the lead of a programme, or the system.
        said: what is known of it.
        leader: who is invited.
        through: the organisation whose lead lets it in; None for an operator.

    Returns:
        The agency's id.

    Raises:
        Denied: the actor lets no agency in.
        NotThere: `through` is no organisation in whose name the actor lets agencies in.
        Incomplete: something is missing or unusable; `is_another` if one of this name is there.
    """
    require(access.LET_AGENCIES_IN, by)
    _require_place(by, through)
    invited = _usable(by, leader)
    if not said.sectors:
        raise Incomplete({"sectors": _("Choose at least one sector.")})
    if not said.is_another and alike(for_=by, name=said.name, country=said.country):
        raise Incomplete({"is_another": _("An agency of this name in this country is here already.")})
    agency = uuid4()
    with audit.act(
        "equip.agency.begin", by=by, about=("agency", agency), organisation=through or agency
    ) as event:
        event.note(agency=agency)
        try:
            register_organisation(
                by=by,
                id=agency,
                name=" ".join(said.name.split()),
                slug=_slug(said.name, agency),
                country=said.country,
                kind=_kind(said.kind),
                sectors=said.sectors,
            )
        except Refused as error:
            raise Incomplete({error.field: str(error.message)}) from error
        _invite(by, agency, invited, leader.language, through)
    return agency


def invite_leader(*, by: Actor, agency: UUID, leader: Leader) -> None:
    """Invite somebody to lead an agency that nobody leads; its other members are told by mail.

    Raises:
        NotThere, Denied: no agency that the actor lets in.
        NotInThisState: `led`: its leaders ask others in themselves; `invited`: an invitation is out already.
        Incomplete: something is missing or unusable.
    """
    agency_let_in(for_=by, agency=agency)
    invited = _usable(by, leader)
    about = ("agency", agency)
    with audit.act("equip.leader.invite", by=by, about=about, organisation=agency) as event, scope(SYSTEM):
        if has_leader(agency):
            raise NotInThisState("led")
        if open_invitations(SYSTEM).filter(organisation=agency).exists():
            raise NotInThisState("invited")
        made = _invite(by, agency, invited, leader.language, _place_again(by, agency))
        event.note(invitation=made)
        jobs.enqueue(TELL, invitation=str(made))


def resend_invitation(*, by: Actor, agency: UUID) -> None:
    """Send an invitation again, with a new link; the one before works no longer, and the days begin anew.

    Raises:
        NotThere, Denied: no agency that the actor lets in.
        NotInThisState: `settled`: nobody is waited for; it was used or taken back.
    """
    agency_let_in(for_=by, agency=agency)
    about = ("agency", agency)
    with audit.act("equip.leader.resend", by=by, about=about, organisation=agency), scope(SYSTEM):
        row = _waiting(by, agency)
        row.expires_at = clock.now() + dt.timedelta(days=INVITATION_DAYS)
        row.token_digest = digest_token(new_token())
        row.save(update_fields=("expires_at", "token_digest"))
        jobs.enqueue(SEND, invitation=str(row.pk))


def take_back_invitation(*, by: Actor, agency: UUID) -> None:
    """Take an invitation back while nobody has used it; its link ends at once, and whom it named is forgotten.

    Raises:
        NotThere, Denied: no agency that the actor lets in.
        NotInThisState: `settled`: nobody is waited for; it was used or taken back.
    """
    agency_let_in(for_=by, agency=agency)
    about = ("agency", agency)
    with audit.act("equip.leader.take_back", by=by, about=about, organisation=agency), scope(SYSTEM):
        row = _waiting(by, agency)
        row.ended_at = clock.now()
        _forget_whom(row, "ended_at")


def accept_invitation(*, by: Actor) -> UUID:
    """Whoever holds the link agrees to lead the agency, once.

    Returns:
        Their account's id.

    Raises:
        NotThere: no such link, it was used, or its time is over.
    """
    require(access.HOLD_INVITATION, by)
    with scope(SYSTEM):
        rows = LeaderInvitation.objects.select_for_update()
        row = access.HOLD_INVITATION.narrow(rows, by).first()
        if row is None or not is_usable(row):
            raise NotThere
        about = ("agency", row.organisation)
        with audit.act("equip.leader.accept", by=by, about=about, organisation=row.organisation) as event:
            event.note(invitation=row.pk)
            account = _made_leader(by, row)
            is_first = not LeaderInvitation.objects.filter(
                organisation=row.organisation, made_at__lt=row.made_at
            ).exists()
            row.used_at, row.account = clock.now(), account
            _forget_whom(row, "used_at", "account")
            if not is_first:
                jobs.enqueue(TELL, invitation=str(row.pk))
    return account


def forget_invitations_due(*, by: Actor = SYSTEM) -> int:
    """Forget whom invitations named that nobody used in time; returns how many.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("equip.invitation.forget")
    now = clock.now()
    with audit.act("equip.invitation.forget", by=by, about=("instance", None)) as event, scope(by):
        late = now - dt.timedelta(days=INVITATION_KEPT_DAYS)
        rows = list(open_invitations(by).select_for_update().filter(expires_at__lte=late))
        for row in rows:
            row.ended_at = now
            _forget_whom(row, "ended_at")
        event.note(count=len(rows))
    return len(rows)


def send_invitation(
    *, by: Actor = SYSTEM, invitation: UUID, send: Callable[[LeaderInvitation, str], None]
) -> None:
    """Make the secret link and hand the mail over, both or neither; nothing where nothing waits to be sent.

    Args:
        by: the system.
        invitation: which one.
        send: takes the invitation and the link's secret, which is kept nowhere.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("equip.leader.send")
    with scope(SYSTEM):
        row = LeaderInvitation.objects.select_for_update().filter(pk=invitation).first()
        if row is None or not is_usable(row):
            return
        about = ("agency", row.organisation)
        with audit.act("equip.leader.send", by=by, about=about, organisation=row.organisation):
            token = new_token()
            row.token_digest, row.sent_at = digest_token(token), clock.now()
            row.save(update_fields=("token_digest", "sent_at"))
            send(row, token)


def _invite(by: Actor, agency: UUID, invited: Invited, language: str, through: UUID | None) -> UUID:
    now = clock.now()
    row = LeaderInvitation(
        organisation=agency,
        through=through,
        invited_by=by.account,
        language=language,
        token_digest=digest_token(new_token()),  # nobody's yet: the link is made when the mail is
        made_at=now,
        expires_at=now + dt.timedelta(days=INVITATION_DAYS),
    )
    told = json.dumps({"name": invited.name, "email": invited.email}, ensure_ascii=False)
    with scope(SYSTEM):
        seal_field(row, "sealed", told, person=row.pk, agency=INSTANCE)
        row.save(force_insert=True)
        jobs.enqueue(SEND, invitation=str(row.pk))
    return row.pk


def _made_leader(by: Actor, row: LeaderInvitation) -> UUID:
    """Whoever let the agency in lends the holder of the link their right, for this one role in this one agency."""
    invited = invited_in(row)
    if invited.email == address_of(row.invited_by).lower():
        raise NotThere
    lent = replace(by, held=frozenset({Held(Role.OPERATOR)}))
    return invite_person(by=lent, email=invited.email, role=Role.AGENCY_LEADER, organisation=row.organisation)


def _forget_whom(row: LeaderInvitation, *fields: str) -> None:
    row.sealed = None
    row.save(update_fields=("sealed", *fields))
    jobs.enqueue(DESTROY_KEY, key=str(row.pk))


def _waiting(by: Actor, agency: UUID) -> LeaderInvitation:
    row = open_invitations(by).select_for_update().filter(organisation=agency).first()
    if row is None:
        raise NotInThisState("settled")
    return row


def _place_again(by: Actor, agency: UUID) -> UUID | None:
    """In whose name a later leader is invited: the server's, or the organisation's that let the agency in."""
    places = [place for place, _name in places_to_let_in_from(for_=by)]
    if None in places:
        return None
    rows = LeaderInvitation.objects.filter(organisation=agency, through__in=places)
    return rows.order_by("-made_at").values_list("through", flat=True).first()


def _require_place(by: Actor, through: UUID | None) -> None:
    if through not in [place for place, _name in places_to_let_in_from(for_=by)]:
        raise NotThere


def _usable(by: Actor, leader: Leader) -> Invited:
    found = Invited(" ".join(leader.name.split()), leader.email.strip().lower())
    faults = {}
    if not found.name or len(found.name) > LONGEST_NAME:
        faults["leader_name"] = _("Write the name of the person, with at most 200 characters.")
    try:
        validate_email(found.email)
    except ValidationError:
        faults["leader_mail"] = _("Write a mail address such as name@example.org.")
    if by.account and found.email == address_of(by.account).lower():
        faults["leader_mail"] = _("This is your own address. Who lets an agency in does not lead it.")
    if leader.language not in dict(settings.LANGUAGES):
        faults["language"] = _("Choose one of the languages offered.")
    if faults:
        raise Incomplete(faults)
    return found


def _kind(kind: str) -> OrganisationKind:
    if kind not in OrganisationKind.values:
        raise Incomplete({"kind": _("Choose one of the kinds offered.")})
    return OrganisationKind(kind)


def _slug(name: str, agency: UUID) -> str:
    """A short name that is free; letters that an address cannot hold are left out."""
    return "-".join(filter(None, (slugify(name)[:60].strip("-_").replace("_", "-"), agency.hex[:10])))
