"""Read the whole chain again and say where it was touched."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connections, transaction

from shelterbelt.ground.audit import heads
from shelterbelt.ground.audit.chain import (
    BEFORE_ALL,
    EVENTS,
    PARTS,
    Head,
    Link,
    Part,
    digest_of_parts,
    seal_of,
)

_CHUNK = 2_000
_MOST_REPORTED = 100
_COLUMNS = (*Link.__slots__, "digest", "seal")


class Fault(StrEnum):
    """How a chain can be broken."""

    ALTERED = "altered"
    MISSING = "missing"
    UNLINKED = "unlinked"
    PARTS = "parts"
    CUT = "cut"
    REWRITTEN = "rewritten"
    FORGED = "forged"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the chain does not hold: the event's number, the fault, and what it means."""

    sequence: int
    fault: Fault
    what: str

    def __str__(self) -> str:
        return f"event {self.sequence}: {self.what}"


def verify(*, using: str = "default") -> tuple[Break, ...]:
    """Every break of the chain, at most a hundred; empty if it is whole.

    The table is streamed, so that a chain of any length is read in constant memory, from one snapshot.
    """
    try:
        sealed = heads.sealed_head()
    except heads.BrokenSeal as error:
        return (Break(0, Fault.SEAL, str(error)), *_first(_breaks(None, using)))
    return _first(_breaks(sealed, using))


def _first(found: Iterator[Break]) -> tuple[Break, ...]:
    return tuple(one for one, _count in zip(found, range(_MOST_REPORTED), strict=False))


def _breaks(sealed: heads.SealedHead | None, using: str) -> Iterator[Break]:
    previous, sealed_was_met, is_forged = BEFORE_ALL, sealed is None, False
    for row, parts in _rows(using):
        link = Link(**{name: row[name] for name in Link.__slots__})
        yield from _breaks_at(link, row["digest"], parts, previous)
        was_forged, is_forged = is_forged, _is_forged(link.sequence, row, sealed)
        if is_forged and not was_forged:
            what = "it and perhaps those after it were not written by this instance, or the keys folder is another."
            yield Break(link.sequence, Fault.FORGED, what)
        if sealed and link.sequence == sealed.sequence:
            sealed_was_met = True
            if not hmac.compare_digest(sealed.digest, row["digest"]):
                yield Break(
                    link.sequence, Fault.REWRITTEN, "it is not the event whose digest was sealed outside."
                )
        previous = Head(link.sequence, row["digest"])
    if sealed and not sealed_was_met:
        what = f"it was sealed outside as the last one, but the table ends at {previous.sequence}."
        yield Break(sealed.sequence, Fault.CUT, what)


def _is_forged(sequence: int, row: dict[str, Any], sealed: heads.SealedHead | None) -> bool:
    if sealed and sequence <= sealed.taken_over:
        return False
    return not hmac.compare_digest(seal_of(row["digest"]), row["seal"])


def _breaks_at(link: Link, digest: str, parts: list[Part], previous: Head) -> Iterator[Break]:
    if link.sequence != previous.sequence + 1:
        yield Break(
            previous.sequence + 1, Fault.MISSING, f"missing; the next one in the table is {link.sequence}."
        )
    if link.previous != previous.digest:
        yield Break(link.sequence, Fault.UNLINKED, "it does not follow on the event before it.")
    if link.digest() != digest:
        yield Break(link.sequence, Fault.ALTERED, "its content is not what its digest says.")
    if digest_of_parts(parts) != link.parts:
        yield Break(link.sequence, Fault.PARTS, "its details were altered, added or removed.")


def _rows(using: str) -> Iterator[tuple[dict[str, Any], list[Part]]]:
    columns = ", ".join(f"e.{name}" for name in _COLUMNS)
    statement = (
        f"SELECT {columns}, p.subject, p.agency, p.body FROM {EVENTS} e"  # noqa: S608 -- our own names
        f" LEFT JOIN {PARTS} p ON p.event_id = e.sequence ORDER BY e.sequence, p.position"
    )
    with transaction.atomic(using=using), connections[using].chunked_cursor() as cursor:
        cursor.cursor.itersize = _CHUNK
        cursor.execute(statement)
        for _sequence, lines in groupby(cursor, key=itemgetter(0)):
            found = list(lines)
            parts = [Part(line[-3], line[-2], bytes(line[-1])) for line in found if line[-1] is not None]
            yield dict(zip(_COLUMNS, found[0], strict=False)), parts
