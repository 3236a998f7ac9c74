"""Bring a backup back: into a new database beside the present one, checked there, then swapped by name.

Until the swap, which is one transaction, nothing of the present database changes; whatever fails before leaves
only a database that is dropped again.
"""

import secrets
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from psycopg import errors, sql

from shelterbelt.ground import audit, clock
from shelterbelt.ground.audit.restoring import accept_head
from shelterbelt.ground.audit.verification import Fault
from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import archive, embedded, programs, tally
from shelterbelt.ground.db.backup import address_for_programs
from shelterbelt.ground.db.connection import is_embedded, parameters
from shelterbelt.ground.db.errors import BackupTrouble
from shelterbelt.ground.db.prepare import looking_at, prepare
from shelterbelt.ground.db.roles import app_name, connect, grant_connect, make_roles_and_database

_SWAP_TRIES = 20
_AFTER_A_RESTORE = frozenset({Fault.CUT, Fault.REWRITTEN, Fault.SEAL, Fault.FORGED})
"""What a chain that is whole in itself shows when the head sealed outside is another one than the backup's."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes:
        label: what the backup says about itself.
        rows: rows per table as counted after the restore; equal to the label's.
        former: the name under which the database that was there before is kept, or empty.
        is_head_accepted: the audit's sealed head was another one; that was recorded in the chain.
    """

    label: archive.Label
    rows: dict[str, int]
    former: str
    is_head_accepted: bool


def restore(
    conf: Conf,
    from_: Path,
    *,
    identity: Path,
    may_replace: bool = False,
    tell: Callable[[str], None] = lambda _line: None,
) -> Restored:
    """Restore a backup.

    Args:
        conf: the instance's settings.
        from_: the backup.
        identity: the file with the secret key.
        may_replace: also where people already have accounts; the former database is kept under another name.
        tell: told in a few words what is being done.

    Raises:
        BackupTrouble: wrong key, damaged, made by a newer release, the instance is in use, or a check failed.
        DatabaseTrouble: the database cannot be reached.
    """
    keys = archive.identities(identity)
    tell("Checking the whole file")
    label = archive.read(from_, keys)
    if label.kind != "database":
        raise BackupTrouble(
            f"This is a backup of {label.kind}.",
            where=str(from_),
            remedy=f"Use `shelterbelt {label.kind} restore`.",
        )
    _refuse_newer(label)
    embedded.start(conf)
    if is_embedded(conf):
        make_roles_and_database(conf)
    with connect(conf, role="owner") as owner:
        was_in_use = tally.is_in_use(owner)
    if was_in_use and not may_replace:
        raise BackupTrouble(
            "There is data in this instance already.",
            where=parameters(conf, role="owner")["dbname"],
            remedy="Use another data folder (SHELTERBELT_DATA), or add --replace: the present database is kept.",
        )
    with _new_database(conf) as fresh:
        tell("Writing tables and rows")
        _fill(conf, from_, keys, fresh)
        rows = _counted(conf, fresh, label)
        tell("Bringing the tables up to this release")
        prepare(conf, database=fresh)
        tell("Verifying the audit chain")
        is_other_head = _verified(fresh)
        tell("Putting it into place")
        former = _swap(conf, fresh, keeps_former=was_in_use)
    if is_other_head:
        accept_head(because=f"restored from a backup of {label.made_at}")
    return Restored(label, rows, former, is_other_head)


def _refuse_newer(label: archive.Label) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    replaced = {
        f"{app}.{name}"
        for migration in MigrationLoader(None).disk_migrations.values()
        for app, name in migration.replaces
    }
    if unknown := set(label.migrations) - known - replaced:
        raise BackupTrouble(
            f"The backup was made by a newer release ({label.release}): {', '.join(sorted(unknown)[:3])}.",
            where="this installation",
            remedy=f"Install release {label.release} or later, then restore.",
        )


@contextmanager
def _new_database(conf: Conf) -> Iterator[str]:
    """An empty database with a name of its own; dropped if it is still there under that name at the end."""
    owned = parameters(conf, role="owner")
    owner, name = owned["user"], f"{owned['dbname'][:40]}_restoring_{secrets.token_hex(4)}"
    with _server(conf) as server:
        try:
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    sql.Identifier(name), sql.Identifier(owner)
                )
            )
        except errors.InsufficientPrivilege as error:
            raise BackupTrouble(
                "The owner's role may not make databases.",
                where="SHELTERBELT_OWNER_DATABASE_URL",
                remedy="As a superuser: ALTER ROLE <owner> CREATEDB, at least for the time of the restore.",
            ) from error
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        grant_connect(server, name, app_name(conf))
    try:
        yield name
    finally:
        with suppress(Exception), _server(conf) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _fill(conf: Conf, from_: Path, keys: list[Any], database: str) -> None:
    address, environment = address_for_programs(conf, database)
    command = [programs.program("pg_restore"), "--exit-on-error", "--single-transaction"]
    command += ["--no-owner", "--no-privileges", f"--dbname={address}"]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 -- our own wheel's program, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=environment
        ) as filling,
    ):
        assert filling.stdin is not None  # noqa: S101 -- a pipe was asked for
        try:
            with suppress(BrokenPipeError):
                archive.read(from_, keys, filling.stdin)
                filling.stdin.close()
            code = filling.wait()
        except BaseException:
            filling.kill()
            raise
        if code:
            said.seek(0)
            reason = said.read().decode(errors="replace").strip()[-600:]
            raise BackupTrouble(
                f"The backup could not be written into the database: {reason}",
                where=str(from_),
                remedy="Check the free space of the database's disk; nothing of the present database was changed.",
            )


def _counted(conf: Conf, database: str, label: archive.Label) -> dict[str, int]:
    with connect(conf, role="owner", database=database) as owner:
        rows, end = tally.rows_per_table(owner), tally.chain_end(owner)
    if rows != label.rows or end != label.chain:
        differ = sorted(name for name in rows.keys() | label.rows if rows.get(name) != label.rows.get(name))
        raise BackupTrouble(
            f"What came out is not what went in: {', '.join(differ) or 'the end of the audit chain'}.",
            where=database,
            remedy="Fetch another copy of the backup; nothing of the present database was changed.",
        )
    return rows


def _verified(database: str) -> bool:
    """Verify the chain in the new database; True if the head sealed outside is another one.

    Raises:
        BackupTrouble: the chain is broken in itself.
    """
    with looking_at(database, "owner"):
        breaks = audit.verify(using="owner")
    inner = [found for found in breaks if found.fault not in _AFTER_A_RESTORE]
    if inner:
        raise BackupTrouble(
            f"The audit chain in the backup is broken: {inner[0]}",
            where=database,
            remedy="The data was touched before the backup was made. Keep the file as evidence; try an older one.",
        )
    return bool(breaks)


def _swap(conf: Conf, fresh: str, *, keeps_former: bool) -> str:
    """Give the new database the name of the present one, in one transaction; returns the former one's name."""
    present = parameters(conf, role="owner")["dbname"]
    former = f"{present}_before_{clock.now():%Y%m%d_%H%M%S}_{secrets.token_hex(2)}"
    connections["default"].close()
    connections["owner"].close()
    with _server(conf) as server:
        for attempt in range(_SWAP_TRIES):
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s) AND pid <> pg_backend_pid()"
                " AND (usename = current_user OR pg_has_role(current_user, usesysid, 'MEMBER'))",
                ([present, fresh],),
            )
            try:
                with server.transaction():
                    for name, new in ((present, former), (fresh, present)):
                        server.execute(
                            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                                sql.Identifier(name), sql.Identifier(new)
                            )
                        )
                break
            except errors.ObjectInUse as error:
                if attempt == _SWAP_TRIES - 1:
                    raise BackupTrouble(
                        "The present database is in use all the time.",
                        where=present,
                        remedy="Stop `shelterbelt serve` on every machine, then restore again.",
                    ) from error
        if keeps_former:
            return former
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(former)))
    return ""


def _server(conf: Conf) -> Any:
    return connect(conf, role="superuser" if is_embedded(conf) else "owner", database="postgres")
