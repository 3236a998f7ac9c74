"""Keys in files: made once, wrapped, rotated, destroyed; never half written."""

import os
import shutil
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shelterbelt.ground.secrets import files
from shelterbelt.ground.secrets.envelope import Unreadable
from shelterbelt.ground.secrets.keys import INSTANCE, KeyDestroyed, Keys

PERSON, OTHER, AGENCY = uuid4(), uuid4(), uuid4()


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys", is_durable=False)


def every_file(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_keys_are_stable_and_differ_by_person_and_agency(keys: Keys) -> None:
    pairs = [(PERSON, AGENCY), (PERSON, INSTANCE), (OTHER, AGENCY)]
    made = [keys.made_person_key(*pair) for pair in pairs]
    assert len(set(made)) == 3
    assert {len(key) for key in made} == {32}
    assert [Keys(keys.folder).person_key(*pair) for pair in pairs] == made


def test_keys_folder_can_be_entered_and_read_by_its_owner_alone(keys: Keys) -> None:
    keys.made_person_key(PERSON, AGENCY)
    keys.pepper("tokens")
    folders = [keys.folder, *(path for path in keys.folder.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in every_file(keys.folder)} == {0o600}


def test_wrapped_keys_do_not_lie_in_the_open(keys: Keys) -> None:
    key = keys.made_person_key(PERSON, AGENCY)
    content = b"".join(path.read_bytes() for path in every_file(keys.folder))
    assert key not in content
    assert key.hex().encode() not in content


def test_destroyed_key_is_gone_in_this_process_and_in_every_other(keys: Keys) -> None:
    elsewhere = Keys(keys.folder)
    keys.made_person_key(PERSON, AGENCY)
    keys.made_person_key(PERSON, INSTANCE)
    kept = keys.made_person_key(OTHER, AGENCY)
    elsewhere.person_key(PERSON, AGENCY)

    assert keys.destroy_person(PERSON) == 2

    for view in (keys, elsewhere, Keys(keys.folder)):
        assert view.is_destroyed(PERSON)
        with pytest.raises(KeyDestroyed):
            view.person_key(PERSON, AGENCY)
        with pytest.raises(KeyDestroyed):
            view.made_person_key(PERSON, AGENCY)
    assert elsewhere.person_key(OTHER, AGENCY) == kept
    assert keys.destroy_person(PERSON) == 0


@pytest.mark.parametrize("rotate", ["master", "agency"])
def test_rotation_keeps_every_key_readable_and_drops_the_former_wrapping(keys: Keys, rotate: str) -> None:
    people = [uuid4() for _ in range(5)]
    before = {person: keys.made_person_key(person, AGENCY) for person in people}
    keys.made_person_key(people[0], INSTANCE)
    former = keys.folder.parent / "former"
    shutil.copytree(keys.folder, former)

    assert (keys.rotate_master() if rotate == "master" else keys.rotate_agency(AGENCY)) == (
        2 if rotate == "master" else 5
    )

    for view in (keys, Keys(keys.folder)):
        assert {person: view.person_key(person, AGENCY) for person in people} == before
    # An old copy of the lower files is worthless with the new upper ones.
    stale = "agencies" if rotate == "master" else "persons"
    shutil.rmtree(keys.folder / stale)
    shutil.copytree(former / stale, keys.folder / stale)
    with pytest.raises(Unreadable):
        Keys(keys.folder).person_key(people[0], AGENCY)


@pytest.mark.parametrize("stops_after", range(1, 9))
@pytest.mark.parametrize("rotate", ["master", "agency"])
def test_rotation_stopped_anywhere_loses_nothing_and_can_be_finished(
    keys: Keys, rotate: str, stops_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [uuid4() for _ in range(4)]
    before = {person: keys.made_person_key(person, AGENCY) for person in people}
    whole, written = files.write_whole, 0

    def failing(path: Path, content: bytes, *, is_durable: bool = True) -> None:
        nonlocal written
        if written == stops_after:
            raise OSError("no space left on device")
        written += 1
        whole(path, content, is_durable=is_durable)

    def turn(view: Keys) -> int:
        return view.rotate_master() if rotate == "master" else view.rotate_agency(AGENCY)

    with monkeypatch.context() as patched:
        patched.setattr(files, "write_whole", failing)
        try:
            turn(keys)
        except OSError:
            assert written == stops_after
    assert {person: Keys(keys.folder).person_key(person, AGENCY) for person in people} == before
    turn(keys)
    assert {person: Keys(keys.folder).person_key(person, AGENCY) for person in people} == before


def test_many_threads_make_one_key(keys: Keys) -> None:
    views = [Keys(keys.folder) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda view: (view.made_person_key(PERSON, AGENCY), view.pepper("tokens")), views)
        )
    assert len(set(made)) == 1


def test_reading_during_rotation_never_fails(keys: Keys) -> None:
    people = [uuid4() for _ in range(6)]
    before = {person: keys.made_person_key(person, AGENCY) for person in people}

    def read(_turn: int) -> dict[UUID, bytes]:
        return {person: Keys(keys.folder).person_key(person, AGENCY) for person in people}

    with ThreadPoolExecutor(3) as pool:
        readings = [pool.submit(read, turn) for turn in range(60)]
        for _turn in range(3):
            keys.rotate_agency(AGENCY)
            keys.rotate_master()
        assert all(reading.result() == before for reading in readings)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"key": "?"}', b"\x00" * 90])
def test_damaged_key_file_is_said_calmly(keys: Keys, damage: bytes) -> None:
    keys.made_person_key(PERSON, AGENCY)
    path = next(path for path in every_file(keys.folder) if path.name == str(AGENCY))
    path.write_bytes(damage)
    with pytest.raises(Unreadable):
        Keys(keys.folder).person_key(PERSON, AGENCY)


def test_lost_master_key_is_not_silently_replaced(keys: Keys) -> None:
    keys.made_person_key(PERSON, AGENCY)
    (keys.folder / "master.json").unlink()
    with pytest.raises(Unreadable):
        Keys(keys.folder).person_key(PERSON, AGENCY)
    with pytest.raises(Unreadable, match=r"master\.json"):
        Keys(keys.folder).made_person_key(uuid4(), uuid4())
    with pytest.raises(Unreadable):
        Keys(keys.folder).made_person_key(uuid4(), AGENCY)


def test_write_whole_leaves_the_former_content_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    files.write_whole(path, b"former")
    monkeypatch.setattr(os, "fsync", lambda _descriptor: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        files.write_whole(path, b"fresh")
    assert [found.name for found in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == b"former"
