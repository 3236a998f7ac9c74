"""What identity, conduct and complaints hold about one person, for that person."""

from typing import Any
from uuid import UUID

from django.db import transaction

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import Complaint, Professional
from shelterbelt.people.queries.conduct import signings_of
from shelterbelt.people.queries.identity import confirmations_told


def export_safety(person: UUID) -> dict[str, Any]:
    """Whom the person named and what they signed. As an officer: how many complaints they handle, no word of them.

    Not handed out: what a referee wrote in confidence, and from whom somebody is kept apart, for that would tell of a
    complaint of another person.
    """
    return {
        "identity": [
            {
                "kind": asked.kind.value,
                "state": asked.standing.value,
                "name": asked.named.name,
                "email": asked.named.email,
                "phone": asked.named.phone,
                "relationship": asked.named.relationship,
                "known_as": asked.named.known_as,
                "asked_at": asked.asked_at.isoformat(),
            }
            for asked in confirmations_told(person)
        ],
        "conduct": [
            {
                "version": signed.version,
                "language": signed.language,
                "digest": signed.digest,
                "signed_at": signed.signed_at.isoformat(),
            }
            for signed in signings_of(person)
        ],
        "complaints_handled": _handled(person),
    }


def _handled(person: UUID) -> int:
    with transaction.atomic(), scope(SYSTEM):
        account = Professional.objects.filter(pk=person).values_list("account", flat=True).first()
        return Complaint.objects.filter(handler__in={person, account} - {None}).count()
