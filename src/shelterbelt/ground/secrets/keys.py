"""The keys folder: master key, agency keys wrapped under it, person keys wrapped under those.

    master.json                        {current, keys: {id: key}}                   plain, the root of all
    agencies/<agency>.json             {current, keys: {id: wrapped under master}}
    persons/<2 hex>/<person>/<agency>  {under: id of the agency key, key: wrapped}
    persons/<2 hex>/<person>/destroyed the person's keys are gone and none will be made again
    peppers/<purpose>                  keys of keyed digests

Every file is replaced whole. A ring keeps its former key until everything below is wrapped anew, so a
rotation that is interrupted at any point leaves all readable and is finished by running it again.
Readers take no lock. What is kept in memory is compared with the file at each use: a key destroyed by one
process is gone for all of them at once.
"""

import base64
import binascii
import json
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from shelterbelt.ground.secrets import files
from shelterbelt.ground.secrets.envelope import Tampered, Unreadable, decrypt, encrypt, new_key

INSTANCE = UUID(int=0)
"""The agency of data that belongs to no organisation but to the instance."""

_DESTROYED = "destroyed"
_TRIES = 5


class KeyDestroyed(Unreadable):
    """A sealed value cannot be read because the person's key was destroyed, as was asked for."""


class _Stale(Exception):
    """A key was wrapped anew between two reads; reading again helps."""


@dataclass(frozen=True, slots=True)
class _Ring:
    """The keys of one owner by id; new things are wrapped under the current one."""

    current: str
    keys: dict[str, bytes]

    def under(self, key_id: str) -> bytes:
        try:
            return self.keys[key_id]
        except KeyError:
            raise _Stale from None


_Stamp = tuple[int, int, int]


class Keys:
    """All keys of one instance, in one folder.

    Args:
        folder: where.
        is_durable: wait for the disk at each change; an instance of invented people need not.
    """

    def __init__(self, folder: Path, *, is_durable: bool = True) -> None:
        self.folder = folder
        self.is_durable = is_durable
        self._persons: dict[tuple[UUID, UUID], tuple[_Stamp, bytes]] = {}

    # reading

    def person_key(self, person: UUID, agency: UUID) -> bytes:
        """The key under which an agency holds a person's data.

        Raises:
            KeyDestroyed: it was destroyed.
            Unreadable: there is none, or the files above it are missing or altered.
        """
        path = self._person_path(person, agency)
        for _try in range(_TRIES):
            try:
                stamp = _stamp(path)
                kept = self._persons.get((person, agency))
                if kept and kept[0] == stamp:
                    return kept[1]
                key = self._unwrapped(path, person, agency)
            except (FileNotFoundError, Unreadable) as error:
                self._persons.pop((person, agency), None)
                if self.is_destroyed(person):
                    raise KeyDestroyed("The key to this person's data was destroyed.") from None
                if isinstance(error, FileNotFoundError):
                    raise Unreadable(f"A key file is missing: {path}.") from None
                raise
            except _Stale:
                continue
            self._persons[person, agency] = (stamp, key)
            return key
        raise Unreadable(
            f"The agency's key that this person's key is wrapped under is missing in {self.folder}."
        )

    def is_destroyed(self, person: UUID) -> bool:
        """Whether this person's keys were destroyed."""
        return (self._person_folder(person) / _DESTROYED).exists()

    def pepper(self, purpose: str) -> bytes:
        """The key of keyed digests for one purpose; made on first use."""
        path = self.folder / "peppers" / purpose
        try:
            return path.read_bytes()
        except FileNotFoundError:
            with self._alone():
                if not path.exists():
                    files.write_whole(path, new_key(), is_durable=self.is_durable)
                return path.read_bytes()

    # writing

    def made_person_key(self, person: UUID, agency: UUID) -> bytes:
        """The key of a person at an agency, made if there is none yet.

        Raises:
            KeyDestroyed: this person's keys were destroyed; no new one is made under the same id.
            Unreadable: the files above it are missing or altered.
        """
        path = self._person_path(person, agency)
        if path.exists():
            return self.person_key(person, agency)
        with self._alone():
            if self.is_destroyed(person):
                raise KeyDestroyed(
                    "The key to this person's data was destroyed; nothing more is sealed under it."
                )
            if not path.exists():
                self._write_person(path, new_key(), person, agency, self._made_agency_ring(agency))
        return self.person_key(person, agency)

    def destroy_person(self, person: UUID) -> int:
        """Destroy all keys of a person, for good; returns how many files went. Safe to repeat."""
        folder = self._person_folder(person)
        with self._alone():
            files.write_whole(folder / _DESTROYED, b"", is_durable=self.is_durable)
            found = [path for path in folder.iterdir() if path.name != _DESTROYED]
            gone = sum(files.remove(path) for path in found)
        for kept in [kept for kept in self._persons if kept[0] == person]:
            del self._persons[kept]
        return gone

    def rotate_master(self) -> int:
        """Make a new master key, wrap every agency's keys under it, drop the former; returns how many."""
        with self._alone():
            ring = self._made_master()
            fresh = _fresh(ring)
            self._write_master(fresh)
            agencies = [UUID(path.stem) for path in sorted((self.folder / "agencies").glob("*.json"))]
            for agency in agencies:
                self._write_agency(agency, self._agency_ring(agency), fresh)
            self._write_master(_only_current(fresh))
        return len(agencies)

    def rotate_agency(self, agency: UUID) -> int:
        """Make a new agency key, wrap the agency's person keys under it, drop the former; returns how many."""
        with self._alone():
            fresh = _fresh(self._made_agency_ring(agency))
            self._write_agency(agency, fresh, self._made_master())
            paths = sorted((self.folder / "persons").glob(f"*/*/{agency}"))
            for path in paths:
                person = UUID(path.parent.name)
                key = self._unwrapped(path, person, agency, fresh)
                self._write_person(path, key, person, agency, fresh)
            self._write_agency(agency, _only_current(fresh), self._made_master())
        return len(paths)

    # files

    def _alone(self) -> AbstractContextManager[None]:
        return files.locked(self.folder / ".lock")

    def _person_folder(self, person: UUID) -> Path:
        return self.folder / "persons" / person.hex[:2] / str(person)

    def _person_path(self, person: UUID, agency: UUID) -> Path:
        return self._person_folder(person) / str(agency)

    def _unwrapped(self, path: Path, person: UUID, agency: UUID, ring: _Ring | None = None) -> bytes:
        content = _load(path, "under", "key")
        agency_key = (ring or self._agency_ring(agency)).under(content["under"])
        return decrypt(agency_key, _bytes(content["key"]), place=("person", str(person), str(agency)))

    def _write_person(self, path: Path, key: bytes, person: UUID, agency: UUID, ring: _Ring) -> None:
        wrapped = encrypt(ring.under(ring.current), key, place=("person", str(person), str(agency)))
        self._store(path, {"under": ring.current, "key": _text(wrapped)})

    def _agency_path(self, agency: UUID) -> Path:
        return self.folder / "agencies" / f"{agency}.json"

    def _agency_ring(self, agency: UUID) -> _Ring:
        content = _load(self._agency_path(agency), "current", "under", "keys")
        master = self._master().under(content["under"])
        keys = {
            key_id: decrypt(master, _bytes(wrapped), place=("agency", str(agency), key_id))
            for key_id, wrapped in content["keys"].items()
        }
        return _Ring(content["current"], keys)

    def _made_agency_ring(self, agency: UUID) -> _Ring:
        if not self._agency_path(agency).exists():
            self._write_agency(agency, _first(), self._made_master())
        return self._agency_ring(agency)

    def _write_agency(self, agency: UUID, ring: _Ring, master: _Ring) -> None:
        wrapped = {
            key_id: _text(encrypt(master.under(master.current), key, place=("agency", str(agency), key_id)))
            for key_id, key in ring.keys.items()
        }
        content = {"current": ring.current, "under": master.current, "keys": wrapped}
        self._store(self._agency_path(agency), content)

    def _master(self) -> _Ring:
        content = _load(self.folder / "master.json", "current", "keys")
        keys = {key_id: _bytes(key) for key_id, key in content["keys"].items()}
        return _Ring(content["current"], keys)

    def _made_master(self) -> _Ring:
        path = self.folder / "master.json"
        if not path.exists():
            if any((self.folder / "agencies").glob("*.json")):
                raise Unreadable(f"{path} is missing. Put the keys folder back from its own safe copy.")
            self._write_master(_first())
        return self._master()

    def _store(self, path: Path, content: dict[str, Any]) -> None:
        files.write_whole(path, json.dumps(content).encode("ascii"), is_durable=self.is_durable)

    def _write_master(self, ring: _Ring) -> None:
        keys = {key_id: _text(key) for key_id, key in ring.keys.items()}
        self._store(self.folder / "master.json", {"current": ring.current, "keys": keys})


def _first() -> _Ring:
    key_id = secrets.token_hex(8)
    return _Ring(key_id, {key_id: new_key()})


def _fresh(ring: _Ring) -> _Ring:
    first = _first()
    return _Ring(first.current, {**ring.keys, **first.keys})


def _only_current(ring: _Ring) -> _Ring:
    return _Ring(ring.current, {ring.current: ring.keys[ring.current]})


def _stamp(path: Path) -> _Stamp:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _load(path: Path, *names: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise Unreadable(f"A key file is missing: {path}.") from None
    except ValueError:
        raise Tampered(f"A key file was altered: {path}.") from None
    if not isinstance(content, dict) or set(names) != content.keys():
        raise Tampered(f"A key file was altered: {path}.")
    return content


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Tampered("a key is not in base64") from None
