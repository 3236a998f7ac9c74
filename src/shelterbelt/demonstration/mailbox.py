"""Outgoing mail of the demonstration, read from the files that Django's file backend writes."""

import datetime as dt
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings

from shelterbelt.demonstration.note import require_demonstration
from shelterbelt.ground.access.permissions import NotThere

_FOLDER = "outgoing-mail"
_LINE = b"-" * 79 + b"\n"
"""What the file backend writes after each message (django.core.mail.backends.filebased)."""
_KEY = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+-[0-9]+\Z")
_MOST_FILES = 1000


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. `files` are names of attachments, `calendar` the text of a calendar part, both may be empty."""

    key: str
    sender: str
    to: str
    subject: str
    sent_at: dt.datetime | None
    text: str
    calendar: str
    files: tuple[str, ...]


def letters(*, find: str = "") -> tuple[Letter, ...]:
    """All letters, the latest first, or those with the words in address or subject.

    Raises:
        NotThere: this is no demonstration.
    """
    require_demonstration()
    found = [each for path in _paths() for each in _read(path)]
    words = find.casefold()
    kept = [each for each in found if words in f"{each.to} {each.subject}".casefold()]
    return tuple(sorted(kept, key=lambda each: each.key, reverse=True))


def letter(key: str) -> Letter:
    """One letter by its key.

    Raises:
        NotThere: there is none, or this is no demonstration.
    """
    require_demonstration()
    if _KEY.match(key):
        file = key.rpartition("-")[0]
        for path in _paths():
            if path.stem == file:
                for each in _read(path):
                    if each.key == key:
                        return each
    raise NotThere


def _paths() -> list[Path]:
    folder: Path = settings.CONF.data_dir / _FOLDER
    return sorted(folder.glob("*.log"), reverse=True)[:_MOST_FILES]


def _read(path: Path) -> list[Letter]:
    parts = [part for part in path.read_bytes().split(_LINE) if part.strip()]
    return [_letter(f"{path.stem}-{place}", part) for place, part in enumerate(parts)]


def _letter(key: str, raw: bytes) -> Letter:
    message = BytesParser(policy=policy.default).parsebytes(raw)
    body = message.get_body(("plain",))
    dated = getattr(message["Date"], "datetime", None)
    return Letter(
        key=key,
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=dated,
        text=_text(body),
        calendar=next((_text(part) for part in message.walk() if _is_calendar(part)), ""),
        files=tuple(name for part in message.walk() if (name := part.get_filename())),
    )


def _is_calendar(part: object) -> bool:
    return isinstance(part, EmailMessage) and part.get_content_type() == "text/calendar"


def _text(part: object) -> str:
    if not isinstance(part, EmailMessage):
        return ""
    content = part.get_content()
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)
