"""Hand out and erase everything that is held about a person, in every slice at once.

Whether the actor may is for the calling service to decide; here it is done and recorded.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.holdings.models import Erasure
from shelterbelt.ground.holdings.registry import identities_of, registered
from shelterbelt.ground.secrets import destroy_person_key, is_destroyed


@dataclass(frozen=True, slots=True)
class Counted:
    """How many things one holding had before and after."""

    holding: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What was erased, when (UTC), by whom; the audit's event (None inside a wider act); and when the keys were destroyed."""

    person: UUID
    by: str
    at: datetime
    event: int | None
    counts: tuple[Counted, ...]
    keys_gone_at: datetime | None
    erasure: UUID | None = None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left and no key to anything sealed remains."""
        return self.keys_gone_at is not None and not any(counted.after for counted in self.counts)

    def document(self) -> dict[str, Any]:
        """The proof as plain data, to be kept: numbers, times and random ids, nothing about the person.

        `digest` is the SHA-256 of all the rest, written as JSON with sorted keys and no spaces.
        """
        told: dict[str, Any] = {
            "what": "proof of an erasure",
            "number": str(self.person),
            "erasure": str(self.erasure),
            "at": self.at.isoformat(),
            "entry_in_the_log": self.event,
            "held": [
                {"holding": one.holding, "before": one.before, "after": one.after} for one in self.counts
            ],
            "keys_destroyed_at": self.keys_gone_at.isoformat() if self.keys_gone_at else None,
        }
        plain = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return {**told, "digest": hashlib.sha256(plain.encode()).hexdigest()}


class NotErased(Exception):
    """A holding still holds something after erasing; nothing was changed."""


def export_person(person: UUID, *, by: Actor, purpose: str) -> dict[str, Mapping[str, Any]]:
    """Everything held about a person, by holding; the reading is recorded."""
    with audit.act("holdings.person.export", by=by, about=("person", person), purpose=purpose):
        identities = identities_of(person)
        return {holding.name: holding.export_of(identities) for holding in registered()}


def erase_person(person: UUID, *, by: Actor, purpose: str) -> Proof:
    """Erase all rows about a person in one transaction, then destroy the keys to whatever was sealed.

    Safe to repeat: where nothing is left, the latest proof is given again and nothing is written. If the
    process ends between the two steps, `finish_erasures` (a task that repeats) takes the second.

    Raises:
        NotErased: a holding kept something; everything was rolled back.
    """
    with transaction.atomic():
        identities = identities_of(person)
        counts = _counts(identities)
        latest = _latest(person)
        is_done = latest is not None and is_destroyed(person) and not any(counts.values())
        if not is_done:
            latest = _erase(identities, counts, by=by, purpose=purpose)
    assert latest is not None  # noqa: S101 -- either done before or made just now
    finish_erasures()
    latest.refresh_from_db()
    return _proof(latest)


def proof_of(erasure: UUID) -> Proof:
    """The proof of one erasure, for whoever was given its number. It tells nothing about anybody.

    Raises:
        NotThere: no such erasure, or one that is told with another.
    """
    found = Erasure.objects.filter(pk=erasure).first()
    if found is None or not found.counts:
        raise NotThere
    return _proof(found)


def finish_erasures() -> int:
    """Destroy the keys of people whose rows are gone; returns how many erasures were finished.

    Does nothing inside a transaction: its erasures are not certain yet.
    """
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_finish)
        return 0
    return _finish()


def _finish() -> int:
    waiting = list(Erasure.objects.filter(keys_gone_at__isnull=True).order_by("at"))
    for erasure in waiting:
        destroy_person_key(erasure.subject)
        Erasure.objects.filter(pk=erasure.pk).update(keys_gone_at=clock.now())
    return len(waiting)


def _erase(identities: tuple[UUID, ...], before: Mapping[str, int], *, by: Actor, purpose: str) -> Erasure:
    person = identities[0]
    with audit.act("holdings.person.erase", by=by, about=("person", person), purpose=purpose) as event:
        for holding in reversed(registered()):
            for one in identities:
                holding.erase(one)
        after = _counts(identities)
        left = sorted(name for name, count in after.items() if count)
        if left:
            raise NotErased(f"still held: {', '.join(left)}")
        counts = [[name, before[name], after[name]] for name in before]
        event.note(counts=counts)
    made = [
        Erasure(
            subject=one,
            by=by.label,
            at=clock.now(),
            event=event.sequence,
            counts=counts if one == person else [],
        )
        for one in identities
    ]
    Erasure.objects.bulk_create(made)
    return made[0]


def _counts(identities: tuple[UUID, ...]) -> dict[str, int]:
    return {holding.name: holding.count(*identities) for holding in registered()}


def _latest(person: UUID) -> Erasure | None:
    return Erasure.objects.filter(subject=person).order_by("-at").first()


def _proof(erasure: Erasure) -> Proof:
    counts = tuple(Counted(*counted) for counted in erasure.counts)
    return Proof(
        erasure.subject, erasure.by, erasure.at, erasure.event, counts, erasure.keys_gone_at, erasure.pk
    )
