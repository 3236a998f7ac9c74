"""The chain itself: canonical form, digests, and the one place where an event is appended.

Plain SQL and no models, so that `audit.act` can be imported before Django has loaded its applications.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connections

from shelterbelt.ground.secrets.sealing import keys

EVENTS, PARTS = "audit_event", "audit_part"
FIRST_PREVIOUS = "0" * 64
_LOCK = 0x5E17_E2BE_17A0
"""Any number that no other part of the product locks on."""


@dataclass(frozen=True, slots=True)
class Part:
    """Details of an event as stored: whose key seals them (if anyone's), and the bytes."""

    subject: UUID | None
    agency: UUID | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """What of an event the chain commits to."""

    sequence: int
    at: datetime
    actor: str
    verb: str
    kind: str
    object_id: str
    organisation: UUID | None
    purpose: str
    parts: str
    previous: str

    def digest(self) -> str:
        """SHA-256 over the canonical form, 64 hex digits."""
        form = [
            "shelterbelt audit 1",
            self.sequence,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.actor,
            self.verb,
            self.kind,
            self.object_id,
            _text(self.organisation),
            self.purpose,
            self.parts,
            self.previous,
        ]
        return sha256(canonical(form))


_COLUMNS = ", ".join(Link.__slots__)
_SLOTS = ", ".join(["%s"] * len(Link.__slots__))
_INSERT_PART = (
    f"INSERT INTO {PARTS} (id, event_id, position, subject, agency, body)"  # noqa: S608 -- our own name
    " VALUES (%s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a chain."""

    sequence: int
    digest: str


BEFORE_ALL = Head(0, FIRST_PREVIOUS)


def canonical(value: object) -> bytes:
    """The one JSON text for a value: sorted names, no spaces, ASCII, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def sha256(content: bytes) -> str:
    """Hex digest."""
    return hashlib.sha256(content).hexdigest()


def seal_of(told: str) -> str:
    """Keyed SHA-256 of what is told, with a key of the keys folder."""
    return hmac.new(keys().pepper("audit"), told.encode(), hashlib.sha256).hexdigest()


def digest_of_parts(parts: Iterable[Part]) -> str:
    """What the chain keeps of an event's parts, in their order."""
    return sha256(canonical([[_text(part.subject), _text(part.agency), sha256(part.body)] for part in parts]))


def place_of_part(sequence: int, position: int) -> tuple[str, str, str]:
    """To what a sealed part is bound."""
    return (PARTS, f"{sequence}.{position}", "body")


def lock_chain() -> None:
    """Wait until no other transaction can append; held until this transaction ends."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def head(using: str = "default") -> Head:
    """The last event that this transaction can see."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT sequence, digest FROM {EVENTS} ORDER BY sequence DESC LIMIT 1")  # noqa: S608 -- our name
        last = cursor.fetchone()
    return Head(*last) if last else BEFORE_ALL


def append(link: Link, parts: Sequence[Part]) -> Head:
    """Write an event and its parts behind the head that `link` was built on. The chain must be locked.

    Raises:
        IntegrityError: someone else appended meanwhile: the chain was not locked.
    """
    written = Head(link.sequence, link.digest())
    row = [getattr(link, name) for name in Link.__slots__]
    statement = f"INSERT INTO {EVENTS} ({_COLUMNS}, digest, seal) VALUES ({_SLOTS}, %s, %s)"  # noqa: S608 -- our names
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, [*row, written.digest, seal_of(written.digest)])
        for position, part in enumerate(parts):
            values: list[Any] = [uuid4(), link.sequence, position, part.subject, part.agency, part.body]
            cursor.execute(_INSERT_PART, values)
    return written


def _text(identity: UUID | None) -> str | None:
    return str(identity) if identity else None
