"""Seal and open text under a person's key, and destroy that key."""

import functools
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from shelterbelt.ground.secrets.envelope import Tampered, Unreadable, decrypt, encrypt
from shelterbelt.ground.secrets.keys import Keys


class Place(NamedTuple):
    """Where a sealed value lives; it opens nowhere else."""

    table: str
    row: str
    field: str


def keys() -> Keys:
    """The keys of this instance."""
    return _keys_in(settings.CONF.keys_dir, is_durable=not settings.CONF.shows_demonstration)


@functools.cache
def _keys_in(folder: Path, *, is_durable: bool) -> Keys:
    return Keys(folder, is_durable=is_durable)


def seal(plain: str, *, person: UUID, agency: UUID, bound_to: tuple[str, str, str]) -> bytes:
    """Encrypt text under the person's key at this agency, made on first use.

    Args:
        plain: the text. Its length shows in the ciphertext: do not seal what its length alone would tell.
        person: whose key.
        agency: which organisation holds the data; `INSTANCE` where none does.
        bound_to: table, row and field; the value opens at this place alone.

    Raises:
        KeyDestroyed: this person's data was erased.
    """
    key = keys().made_person_key(person, agency)
    return encrypt(key, plain.encode(), place=("value", *Place(*bound_to), str(person), str(agency)))


def open_(sealed: bytes | memoryview, *, person: UUID, agency: UUID, bound_to: tuple[str, str, str]) -> str:
    """The text that was sealed at this place.

    Raises:
        KeyDestroyed: the person's key was destroyed, as was asked for.
        Unreadable: altered, moved, or the key is missing.
    """
    key = keys().person_key(person, agency)
    try:
        plain = decrypt(key, bytes(sealed), place=("value", *Place(*bound_to), str(person), str(agency)))
    except Tampered:
        place = Place(*bound_to)
        raise Unreadable(f"The sealed value at {place.table}.{place.field} was altered or moved.") from None
    return plain.decode()


def destroy_person_key(person: UUID) -> int:
    """Destroy all keys of a person, at every agency; returns how many. Safe to repeat.

    Call it after the transaction that erases the rows has been committed: files do not roll back.
    """
    return keys().destroy_person(person)


def is_destroyed(person: UUID) -> bool:
    """Whether the person's keys were destroyed."""
    return keys().is_destroyed(person)
