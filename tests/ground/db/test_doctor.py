"""The doctor finds each illness and names a remedy; a healthy instance has none."""

import dataclasses
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fixtures.database import FreshDatabase

from shelterbelt.ground import audit
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.conf import Conf, Mail, Mode
from shelterbelt.ground.db import doctor
from shelterbelt.ground.db.archive import identities, make_identity
from shelterbelt.ground.db.errors import BackupTrouble
from shelterbelt.ground.db.key_backup import backup_keys, restore_keys
from shelterbelt.ground.db.operations import AppendOnly, ForceRowSecurity
from shelterbelt.ground.db.roles import connect


def _ills(conf: Conf) -> set[str]:
    found = [finding for finding in doctor.examine(conf) if not finding.is_well]
    assert [finding for finding in found if not finding.remedy] == []
    return {finding.check for finding in found if finding.check != "languages"}


def _keys(conf: Conf, folder: Path) -> Conf:
    folder.mkdir(mode=0o700)
    return dataclasses.replace(conf, keys_dir=folder)


def test_healthy_instance_has_nothing_to_mend(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    with audit.act("test.one", by=SYSTEM, about=("test", 1)):
        pass
    conf = _keys(fresh_database.conf, tmp_path / "keys")
    assert _ills(conf) == set()
    checked = {finding.check for finding in doctor.examine(conf)}
    assert checked == {check.__name__.strip("_").replace("_", " ") for check in doctor.CHECKS}


def test_declared_tables_are_inspected() -> None:
    assert {"audit_event", "audit_part"} <= doctor.declared_tables(AppendOnly)
    assert doctor.declared_tables(ForceRowSecurity) != frozenset()


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", "row security"),
        ("ALTER TABLE audit_event DISABLE TRIGGER shelterbelt_append_only_rows", "row security"),
        ("DROP TRIGGER shelterbelt_append_only_all ON audit_event", "row security"),
        ("DELETE FROM django_migrations WHERE app = 'audit'", "migrations"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "database role"),
    ],
)
def test_illness_of_the_database_is_found(
    fresh_database: FreshDatabase, tmp_path: Path, statement: str, check: str
) -> None:
    table = min(doctor.declared_tables(ForceRowSecurity))
    with connect(fresh_database.conf, role="owner") as owner:
        owner.execute(statement.format(table=table).encode())
    assert _ills(_keys(fresh_database.conf, tmp_path / "keys")) == {check}


def test_altered_audit_is_found(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    with audit.act("test.one", by=SYSTEM, about=("test", 1)):
        pass
    with connect(fresh_database.conf, role="owner") as owner:
        owner.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        owner.execute("UPDATE audit_event SET verb = 'test.another'")
        owner.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER shelterbelt_append_only_rows")
        owner.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER shelterbelt_append_only_all")
    assert _ills(_keys(fresh_database.conf, tmp_path / "keys")) == {"audit chain"}


def test_open_keys_folder_is_found(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    conf = _keys(fresh_database.conf, tmp_path / "keys")
    (conf.keys_dir / "master.json").write_text("{}")
    (conf.keys_dir / "master.json").chmod(0o644)
    assert _ills(conf) == {"keys folder"}


def test_unsafe_settings_count_in_production_alone(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    conf = _keys(fresh_database.conf, tmp_path / "keys")
    assert _ills(dataclasses.replace(conf, mode=Mode.LOCAL)) == set()
    assert "settings" in _ills(dataclasses.replace(conf, mode=Mode.PRODUCTION))


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port that greets whoever comes with the first of the words."""
    words = [b"220 here\r\n"]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            try:
                while True:
                    caller, _address = server.accept()
                    caller.sendall(words[0])
                    caller.close()
            except OSError:
                return

        threading.Thread(target=answer, daemon=True).start()
        yield server.getsockname()[1], words


def test_mail_server_is_greeted(
    fresh_database: FreshDatabase, tmp_path: Path, listener: tuple[int, list[bytes]]
) -> None:
    port, words = listener
    mail = Mail("127.0.0.1", port, "", "", is_tls=True, sender="a@example.org")
    conf = dataclasses.replace(_keys(fresh_database.conf, tmp_path / "keys"), mail=mail)
    assert _ills(conf) == set()
    words[0] = b"SSH-2.0\r\n"
    assert _ills(conf) == {"mail"}
    assert _ills(dataclasses.replace(conf, mail=dataclasses.replace(mail, port=1))) == {"mail"}


def test_unreachable_database_is_a_finding(tmp_path: Path, fresh_database: FreshDatabase) -> None:
    url = "postgresql://app:planted-password@127.0.0.1:1/db"
    conf = dataclasses.replace(fresh_database.conf, database_url=url, owner_database_url=url)
    findings = [finding for finding in doctor.examine(_keys(conf, tmp_path / "keys")) if not finding.is_well]
    assert "database" in {finding.check for finding in findings}
    assert "planted-password" not in str(findings)


def test_keys_come_back_private_and_only_where_there_are_none(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    conf = _keys(fresh_database.conf, tmp_path / "keys")
    (conf.keys_dir / "agencies").mkdir()
    (conf.keys_dir / "agencies" / "one.json").write_text("planted")
    make_identity(tmp_path / "secret")
    public = str(identities(tmp_path / "secret")[0].to_public())
    backup_keys(conf, tmp_path / "keys.backup", recipient=public)
    assert b"planted" not in (tmp_path / "keys.backup").read_bytes()
    with pytest.raises(BackupTrouble, match="keys in this folder already"):
        restore_keys(conf, tmp_path / "keys.backup", identity=tmp_path / "secret")
    other = _keys(conf, tmp_path / "other")
    (other.keys_dir / "signing-secret").write_text("made by itself")
    restore_keys(other, tmp_path / "keys.backup", identity=tmp_path / "secret")
    assert (other.keys_dir / "agencies" / "one.json").read_text() == "planted"
    assert (other.keys_dir / "agencies" / "one.json").stat().st_mode & 0o777 == 0o600
    assert not (other.keys_dir / "signing-secret").exists()
    with pytest.raises(BackupTrouble, match="lie among the keys"):
        backup_keys(conf, conf.keys_dir / "inside.backup", recipient=public)
