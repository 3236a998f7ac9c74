"""Hand out and erase everything that is held about a person, in every slice at once.

Whether the actor may is for the calling service to decide; here it is done and recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.holdings.models import Erasure
from shelterbelt.ground.holdings.registry import registered
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

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left and no key to anything sealed remains."""
        return self.keys_gone_at is not None and not any(counted.after for counted in self.counts)


class NotErased(Exception):
    """A holding still holds something after erasing; nothing was changed."""


def export_person(person: UUID, *, by: Actor, purpose: str) -> dict[str, Mapping[str, Any]]:
    """Everything held about a person, by holding; the reading is recorded."""
    with audit.act("holdings.person.export", by=by, about=("person", person), purpose=purpose):
        return {holding.name: holding.export(person) for holding in registered()}


def erase_person(person: UUID, *, by: Actor, purpose: str) -> Proof:
    """Erase all rows about a person in one transaction, then destroy the keys to whatever was sealed.

    Safe to repeat: where nothing is left, the latest proof is given again and nothing is written. If the
    process ends between the two steps, `finish_erasures` (a task that repeats) takes the second.

    Raises:
        NotErased: a holding kept something; everything was rolled back.
    """
    with transaction.atomic():
        counts = _counts(person)
        latest = _latest(person)
        is_done = latest is not None and is_destroyed(person) and not any(counts.values())
        if not is_done:
            latest = _erase(person, counts, by=by, purpose=purpose)
    assert latest is not None  # noqa: S101 -- either done before or made just now
    finish_erasures()
    latest.refresh_from_db()
    return _proof(latest)


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


def _erase(person: UUID, before: Mapping[str, int], *, by: Actor, purpose: str) -> Erasure:
    with audit.act("holdings.person.erase", by=by, about=("person", person), purpose=purpose) as event:
        for holding in reversed(registered()):
            holding.erase(person)
        after = _counts(person)
        left = sorted(name for name, count in after.items() if count)
        if left:
            raise NotErased(f"still held: {', '.join(left)}")
        counts = [[name, before[name], after[name]] for name in before]
        event.note(counts=counts)
    return Erasure.objects.create(
        subject=person, by=by.label, at=clock.now(), event=event.sequence, counts=counts
    )


def _counts(person: UUID) -> dict[str, int]:
    return {holding.name: holding.count(person) for holding in registered()}


def _latest(person: UUID) -> Erasure | None:
    return Erasure.objects.filter(subject=person).order_by("-at").first()


def _proof(erasure: Erasure) -> Proof:
    counts = tuple(Counted(*counted) for counted in erasure.counts)
    return Proof(erasure.subject, erasure.by, erasure.at, erasure.event, counts, erasure.keys_gone_at)
