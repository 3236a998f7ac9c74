"""What is wrong with this instance, and how to mend it.

Each check is a function that yields what it found; `examine` runs them all, and a check that cannot run is
itself a finding.
"""

import datetime as dt
import socket
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import django.conf
import psycopg
from django.db.migrations.loader import MigrationLoader

from shelterbelt.ground import audit, clock
from shelterbelt.ground import conf as configuration
from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import embedded, tally
from shelterbelt.ground.db.backup import free_bytes
from shelterbelt.ground.db.connection import cluster_dir, is_embedded, parameters
from shelterbelt.ground.db.errors import DatabaseTrouble
from shelterbelt.ground.db.operations import AppendOnly, ForceRowSecurity
from shelterbelt.ground.db.prepare import powers_of_role
from shelterbelt.ground.db.roles import connect

_LEAST_FREE_BYTES: Final = 1 << 30
_MOST_SECONDS_APART: Final = 60.0
_MAIL_SECONDS: Final = 5.0
_LOCAL: Final = frozenset({"", "localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        check: the check's name.
        is_well: nothing to do.
        what: what was found, in a sentence.
        remedy: what to do; empty if all is well.
    """

    check: str
    is_well: bool
    what: str
    remedy: str = ""


Found = Iterator[Finding]


def examine(conf: Conf) -> tuple[Finding, ...]:
    """Run every check. Starts the embedded server if it does not run, and changes nothing else."""
    findings: list[Finding] = []
    for check in CHECKS:
        name = check.__name__.removeprefix("_").replace("_", " ")
        try:
            found = list(check(conf))
        except DatabaseTrouble as error:
            found = [Finding(name, False, f"{error.what} ({error.where})", error.remedy)]
        except (OSError, psycopg.Error, django.db.Error) as error:
            found = [
                Finding(name, False, f"The check could not run: {error}", "Mend what is named above first.")
            ]
        findings += [Finding(name, one.is_well, one.what, one.remedy) for one in found]
    return tuple(findings)


def _well(what: str) -> Finding:
    return Finding("", True, what)


def _ill(what: str, remedy: str) -> Finding:
    return Finding("", False, what, remedy)


def _settings(conf: Conf) -> Found:
    found = configuration.problems(conf)
    if not found or not conf.is_production:
        # Outside production these are choices; they are said, and are no fault.
        yield _well(
            f"mode {conf.mode.value}"
            + (f", {len(found)} things to settle before production" if found else "")
        )
        return
    for problem in found:
        yield _ill(f"{problem.setting}: {problem.what}", problem.remedy)


def _database(conf: Conf) -> Found:
    embedded.start(conf)
    with connect(conf, role="app") as app:
        version = app.info.server_version // 10_000
        yield _well(
            f"PostgreSQL {version} answers, {'embedded' if is_embedded(conf) else 'given by DATABASE_URL'}"
        )
        if is_embedded(conf):
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                value = str((app.execute(f"SHOW {setting}").fetchone() or ("",))[0])
                if value != "on" and conf.mode is not configuration.Mode.TEST:
                    yield _ill(
                        f"{setting} is {value}: a power cut could lose work.", "Restart the database server."
                    )
    given = parameters(conf, role="app")
    host = given.get("host", "")
    if (
        not host.startswith("/")
        and host not in _LOCAL
        and given.get("sslmode") not in ("verify-full", "verify-ca")
    ):
        yield _ill(
            f"The way to the database at {host} is not surely encrypted.",
            "Add ?sslmode=verify-full to DATABASE_URL and SHELTERBELT_OWNER_DATABASE_URL.",
        )


def _database_role(conf: Conf) -> Found:
    with connect(conf, role="app") as app:
        powers = powers_of_role(app)
    if powers:
        yield _ill(
            f"The application's role has too many rights: {', '.join(powers)}.",
            "Give DATABASE_URL a role that owns nothing; see the operator's handbook, 'Database'.",
        )
    else:
        yield _well("The application's role owns nothing and is bound by row-level security.")


def _migrations(conf: Conf) -> Found:
    with connect(conf, role="owner") as owner:
        applied = set(tally.applied_migrations(owner))
    loader = MigrationLoader(None)
    missing = sorted(f"{app}.{name}" for app, name in loader.graph.nodes if f"{app}.{name}" not in applied)
    if missing:
        yield _ill(
            f"{len(missing)} steps are missing, the first is {missing[0]}.", "Run `shelterbelt prepare`."
        )
    else:
        yield _well(f"All {len(applied)} steps are applied.")


def _row_security(conf: Conf) -> Found:
    declared = declared_tables(ForceRowSecurity)
    with connect(conf, role="owner") as owner:
        rows = owner.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        forced = {str(name) for (name,) in rows}
        triggers = owner.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
            " WHERE tgname LIKE 'shelterbelt_append_only%' AND tgenabled = 'A' GROUP BY relname HAVING count(*) = 2"
        )
        guarded = {str(name) for (name,) in triggers}
    for table in sorted(declared - forced):
        yield _ill(
            f"Row-level security is not forced on {table}.",
            f"As owner: ALTER TABLE {table} FORCE ROW LEVEL SECURITY.",
        )
    for table in sorted(declared_tables(AppendOnly) - guarded):
        yield _ill(
            f"{table} can be changed: its triggers are off or gone.",
            f"As owner: ALTER TABLE {table} ENABLE ALWAYS TRIGGER ALL, then `shelterbelt audit verify`.",
        )
    yield _well(
        f"{len(declared & forced)} tables with forced row-level security, {len(guarded)} append-only."
    )


def _disk_space(conf: Conf) -> Found:
    for folder in {conf.data_dir, conf.keys_dir}:
        place = folder if folder.exists() else Path(folder.anchor)
        free = free_bytes(place)
        if free < _LEAST_FREE_BYTES:
            yield _ill(
                f"Only {free >> 20} MiB are free at {place}.",
                "Free some space; below that a backup may not fit.",
            )
        else:
            yield _well(f"{free >> 30} GiB are free at {place}.")


def _clock(conf: Conf) -> Found:
    with connect(conf, role="app") as app:
        row = app.execute("SELECT clock_timestamp()").fetchone()
    told = row[0] if row else None
    here = clock.now() - clock.offset()
    apart = abs((told - here).total_seconds()) if isinstance(told, dt.datetime) else float("inf")
    if apart > _MOST_SECONDS_APART:
        yield _ill(f"This machine and the database differ by {apart:.0f} s.", "Set both clocks by NTP.")
    elif here.year < 2026:  # noqa: PLR2004 -- this release was made then
        yield _ill(f"This machine believes it is {here:%Y-%m-%d}.", "Set the clock by NTP.")
    elif clock.offset():
        yield _well(f"The demonstration's clock is ahead by {clock.offset()}.")
    else:
        yield _well(f"{here:%Y-%m-%d %H:%M} UTC, {apart:.1f} s from the database.")


def _keys_folder(conf: Conf) -> Found:
    folder = conf.keys_dir
    if not folder.exists():
        yield _well("No keys yet; they are made on first use.")
        return
    loose = [
        path
        for path in (folder, *folder.rglob("*"))
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    for path in loose[:5]:
        yield _ill(f"Others may read {path}.", f"chmod {'700' if path.is_dir() else '600'} '{path}'")
    if folder.resolve().is_relative_to(cluster_dir(conf).resolve()):
        yield _ill("The keys lie inside the database's folder.", "Move them and set SHELTERBELT_KEYS.")
    if not loose:
        yield _well(f"Only their owner can read the keys in {folder}.")


def _mail(conf: Conf) -> Found:
    if not conf.mail.host:
        yield _well(f"No mail server is set: mail is written to {conf.data_dir / 'outgoing-mail'}.")
        return
    try:
        with socket.create_connection((conf.mail.host, conf.mail.port), timeout=_MAIL_SECONDS) as connection:
            greeting = connection.recv(3)
    except OSError as error:
        yield _ill(
            f"The mail server {conf.mail.host}:{conf.mail.port} does not answer: {error}.",
            "Check SHELTERBELT_MAIL_HOST, SHELTERBELT_MAIL_PORT and the firewall; mail waits meanwhile.",
        )
        return
    if greeting == b"220":
        yield _well(f"The mail server {conf.mail.host}:{conf.mail.port} answers.")
    else:
        yield _ill(
            f"{conf.mail.host}:{conf.mail.port} is no mail server.", "Port 587 is usual for sending mail."
        )


def _languages(conf: Conf) -> Found:
    del conf
    catalogues = [
        source
        for folder in django.conf.settings.LOCALE_PATHS
        for source in Path(folder).glob("*/LC_MESSAGES/*.po")
    ]
    stale = [
        source
        for source in catalogues
        if not source.with_suffix(".mo").exists()
        or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
    for source in stale:
        yield _ill(f"{source.parts[-3]} is not compiled.", "Run `shelterbelt messages compile`.")
    yield _well(f"{len(catalogues) - len(stale)} catalogues compiled.")


def _audit_chain(conf: Conf) -> Found:
    del conf
    breaks = audit.verify()
    for one in breaks[:5]:
        yield _ill(
            str(one), "Keep database and keys folder as they are and ask who had access; see the handbook."
        )
    if not breaks:
        yield _well("The chain is whole.")


def declared_tables(kind: type[ForceRowSecurity] | type[AppendOnly]) -> frozenset[str]:
    """The tables on which migrations declare row-level security or append-only, by reading the migrations."""
    loader = MigrationLoader(None)
    state = loader.project_state()
    found = set()
    for (app_label, _name), migration in (loader.disk_migrations or {}).items():
        found |= {step.table(app_label, state) for step in migration.operations if isinstance(step, kind)}
    return frozenset(found)


CHECKS: Final[tuple[Callable[[Conf], Found], ...]] = (
    _settings,
    _database,
    _database_role,
    _migrations,
    _row_security,
    _disk_space,
    _clock,
    _keys_folder,
    _mail,
    _languages,
    _audit_chain,
)
