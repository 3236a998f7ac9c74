"""Demonstration accounts: who they are, and that they exist nowhere but in a demonstration."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import ROLE_NAMES, Role

DOMAIN = "demonstration.example"
"""Accounts of this mail domain can be entered by one tap in demo mode (RFC 2606: no such domain exists)."""

_MOST = 12


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """One account to try the product with."""

    id: UUID
    name: str
    roles: tuple[Promise, ...]


def demonstration_accounts() -> tuple[DemonstrationAccount, ...]:
    """The accounts offered, those with the most to do first.

    Raises:
        NotThere: this is no demonstration.
    """
    _require_demonstration()
    rows = Account.objects.filter(email__iendswith=f"@{DOMAIN}", is_active=True).order_by("email")[:_MOST]
    held = {row.pk: actor_of(row.pk).roles() for row in rows}
    order = list(Role)
    ranked = sorted(
        rows, key=lambda row: (min(map(order.index, held[row.pk]), default=len(order)), row.email)
    )
    return tuple(
        DemonstrationAccount(
            row.pk,
            row.email.partition("@")[0].replace(".", " ").title(),
            tuple(ROLE_NAMES[role] for role in order if role in held[row.pk]),
        )
        for row in ranked
    )


def demonstration_account(account: UUID) -> Account:
    """The account to enter.

    Raises:
        NotThere: this is no demonstration, or not one of its accounts.
    """
    _require_demonstration()
    found = Account.objects.filter(pk=account, email__iendswith=f"@{DOMAIN}", is_active=True).first()
    if found is None:
        raise NotThere
    return found


def _require_demonstration() -> None:
    if not settings.CONF.shows_demonstration:
        raise NotThere
