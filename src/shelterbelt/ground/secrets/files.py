"""Small secret files that are whole or absent, whatever moment the machine stops at."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def make_folder(folder: Path, *, is_durable: bool = True) -> None:
    """Make a folder that only its owner can enter, and its parents."""
    if folder.is_dir():
        return
    make_folder(folder.parent, is_durable=is_durable)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    if is_durable:
        _sync_folder(folder.parent)


def write_whole(path: Path, content: bytes, *, is_durable: bool = True) -> None:
    """Replace a file at once; only its owner can read it.

    Args:
        path: where; its folder is made if need be.
        content: the whole content.
        is_durable: wait until the disk has it. Without, a power cut may bring the former content back.
    """
    make_folder(path.parent, is_durable=is_durable)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            if is_durable:
                os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    if is_durable:
        _sync_folder(path.parent)


def remove(path: Path) -> bool:
    """Overwrite and unlink a file; False if there was none.

    Overwriting is a courtesy to spinning disks; on other media nothing is promised of it.
    """
    try:
        size = path.stat().st_size
        with path.open("r+b", buffering=0) as file:
            file.write(os.urandom(size))
            os.fsync(file.fileno())
    except FileNotFoundError:
        return False
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file alone, among all threads and processes of this machine."""
    make_folder(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
