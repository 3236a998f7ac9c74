"""An agency's people: asked in, placed at sites, and no longer part of it."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.models import Site, WorksAt
from shelterbelt.equip.queries.members import member_of
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground import audit
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.services import Refused, invite_person, revoke_role


def add_member(*, by: Actor, agency: UUID, email: str, role: str, sites: Iterable[UUID] = ()) -> UUID:
    """Give somebody a role in the agency, by their mail address; they set a password themselves.

    Returns:
        The account's id, whether it is new or not: the answer does not tell.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or a site is none of its own.
        Incomplete: no address, or no role of an agency.
    """
    require(access.LEAD_AGENCY, by, agency)
    if role not in access.MEMBERS:
        raise Incomplete({"role": _("Choose a role.")})
    with (
        audit.act("equip.member.add", by=by, about=("agency", agency), organisation=agency) as event,
        scope(by),
    ):
        try:
            account = invite_person(by=by, email=email, role=Role(role), organisation=agency)
        except Refused as error:
            raise Incomplete({error.field: str(error.message)}) from error
        _place(by, agency, account, sites)
        event.note(role=role)
    return account


def place_member(*, by: Actor, agency: UUID, member: UUID, sites: Iterable[UUID]) -> None:
    """Say at which sites somebody works; none means the whole agency.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or a site is none of its own.
    """
    found = member_of(for_=by, agency=agency, member=member)
    with (
        audit.act("equip.member.place", by=by, about=("account", found.account), organisation=agency),
        scope(by),
    ):
        _place(by, agency, found.account, sites)


def end_member(*, by: Actor, agency: UUID, member: UUID) -> None:
    """Take somebody's role back; it no longer holds at the very next request.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
        NotInThisState: `own`: nobody takes their own role, so that an agency is not left without a leader by mistake.
    """
    found = member_of(for_=by, agency=agency, member=member)
    if found.account == by.account:
        raise NotInThisState("own")
    with (
        audit.act("equip.member.end", by=by, about=("account", found.account), organisation=agency),
        scope(by),
    ):
        revoke_role(by=by, grant=member)


def _place(by: Actor, agency: UUID, account: UUID, sites: Iterable[UUID]) -> None:
    wanted = frozenset(sites)
    own = access.READ_AGENCY.narrow(Site.objects.filter(organisation=agency), by)
    if wanted - frozenset(own.values_list("pk", flat=True)):
        raise NotThere
    WorksAt.objects.filter(organisation=agency, account=account).exclude(site__in=wanted).delete()
    WorksAt.objects.bulk_create(
        [WorksAt(organisation=agency, account=account, site_id=site) for site in wanted],
        ignore_conflicts=True,
    )
