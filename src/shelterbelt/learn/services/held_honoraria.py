"""What is held about a person's honoraria and expenses, handed out and erased through `ground.holdings`."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import KeyDestroyed, read_field
from shelterbelt.learn.models import Honorarium


def export_honoraria(person: UUID) -> Mapping[str, Any]:
    """Every honorarium and expense of the person, opened; amounts in minor units."""
    with transaction.atomic(), scope(SYSTEM):
        rows = _of(person).select_related("speaker", "cohort__programme", "meeting")
        return {
            "honoraria": [
                {
                    "programme": row.cohort.programme.slug,
                    "cohort": row.cohort.slug,
                    "event": row.meeting.starts_at.isoformat() if row.meeting else None,
                    "kind": row.kind,
                    "state": row.state,
                    "amount_minor": row.amount_minor,
                    "currency": row.currency,
                    "words": _words(row),
                    "pay_by": row.pay_by.isoformat() if row.pay_by else None,
                    "paid_on": row.paid_on.isoformat() if row.paid_on else None,
                }
                for row in rows.order_by("offered_at", "pk")
            ]
        }


def erase_honoraria(person: UUID) -> int:
    """Erase every honorarium and expense of the person; returns how many."""
    with transaction.atomic(), scope(SYSTEM):
        return _of(person).delete()[0]


def _of(person: UUID) -> QuerySet[Honorarium]:
    return Honorarium.objects.filter(
        Q(account=person)
        | Q(speaker__professional=person)
        | Q(speaker__professional__account=person, speaker__professional__account__isnull=False)
    )


def _words(row: Honorarium) -> str:
    try:
        return read_field(row, "words", person=row.speaker.professional_id, agency=row.organisation)
    except KeyDestroyed:
        return ""
