"""A backup on an empty machine, and what happens when the disk is full or the database is gone."""

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from tests.drills.instance import ROOT
from tests.fixtures.database import FreshDatabase

from shelterbelt.ground import conf as configuration
from shelterbelt.ground.db import embedded
from shelterbelt.ground.db.errors import DatabaseTrouble
from shelterbelt.ground.db.prepare import looking_at
from shelterbelt.ground.db.roles import connect

CANARY = "planted-canary-4180"
WRITE = f"""
import django, uuid; django.setup()
from shelterbelt.ground import audit
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.secrets import INSTANCE, seal
person = uuid.UUID(int=7)
for number in range(3):
    with audit.act("test.make", by=SYSTEM, about=("test", number), person=person) as event:
        event.note(word="{CANARY}")
        Account.objects.create_user(f"person-{{number}}@example.org")
"""
READ = """
import django, uuid; django.setup()
from shelterbelt.ground import audit
from shelterbelt.ground.audit.models import Part
from shelterbelt.ground.secrets import INSTANCE, open_
from shelterbelt.ground.audit.chain import place_of_part
from shelterbelt.ground.access.models import Account
part = Part.objects.order_by("event_id").first()
words = open_(part.body, person=part.subject, agency=part.agency, bound_to=place_of_part(part.event_id, part.position))
print(Account.objects.count(), len(audit.verify()), "planted" in words)
"""


class Machine:
    """A machine with nothing on it but the programs."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="shelterbelt-machine-"))
        own = {"SHELTERBELT_MODE": "test", "SHELTERBELT_DATA": str(self.folder / "data")}
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("SHELTERBELT_", "DATABASE_"))
        }
        self.environ = {**kept, **own, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
        self.conf = configuration.load(own)

    def run(self, *words: str, code: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a command of the database, or a piece of Python."""
        command = ["-c", code] if code else ["-m", "tests.drills.command", *words]
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environ,
            check=False,
            capture_output=True,
            text=True,
            timeout=180,
        )

    def ok(self, *words: str, code: str = "") -> str:
        """The output of a command that must succeed."""
        done = self.run(*words, code=code)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def clear(self) -> None:
        """Take the machine away."""
        embedded.stop(self.conf)
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture
def machines() -> Iterator[tuple[Machine, Machine]]:
    pair = Machine(), Machine()
    yield pair
    for machine in pair:
        machine.clear()


def test_backup_restores_on_an_empty_machine(machines: tuple[Machine, Machine], tmp_path: Path) -> None:
    old, new = machines
    secret, data, keys = tmp_path / "secret.key", tmp_path / "data.backup", tmp_path / "keys.backup"
    old.ok("prepare")
    embedded.start(old.conf)
    old.ok(code=WRITE)
    public = old.ok("backup", "--make-key", str(secret)).splitlines()[-1]
    assert public.startswith("age1")
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    old.ok("backup", "--to", str(data), "--recipient", public)
    old.ok("keys", "backup", "--to", str(keys), "--recipient", public)
    assert CANARY.encode() not in data.read_bytes() + keys.read_bytes()

    new.ok("keys", "restore", "--from", str(keys), "--identity", str(secret))
    told = new.ok("restore", "--from", str(data), "--identity", str(secret))
    assert "Every count agrees, and the audit chain was verified." in told
    assert "access_account" in told
    embedded.start(new.conf)
    assert new.ok(code=READ).split() == ["3", "0", "True"]

    again = new.run("restore", "--from", str(data), "--identity", str(secret))
    assert (again.returncode, "There is data in this instance already" in again.stderr) == (1, True)
    twice = new.run("keys", "restore", "--from", str(keys), "--identity", str(secret))
    assert (twice.returncode, "There are keys in this folder already" in twice.stderr) == (1, True)
    swapped = new.run("restore", "--from", str(keys), "--identity", str(secret))
    assert (swapped.returncode, "This is a backup of keys" in swapped.stderr) == (1, True)


def test_database_gone_is_told_calmly(fresh_database: FreshDatabase) -> None:
    assert fresh_database.name
    client = Client(raise_request_exception=False)
    assert client.get("/account/login/").status_code == 200
    with looking_at("shelterbelt_no_such_database", "default"):
        client = Client(raise_request_exception=False)
        client.cookies["session"] = "a-session-that-must-be-looked-up"
        answer = client.get("/account/login/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert b"Traceback" not in answer.content
    assert b"no_such_database" not in answer.content
    assert client.get("/account/login/").status_code == 200


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 128 MB: enough for a cluster, not for much more."""
    place = Path(tempfile.mkdtemp(prefix="shelterbelt-disk-"))
    if os.geteuid() != 0:
        pytest.skip("making a small disk takes root")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", str(place)],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        place.rmdir()
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)
    place.rmdir()


def test_full_disk_loses_nothing_acknowledged(small_disk: Path) -> None:
    conf = configuration.load({"SHELTERBELT_MODE": "test", "SHELTERBELT_DATA": str(small_disk / "data")})
    embedded.start(conf)
    (small_disk / "what the operator can spare").write_bytes(bytes(24 << 20))
    kept = 0
    try:
        with connect(conf, role="superuser") as server:
            server.execute("CREATE TABLE filling (number int, words text)")
            with pytest.raises(Exception, match=r"No space left|closed|terminat|could not extend"):  # noqa: PT012
                while True:
                    server.execute(
                        "INSERT INTO filling SELECT %s, string_agg(md5(random()::text), '')"
                        " FROM generate_series(1, 8000)",
                        (kept,),
                    )
                    kept += 1
        with pytest.raises(DatabaseTrouble) as told:
            _start_on_full_disk(conf, small_disk)
        assert "The disk is full." in told.value.what
        assert told.value.where == str(conf.data_dir)
        (small_disk / "what the operator can spare").unlink()
        embedded.start(conf)
        with connect(conf, role="superuser") as server:
            found = server.execute("SELECT count(*) FROM filling").fetchone()
        assert found == (kept,)
        assert kept > 0
    finally:
        embedded.stop(conf)


def _start_on_full_disk(conf: configuration.Conf, disk: Path) -> None:
    """Fill what is left, take the server down hard, and start it where it cannot write."""
    connections.close_all()
    with contextlib.suppress(OSError), (disk / "ballast").open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096):
            continue
    subprocess.run(["kill", "-9", str(embedded.postmaster_pid(conf))], check=False)
    embedded.start(conf)
