"""Who an account is now."""

from uuid import UUID

from django.db.models import Q

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
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


def bearer_of(digest: str) -> Actor:
    """The actor who holds a secret link, known only by the link's digest."""
    return Actor(label=f"bearer:{digest[:16]}", bearer=digest) if digest else ANONYMOUS
