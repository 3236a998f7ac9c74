"""The sealed head: the last event's number and digest, in a file outside the database.

Whoever rewrites or cuts the table has to rewrite this file too, and it is sealed with a key of the keys
folder. It is written after each commit and only ever moves forward, so it may lag behind the table by the
commits of the last moment before a crash, but never runs ahead. It is not flushed to disk: a power cut may
take it back by seconds, never forward.
"""

import hmac
import json
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from shelterbelt.ground.audit.chain import Head, canonical, seal_of
from shelterbelt.ground.secrets import files


class BrokenSeal(Exception):
    """The file of the sealed head was altered."""


def path_of_head() -> Path:
    """Where the sealed head of this database is kept."""
    return settings.CONF.keys_dir / "audit-heads" / f"{connection.settings_dict['NAME']}.json"


@dataclass(frozen=True, slots=True)
class SealedHead(Head):
    """A head and the event up to which the chain was taken over as it was found, after a restore."""

    taken_over: int = 0


def sealed_head() -> SealedHead | None:
    """The head sealed last; None before the first event.

    Raises:
        BrokenSeal: the file is damaged or its seal does not fit.
    """
    try:
        content = json.loads(path_of_head().read_bytes())
        head = SealedHead(int(content["sequence"]), str(content["digest"]), int(content["taken_over"]))
        seal = str(content["seal"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise BrokenSeal(f"{path_of_head()} is damaged.") from None
    if not hmac.compare_digest(seal.encode(), _seal(head).encode()):
        raise BrokenSeal(
            f"The seal of {path_of_head()} does not fit: it was altered, or the keys folder is another."
        )
    return head


def advance(head: Head) -> None:
    """Seal this head unless a later one is sealed already. A broken seal is left as it is, to be found."""
    path = path_of_head()
    with files.locked(path.with_suffix(".lock")):
        try:
            sealed = sealed_head()
        except BrokenSeal:
            return
        if sealed is None or sealed.sequence < head.sequence:
            _write(path, SealedHead(head.sequence, head.digest, sealed.taken_over if sealed else 0))


def replace(head: Head) -> None:
    """Seal this head, and take over the chain up to it, whatever was sealed before.

    `restoring.accept_head` records that it was done and why.
    """
    path = path_of_head()
    with files.locked(path.with_suffix(".lock")):
        _write(path, SealedHead(head.sequence, head.digest, head.sequence), is_durable=True)


def _write(path: Path, head: SealedHead, *, is_durable: bool = False) -> None:
    content = {**asdict(head), "seal": _seal(head)}
    files.write_whole(path, json.dumps(content).encode("ascii"), is_durable=is_durable)


def _seal(head: SealedHead) -> str:
    return seal_of(canonical(["head", str(connection.settings_dict["NAME"]), *astuple(head)]).decode())
