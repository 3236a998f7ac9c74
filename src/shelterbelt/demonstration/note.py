"""What a demonstration remembers beside its database: when loading began, whether it ended, and secret links.

A secret link is nowhere kept but with its holder; here the holders are invented, so their links lie in this file.
"""

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from django.conf import settings

from shelterbelt.demonstration.environment import MARK
from shelterbelt.ground.access.permissions import NotThere


@dataclass(frozen=True, slots=True)
class Note:
    """The file's content. `links` are secrets of applications by key, `accounts` ids of accounts by key."""

    began_at: str
    is_complete: bool = False
    links: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)

    @property
    def anchor(self) -> dt.datetime:
        """The moment around which the demonstration's dates lie, in UTC."""
        return dt.datetime.fromisoformat(self.began_at)


def read_note() -> Note | None:
    """The note of this data folder, or None where no demonstration was begun.

    Raises:
        NotThere: this is no demonstration.
    """
    require_demonstration()
    try:
        return Note(**json.loads(_path().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def begin_note() -> Note:
    """Mark this data folder as a demonstration's."""
    note = Note(dt.datetime.now(tz=dt.UTC).replace(microsecond=0).isoformat())
    return write_note(note)


def write_note(note: Note, **changes: object) -> Note:
    """Replace the file at once, with changes to some fields; returns what was written."""
    require_demonstration()
    changed = replace(note, **changes)  # type: ignore[arg-type]
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{MARK}.{os.getpid()}")
    fresh.write_text(json.dumps(asdict(changed), indent=1), encoding="utf-8")
    fresh.chmod(0o600)
    fresh.replace(path)
    return changed


def require_demonstration() -> None:
    """Refuse everywhere but in a demonstration.

    Raises:
        NotThere: this is none.
    """
    if not settings.CONF.shows_demonstration:
        raise NotThere


def _path() -> Path:
    folder: Path = settings.CONF.data_dir
    return folder / MARK
