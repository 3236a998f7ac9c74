"""The file of a backup: one line that says what is inside, then the content, all encrypted with age.

The key that opens it is not in it, nor on this machine unless the operator puts it there. Format: age v1
(age-encryption.org/v1), recipients of type X25519; authenticated, so that damage anywhere is found before
anything is touched.
"""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

import pyrage

from shelterbelt.ground.db.errors import BackupTrouble

_MARK = "shelterbelt-backup"
_FORMAT = 1
_LONGEST_LABEL = 1 << 20
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Label:
    """What a backup says about itself.

    Attributes:
        kind: `database` or `keys`.
        made_at: ISO 8601, UTC.
        release: the version of Shelterbelt that made it.
        rows: number of rows per table, from the same snapshot as the content.
        migrations: `app.name` of every migration applied.
        chain: number and digest of the audit's last event; empty before the first.
    """

    kind: str
    made_at: str
    release: str
    rows: dict[str, int] = field(default_factory=dict)
    migrations: tuple[str, ...] = ()
    chain: tuple[int, str] | tuple[()] = ()


class Source(Protocol):
    """Something that is read from front to back."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""


def make_identity(path: Path) -> str:
    """Write a new secret key to a new file that only its owner can read, and return its public key.

    Raises:
        BackupTrouble: the file exists or cannot be written.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(f"# public key: {public}\n{identity}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise BackupTrouble(
            f"The key could not be written: {error.strerror}.", where=str(path), remedy="Name a new file."
        ) from error
    return public


def recipient(text: str) -> Any:
    """A public key as age takes it.

    Raises:
        BackupTrouble: it is none.
    """
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise BackupTrouble(
            "That is not an age public key.",
            where="--recipient",
            remedy="It begins with age1; `shelterbelt backup --make-key FILE` makes a pair and shows it.",
        ) from error


def identities(path: Path) -> list[Any]:
    """The secret keys in a file, one per line; lines with # are notes.

    Raises:
        BackupTrouble: the file cannot be read or holds no key.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in lines
            if line.strip() and not line.startswith("#")
        ]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise BackupTrouble(
            "The file holds no age secret key.",
            where=str(path),
            remedy="Name the file that `shelterbelt backup --make-key` wrote.",
        )
    return found


def write(to: Path, label: Label, content: Source, *, for_: Any, finish: Callable[[], None]) -> int:
    """Encrypt label and content into a file that appears whole or not at all.

    Args:
        to: the file; it must not exist.
        label: what is inside.
        content: what is inside, read once.
        for_: the recipient.
        finish: called when all is read and before the file appears; raises if the content is not whole.

    Returns:
        The size of the file in bytes.

    Raises:
        BackupTrouble: the file exists, or the disk refuses.
    """
    if to.exists():
        raise BackupTrouble("The file exists already.", where=str(to), remedy="Name a new file.")
    partial = to.with_name(f".{to.name}.{secrets.token_hex(4)}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            pyrage.encrypt_io(_Joined(_line(label), content), file, [for_])
            finish()
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, to)
    except OSError as error:
        raise BackupTrouble(
            f"The backup could not be written: {error.strerror or error}.",
            where=str(to),
            remedy="Free some space or choose another folder; no half file was left.",
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return to.stat().st_size


def read(path: Path, keys: list[Any], content: IO[bytes] | None = None) -> Label:
    """Decrypt a backup. Without `content` it is only checked, from the first byte to the last.

    Args:
        path: the backup.
        keys: from `identities`.
        content: where the content goes; closed by the caller.

    Raises:
        BackupTrouble: damaged, cut short, not a backup, or made for another key.
    """
    split = _Split(content)
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, split, keys)
    except BrokenPipeError:
        raise
    except (OSError, pyrage.DecryptError) as error:
        is_other_key = "No matching keys" in str(error)
        raise BackupTrouble(
            "The backup was made for another key."
            if is_other_key
            else f"The backup cannot be read: {error}.",
            where=str(path),
            remedy="Name the file of the right secret key with --identity."
            if is_other_key
            else "It is damaged, cut short, or no backup: fetch another copy. Nothing was changed.",
        ) from error
    return split.label(path)


def _line(label: Label) -> bytes:
    return json.dumps({"mark": _MARK, "format": _FORMAT, **asdict(label)}).encode() + b"\n"


class _Joined:
    """The label's line and then the content, as one source."""

    def __init__(self, first: bytes, then: Source) -> None:
        self._first = first
        self._then = then

    def read(self, size: int = -1, /) -> bytes:
        if self._first:
            given, self._first = (
                self._first[: size if size >= 0 else None],
                self._first[size:] if size >= 0 else b"",
            )
            return given
        return self._then.read(min(size, _CHUNK) if size >= 0 else _CHUNK)


class _Split:
    """Keeps the label's line and passes the content on."""

    def __init__(self, content: IO[bytes] | None) -> None:
        self._content = content
        self._kept = b""
        self._has_label = False

    def write(self, given: bytes) -> int:
        rest = bytes(given)
        if not self._has_label:
            before, line_end, rest = (self._kept + rest).partition(b"\n")
            self._kept = before
            if not line_end:
                if len(before) > _LONGEST_LABEL:
                    raise OSError("it does not begin as a backup does")
                return len(given)
            self._has_label = True
        if self._content is not None and rest:
            self._content.write(rest)
        return len(given)

    def flush(self) -> None:
        if self._content is not None:
            self._content.flush()

    def label(self, path: Path) -> Label:
        try:
            told = json.loads(self._kept)
            is_ours = (told.pop("mark"), told.pop("format")) == (_MARK, _FORMAT)
            migrations, chain = tuple(told.pop("migrations")), tuple(told.pop("chain"))
            label = Label(**told, migrations=migrations, chain=chain)
        except (ValueError, KeyError, TypeError):
            is_ours = False
        if not is_ours:
            raise BackupTrouble(
                "The file is encrypted for this key, but is no backup of this kind.",
                where=str(path),
                remedy="Name a file that `shelterbelt backup` wrote; a newer format needs a newer release.",
            )
        return label
