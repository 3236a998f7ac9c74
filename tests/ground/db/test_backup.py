"""A backup comes back whole, opens for one key alone, and never half replaces what is there."""

import stat
from pathlib import Path

import pytest
from psycopg import sql
from tests.fixtures.database import FreshDatabase

from shelterbelt.ground import audit
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import archive, tally
from shelterbelt.ground.db.backup import Made, backup
from shelterbelt.ground.db.errors import BackupTrouble
from shelterbelt.ground.db.restore import restore
from shelterbelt.ground.db.roles import connect

CANARY = "planted-canary-7731"


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    archive.make_identity(tmp_path / "secret.key")
    return tmp_path / "secret.key"


def _public(identity: Path) -> str:
    return str(archive.identities(identity)[0].to_public())


def _fill(count: int) -> None:
    for number in range(count):
        with audit.act("test.account.make", by=SYSTEM, about=("account", number)):
            Account.objects.create_user(f"{CANARY}-{number}@example.org")


def _rows(conf: Conf) -> dict[str, int]:
    with connect(conf, role="owner") as owner:
        return tally.rows_per_table(owner)


def _databases(conf: Conf, pattern: str) -> list[str]:
    with connect(conf, role="owner", database="postgres") as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", (pattern,))
        return [str(name) for (name,) in rows]


@pytest.fixture
def made(fresh_database: FreshDatabase, identity: Path, tmp_path: Path) -> Made:
    _fill(3)
    return backup(fresh_database.conf, tmp_path / "one.backup", recipient=_public(identity))


def test_backup_comes_back_whole(fresh_database: FreshDatabase, made: Made, identity: Path) -> None:
    then = made.label.rows
    assert (then["access_account"], then["audit_event"]) == (3, 3)
    later = Account.objects.create_user("later@example.org")
    done = restore(fresh_database.conf, made.file, identity=identity, may_replace=True)
    assert done.rows == then
    assert not Account.objects.filter(pk=later.pk).exists()
    assert audit.verify() == ()
    assert not done.is_head_accepted
    assert _rows(fresh_database.conf) == then
    kept = _databases(fresh_database.conf, f"{fresh_database.name}_before_%")
    assert kept == [done.former]
    _drop(fresh_database.conf, done.former)


def test_restore_behind_the_sealed_head_is_recorded(
    fresh_database: FreshDatabase, made: Made, identity: Path
) -> None:
    with audit.act("test.later", by=SYSTEM, about=("test", 1)):
        pass
    done = restore(fresh_database.conf, made.file, identity=identity, may_replace=True)
    assert done.is_head_accepted
    assert audit.verify() == ()
    assert _rows(fresh_database.conf)["audit_event"] == made.label.rows["audit_event"] + 1
    _drop(fresh_database.conf, done.former)


def test_restored_database_binds_the_application(
    fresh_database: FreshDatabase, made: Made, identity: Path
) -> None:
    done = restore(fresh_database.conf, made.file, identity=identity, may_replace=True)
    with connect(fresh_database.conf, role="app") as app:
        assert app.execute("SELECT count(*) FROM access_account").fetchone() == (3,)
        with pytest.raises(Exception, match=r"only ever added|permission denied"):
            app.execute("DELETE FROM audit_event")
        with pytest.raises(Exception, match="permission denied"):
            app.execute("TRUNCATE access_account CASCADE")
    _drop(fresh_database.conf, done.former)


def test_restore_refuses_an_instance_in_use(
    fresh_database: FreshDatabase, made: Made, identity: Path
) -> None:
    with pytest.raises(BackupTrouble, match="There is data in this instance already"):
        restore(fresh_database.conf, made.file, identity=identity)
    assert _rows(fresh_database.conf) == made.label.rows


@pytest.mark.parametrize("where", [0, 30, 300, -2000, -1])
def test_damaged_backup_changes_nothing(
    fresh_database: FreshDatabase, made: Made, identity: Path, where: int, tmp_path: Path
) -> None:
    content = bytearray(made.file.read_bytes())
    content[where] ^= 0x01
    damaged = tmp_path / "damaged.backup"
    damaged.write_bytes(content)
    with pytest.raises(BackupTrouble, match=r"cannot be read|another key"):
        restore(fresh_database.conf, damaged, identity=identity, may_replace=True)
    assert _rows(fresh_database.conf) == made.label.rows
    assert _databases(fresh_database.conf, f"{fresh_database.name}_restoring_%") == []


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.999])
def test_cut_backup_changes_nothing(
    fresh_database: FreshDatabase, made: Made, identity: Path, kept: float, tmp_path: Path
) -> None:
    content = made.file.read_bytes()
    cut = tmp_path / "cut.backup"
    cut.write_bytes(content[: int(len(content) * kept) if kept < 1 else int(kept)])
    with pytest.raises(BackupTrouble, match="cannot be read"):
        restore(fresh_database.conf, cut, identity=identity, may_replace=True)
    assert _rows(fresh_database.conf) == made.label.rows


def test_backup_opens_for_its_key_alone(fresh_database: FreshDatabase, made: Made, tmp_path: Path) -> None:
    archive.make_identity(tmp_path / "other.key")
    with pytest.raises(BackupTrouble, match="made for another key"):
        restore(fresh_database.conf, made.file, identity=tmp_path / "other.key", may_replace=True)


def test_backup_is_unreadable_and_private(made: Made, identity: Path) -> None:
    content = made.file.read_bytes()
    assert CANARY.encode() not in content
    assert b"access_account" not in content
    assert identity.read_text().splitlines()[-1].encode() not in content
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert [path.name for path in made.file.parent.glob(".*partial")] == []


def test_backup_never_overwrites(fresh_database: FreshDatabase, made: Made, identity: Path) -> None:
    before = made.file.read_bytes()
    with pytest.raises(BackupTrouble, match="exists already"):
        backup(fresh_database.conf, made.file, recipient=_public(identity))
    assert made.file.read_bytes() == before


def test_failed_dump_leaves_no_file(fresh_database: FreshDatabase, identity: Path, tmp_path: Path) -> None:
    with connect(fresh_database.conf, role="owner") as owner:
        owner.execute("CREATE SEQUENCE unreadable")
        owner.execute("REVOKE ALL ON SEQUENCE unreadable FROM current_user")
    with pytest.raises(BackupTrouble, match="could not be dumped"):
        backup(fresh_database.conf, tmp_path / "no.backup", recipient=_public(identity))
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


def _drop(conf: Conf, database: str) -> None:
    with connect(conf, role="owner", database="postgres") as server:
        server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(database)))
