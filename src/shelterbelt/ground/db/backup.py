"""Write a backup of the database: one snapshot, counted, dumped and encrypted as a stream.

No plain copy touches the disk. The keys folder is not in it: whoever finds a backup, and even opens it, cannot
read sealed fields; and destroying a person's key reaches every backup ever made. `key_backup` copies the keys.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import make_conninfo

from shelterbelt import __version__
from shelterbelt.ground import clock
from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import archive, embedded, programs, tally
from shelterbelt.ground.db.connection import parameters
from shelterbelt.ground.db.errors import BackupTrouble
from shelterbelt.ground.db.roles import connect


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written: its file, its size in bytes, and what it says about itself."""

    file: Path
    size: int
    label: archive.Label


def backup(conf: Conf, to: Path, *, recipient: str) -> Made:
    """Write a backup that only the holder of the recipient's secret key can open.

    The instance may go on working meanwhile; what is in the backup is one moment of it.

    Args:
        conf: the instance's settings.
        to: a new file.
        recipient: an age public key.

    Raises:
        BackupTrouble: the key is none, the file exists or cannot be written, or the dump fails.
        DatabaseTrouble: the database cannot be reached.
    """
    for_ = archive.recipient(recipient)
    embedded.start(conf)
    with connect(conf, role="owner") as owner:
        _refuse_partial_view(owner)
        owner.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one_text(owner, "SELECT pg_export_snapshot()")
        label = archive.Label(
            kind="database",
            made_at=clock.now().isoformat(timespec="seconds"),
            release=__version__,
            rows=tally.rows_per_table(owner),
            migrations=tally.applied_migrations(owner),
            chain=tally.chain_end(owner),
        )
        with _dumping(conf, snapshot) as (content, finish):
            size = archive.write(to, label, content, for_=for_, finish=finish)
    return Made(to, size, label)


@contextmanager
def _dumping(conf: Conf, snapshot: str) -> Iterator[tuple[IO[bytes], Any]]:
    """A running `pg_dump` of the snapshot: its output, and a function that raises unless it ended well."""
    address, environment = address_for_programs(conf)
    command = [programs.program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    command += [f"--snapshot={snapshot}", f"--dbname={address}"]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 -- our own wheel's program, no shell
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=environment
        ) as dump,
    ):
        assert dump.stdout is not None  # noqa: S101 -- a pipe was asked for

        def finish() -> None:
            if dump.wait() != 0:
                said.seek(0)
                raise BackupTrouble(
                    f"The database could not be dumped: {said.read().decode(errors='replace').strip()[-600:]}",
                    where="pg_dump",
                    remedy="The server may be newer than this release (18), or the owner's role lacks rights.",
                )

        try:
            yield dump.stdout, finish
        finally:
            if dump.poll() is None:
                dump.kill()


def address_for_programs(conf: Conf, database: str = "") -> tuple[str, dict[str, str]]:
    """The owner's address for PostgreSQL's programs, and their environment; the password only in the latter."""
    given = parameters(conf, role="owner")
    password = given.pop("password", "")
    if database:
        given["dbname"] = database
    return make_conninfo(**given), {
        **programs.environment(),
        **({"PGPASSWORD": password} if password else {}),
    }


def _refuse_partial_view(owner: Any) -> None:
    """A role bound by row-level security would leave rows out of the backup."""
    bound = _one_text(
        owner,
        "SELECT (NOT (rolsuper OR rolbypassrls) AND EXISTS (SELECT 1 FROM pg_class WHERE relforcerowsecurity))::text"
        " FROM pg_roles WHERE rolname = current_user",
    )
    if bound == "true":
        raise BackupTrouble(
            "The owner's role does not see every row, so the backup would not be whole.",
            where="SHELTERBELT_OWNER_DATABASE_URL",
            remedy="As a superuser: ALTER ROLE <owner> BYPASSRLS. The application's role must never have it.",
        )


def _one_text(connection: Any, statement: str) -> str:
    return str(connection.execute(statement).fetchone()[0])


def free_bytes(folder: Path) -> int:
    """Free space where a folder lies."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
