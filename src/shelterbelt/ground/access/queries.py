"""Who an account is now."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.roles import ANONYMOUS, Actor, Held, Role


def actor_of(account_id: UUID) -> Actor:
    """The actor behind an account, with the roles that hold at this moment.

    Expired and revoked grants, and those of a disabled account, give nothing: a disabled account acts as nobody.
    """
    now = clock.now()
    rows = (
        Grant.objects.filter(account_id=account_id, account__is_active=True, revoked_at__isnull=True)
        .filter(Q(starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now)))
        .values_list("role", "organisation")
    )
    held = frozenset(Held(Role(role), organisation) for role, organisation in rows)
    return Actor(label=f"account:{account_id}", account=account_id, held=held)


def accounts_with(role: Role, *, organisation: UUID) -> tuple[UUID, ...]:
    """The accounts that hold a role in an organisation at this moment, in a steady order."""
    now = clock.now()
    rows = Grant.objects.filter(role=role, organisation=organisation, revoked_at__isnull=True)
    rows = rows.filter(Q(starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now)))
    return tuple(
        rows.filter(account__is_active=True).order_by("account_id").values_list("account_id", flat=True)
    )


def bearer_of(digest: str) -> Actor:
    """The actor who holds a secret link, known only by the link's digest."""
    return Actor(label=f"bearer:{digest[:16]}", bearer=digest) if digest else ANONYMOUS


def addresses_within(organisations: Iterable[UUID], *, accounts: Iterable[UUID]) -> dict[UUID, str]:
    """The log-in addresses of those accounts that hold, or held, a role in one of the organisations."""
    rows = Account.objects.filter(pk__in=frozenset(accounts))
    known = rows.filter(
        pk__in=Grant.objects.filter(organisation__in=frozenset(organisations)).values("account")
    )
    return dict(known.values_list("pk", "email"))
