"""Where complaints officers are written to."""

from uuid import UUID

from django.db.models import Q

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
from shelterbelt.ground.access.roles import Role


def officer_address(account: UUID) -> str:
    """Where an officer is written to; empty where the account is an officer nowhere now."""
    now = clock.now()
    held = Grant.objects.filter(
        account=account, role=Role.COMPLAINTS_OFFICER, revoked_at__isnull=True, starts_at__lte=now
    ).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), account__is_active=True)
    return held.values_list("account__email", flat=True).first() or ""
