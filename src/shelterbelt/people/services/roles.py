"""Roles are given and taken; people are invited by mail."""

import datetime as dt
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import INSTANCE_WIDE, SYSTEM, Actor, Role
from shelterbelt.ground.audit import act
from shelterbelt.people.access import GRANT_ROLES, GRANTABLE, IN_THE_LINE, OUTSIDE_THE_LINE
from shelterbelt.people.services.errors import Refused


def grant_role(
    *, by: Actor, account: UUID, role: Role, organisation: UUID | None, ends_at: dt.datetime | None = None
) -> UUID:
    """Give an account a role, in an organisation or for the server. Giving it again changes its end.

    An operator appoints leads and operators, never themselves: whoever runs the machine does not let
    themselves into files. A lead gives roles in the own organisation.

    Returns:
        The grant's id.

    Raises:
        Denied: the actor may not give this role, or gives it to themselves.
        NotThere: not the actor's organisation, or no such account.
        Refused: the role and the organisation do not fit, the end has passed, or the account would both run a
            programme and read complaints about it.
    """
    _may_give(by, role, organisation)
    if by.account is not None and by.account == account:
        raise Denied(GRANT_ROLES.name)
    if (organisation is None) is not (role in INSTANCE_WIDE):
        raise Refused("organisation", _("This role and this organisation do not fit together."))
    now = clock.now()
    if ends_at is not None and ends_at <= now:
        raise Refused("ends_at", _("Choose an end in the future."))
    with act("people.role.grant", by=by, about=("account", account), organisation=organisation) as event:
        event.note(role=role)
        if not Account.objects.select_for_update().filter(pk=account).exists():
            raise NotThere
        _refuse_both_sides(account, role, organisation)
        found, _made = Grant.objects.update_or_create(
            account_id=account,
            role=role,
            organisation=organisation,
            revoked_at=None,
            defaults={"ends_at": ends_at},
            create_defaults={"ends_at": ends_at, "starts_at": now},
        )
        return found.pk


def revoke_role(*, by: Actor, grant: UUID) -> None:
    """Take a role back; it no longer holds at the very next request. Taking it back twice is no error.

    Raises:
        Denied: the actor may not.
        NotThere: no such grant, or another organisation's.
    """
    require(GRANT_ROLES, by)
    with transaction.atomic():
        found = Grant.objects.select_for_update().filter(pk=grant).first()
        if found is None:
            raise NotThere
        _may_give(by, Role(found.role), found.organisation)
        with act(
            "people.role.revoke", by=by, about=("account", found.account_id), organisation=found.organisation
        ) as event:
            event.note(role=found.role)
            if found.revoked_at is None:
                found.revoked_at = clock.now()
                found.save(update_fields=("revoked_at",))


def invite_person(
    *, by: Actor, email: str, role: Role, organisation: UUID | None, ends_at: dt.datetime | None = None
) -> UUID:
    """Give a role to whoever reads an address; an account without a password is made if there is none.

    The invited person sets a password through "forgotten password", which proves that they read the address.

    Returns:
        The account's id, whether it is new or not: the answer does not tell.

    Raises:
        Denied, NotThere, Refused: as `grant_role`; also where this is not an address.
    """
    _may_give(by, role, organisation)
    address = email.strip().lower()
    name, _at, domain = address.rpartition("@")
    if not name or "." not in domain or any(char.isspace() for char in address):
        raise Refused("email", _("Write a mail address such as name@example.org."))
    with act(
        "people.role.invite",
        by=by,
        about=("organisation", organisation or "server"),
        organisation=organisation,
    ):
        account = Account.objects.filter(email__iexact=address).first()
        if account is None:
            account = Account.objects.create_user(address)
            EmailAddress.objects.create(user=account, email=address, primary=True, verified=False)
        grant_role(by=by, account=account.pk, role=role, organisation=organisation, ends_at=ends_at)
        return account.pk


def _refuse_both_sides(account: UUID, role: Role, organisation: UUID | None) -> None:
    """Whoever reads complaints stands outside the programme's line, in both directions."""
    against: frozenset[Role] = frozenset()
    if role in OUTSIDE_THE_LINE:
        against = IN_THE_LINE
    elif role in IN_THE_LINE:
        against = OUTSIDE_THE_LINE
    held = Grant.objects.filter(account=account, organisation=organisation, role__in=against)
    if held.filter(revoked_at__isnull=True).exclude(ends_at__lte=clock.now()).exists():
        raise Refused(
            "role",
            _(
                "Nobody reads complaints in an organisation whose programmes they run. "
                "Take the other role back first, or choose someone else."
            ),
        )


def _may_give(by: Actor, role: Role, organisation: UUID | None) -> None:
    if by is SYSTEM:
        return
    require(GRANT_ROLES, by)
    for held in by.held:
        if role in GRANTABLE.get(held.role, ()) and held.organisation in (None, organisation):
            return
    if organisation is not None and organisation not in by.organisations():
        raise NotThere
    raise Denied(GRANT_ROLES.name)
