"""Who agreed to which version of a code of conduct."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import ConductSigning


@dataclass(frozen=True, slots=True)
class Signed:
    """One signing. `digest` is SHA-256 of the exact words, 64 hex digits; `language` the one they were read in."""

    version: str
    digest: str
    language: str
    signed_at: datetime


def digest_of(text: str) -> str:
    """SHA-256 of the exact words in UTF-8, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def has_signed(person: UUID, version: str) -> bool:
    """Whether this person agreed to this version. A new version asks again."""
    return signing_of(person, version) is not None


def signing_of(person: UUID, version: str) -> Signed | None:
    """How and when this person agreed to this version; None if they have not."""
    return next((signed for signed in signings_of(person) if signed.version == version), None)


def signings_of(person: UUID) -> tuple[Signed, ...]:
    """All that this person agreed to, latest first."""
    with transaction.atomic(), scope(SYSTEM):
        rows = ConductSigning.objects.filter(person=person).order_by("-signed_at", "version")
        return tuple(Signed(row.version, row.digest, row.language, row.signed_at) for row in rows)


def signed_among(persons: frozenset[UUID], version: str) -> frozenset[UUID]:
    """Those of the people who agreed to this version."""
    with transaction.atomic(), scope(SYSTEM):
        rows = ConductSigning.objects.filter(person__in=persons, version=version)
        return frozenset(rows.values_list("person", flat=True))
