"""The embedded server's files: made whole or not at all, private, checked before each start."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import programs
from shelterbelt.ground.db.connection import SUPERUSER, cluster_dir, socket_dir
from shelterbelt.ground.db.errors import DatabaseTrouble

_INCLUDED = "shelterbelt.conf"
_PASSING = (
    "pre-existing shared memory block",  # children of a killed server that have not yet noticed
    "the database system is starting up",
    "could not create lock file",
    "lock file .* already exists",
)
_KNOWN = (
    ("No space left on device", "The disk is full.", "Free some space, then start again; nothing is lost."),
    ("Disk quota exceeded", "The disk quota is used up.", "Ask for more space, then start again."),
    ("Read-only file system", "The disk cannot be written.", "Mount it for writing, then start again."),
    (
        "Permission denied",
        "A file belongs to somebody else.",
        "Start as the user who made the folder, or give the folder back to that user.",
    ),
    (
        "incompatible with server",
        "The files were made by another version of PostgreSQL.",
        "Restore a backup into a new data folder (`shelterbelt restore`).",
    ),
    (
        "could not create shared memory segment",
        "The system gives no shared memory.",
        "Raise the limit kernel.shmmni or end other database servers.",
    ),
)


def prepare_folders(conf: Conf) -> None:
    """Make the data folder and the socket's folder, closed to other users.

    Raises:
        DatabaseTrouble: a folder cannot be made or belongs to somebody else.
    """
    folder = conf.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_uid != os.geteuid():
            raise DatabaseTrouble(
                "The data folder belongs to another user.",
                where=str(folder),
                remedy=f"Start as that user, or give it to this one: chown -R {os.geteuid()} '{folder}'",
            )
        identity = programs.identity()
        # The server's own user must pass through, and may not look around.
        folder.chmod(0o711 if identity.is_other else 0o700)
        for opened in programs.let_through(folder):
            sys.stderr.write(f"{opened}: the database server's user may now pass through this folder.\n")
        _private(socket_dir(conf), identity)
    except OSError as error:
        raise explain(conf, f"{error.strerror}: {error.filename}") from error


def create(conf: Conf) -> None:
    """Make a new cluster beside its place and move it there whole.

    Raises:
        DatabaseTrouble: the folder holds something else, or `initdb` fails.
    """
    place = cluster_dir(conf)
    if place.exists() and any(place.iterdir()):
        raise DatabaseTrouble(
            "The database's folder holds files that are not a database.",
            where=str(place),
            remedy="Move them away, or choose another folder with SHELTERBELT_DATA.",
        )
    for abandoned in conf.data_dir.glob("postgres.new-*"):
        shutil.rmtree(abandoned)
    fresh = conf.data_dir / f"postgres.new-{os.getpid()}"
    _private(fresh, programs.identity())
    answer = programs.run(
        "initdb",
        *("-D", str(fresh), "-U", SUPERUSER, "--encoding=UTF8"),
        # The builtin provider sorts alike on every machine, so that a backup can move.
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        # The socket lies in a folder that only its owner can enter; there is no other way in.
        *("--auth-local=trust", "--auth-host=reject", "--data-checksums"),
        *(("--no-sync",) if conf.mode == "test" else ()),
    )
    if answer.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise explain(conf, answer.stderr.strip() or answer.stdout.strip())
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(f"\ninclude '{_INCLUDED}'\n")
    if place.exists():
        place.rmdir()
    fresh.rename(place)


def check(conf: Conf) -> None:
    """Look at version and owner before the server does, with a clearer answer.

    Raises:
        DatabaseTrouble: another version made the files, or another user owns them.
    """
    place = cluster_dir(conf)
    try:
        version = (place / "PG_VERSION").read_text(encoding="ascii").strip()
        owner = place.stat().st_uid
    except OSError as error:
        raise explain(conf, f"{error.strerror}: {error.filename}") from error
    if version != str(programs.VERSION):
        raise DatabaseTrouble(
            f"The files were made by PostgreSQL {version}; this release brings {programs.VERSION}.",
            where=str(place),
            remedy="Restore a backup into a new data folder (`shelterbelt restore`), "
            f"or use a server of version {version} through DATABASE_URL.",
        )
    if owner != programs.identity().uid:
        raise DatabaseTrouble(
            "The database's files belong to another user.",
            where=str(place),
            remedy=f"Start as the user who made them, or: chown -R {programs.identity().uid} '{place}'",
        )


def write_configuration(conf: Conf, *, is_durable: bool) -> None:
    """Write our part of the server's configuration; it follows the data folder when that is moved."""
    switch = "on" if is_durable else "off"
    values = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_dir(conf)),
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "shared_buffers": "128MB",
        "fsync": switch,
        "synchronous_commit": switch,
        "full_page_writes": switch,
        "timezone": "UTC",
        "log_timezone": "UTC",
        # A log tells that something failed, never the words of a person's file.
        "log_checkpoints": "off",
        "log_statement": "none",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "server-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_file_mode": "0600",
    }
    lines = [f"{key} = '{value.replace(chr(39), chr(39) * 2)}'" for key, value in values.items()]
    target = cluster_dir(conf) / _INCLUDED
    fresh = target.with_suffix(".new")
    fresh.write_text(
        "# Written at each start; changes here are lost.\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    _give(fresh, programs.identity())
    fresh.replace(target)


def live_pid(lock_file: Path, place: Path) -> int | None:
    """The process named in a lock file, if it is alive and is a PostgreSQL server of that folder.

    A number alone proves nothing: after a restart of the machine it may be anybody's.
    """
    try:
        number = int(lock_file.read_text(encoding="utf-8").split("\n", 1)[0])
        os.kill(number, 0)
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return None
    except PermissionError:
        pass
    proc = Path("/proc") / str(number)
    if not Path("/proc/self").exists():
        command = ["ps", "-o", "command=", "-p", str(number)]
        shown = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 -- a number
        return number if "postgres" in shown.stdout else None
    try:
        if (proc / "stat").read_text(errors="replace").rpartition(")")[2].split()[0] == "Z":
            return None
        return number if (proc / "cwd").samefile(place) else None
    except OSError:
        return None


def remove_stale_locks(conf: Conf) -> None:
    """Take away lock files whose process is gone or is somebody else's; PostgreSQL keeps the second kind."""
    for lock_file in (cluster_dir(conf) / "postmaster.pid", socket_dir(conf) / ".s.PGSQL.5432.lock"):
        if lock_file.exists() and live_pid(lock_file, cluster_dir(conf)) is None and not _has_children(conf):
            lock_file.unlink(missing_ok=True)


def log_marks(conf: Conf) -> dict[Path, int]:
    """How long each log is now, in bytes."""
    logs = (cluster_dir(conf) / "start.log", *sorted((cluster_dir(conf) / "log").glob("server-*.log")))
    return {log: log.stat().st_size for log in logs if log.exists()}


def last_words(conf: Conf, since: dict[Path, int]) -> str:
    """What the server has logged since the marks were taken; at most 4,000 bytes per log."""
    said = []
    for log, size in log_marks(conf).items():
        with log.open("rb") as file:
            file.seek(max(since.get(log, 0) if since.get(log, 0) <= size else 0, size - 4000))
            said.append(file.read().decode("utf-8", errors="replace"))
    return "".join(said).strip()


def is_passing(reason: str) -> bool:
    """Whether waiting a little can mend this."""
    return any(re.search(known, reason) for known in _PASSING)


def explain(conf: Conf, reason: str) -> DatabaseTrouble:
    """Turn what PostgreSQL or the system said into place and remedy."""
    for mark, what, remedy in _KNOWN:
        if mark in reason:
            return DatabaseTrouble(what, where=str(conf.data_dir), remedy=remedy)
    return DatabaseTrouble(
        f"The database server does not start: {reason.strip()[-600:]}",
        where=str(cluster_dir(conf)),
        remedy="Read the newest file in its log folder; `shelterbelt doctor` checks the usual causes.",
    )


def _has_children(conf: Conf) -> bool:
    """Whether processes of a killed server still work in the folder; their lock must stay until they end."""
    place = cluster_dir(conf)
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            if (proc / "cwd").samefile(place):
                return True
        except OSError:
            continue
    return False


def _private(folder: Path, identity: programs.Identity) -> None:
    """A folder that only the server's user can enter. Refuses one that somebody else put there."""
    folder.mkdir(exist_ok=True, mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), identity.uid):
        raise DatabaseTrouble(
            "A folder of the database belongs to another user.",
            where=str(folder),
            remedy="Remove it, or choose a shorter data folder with SHELTERBELT_DATA.",
        )
    folder.chmod(0o700)
    _give(folder, identity)


def _give(path: Path, identity: programs.Identity) -> None:
    if identity.is_other:
        os.chown(path, identity.uid, identity.gid)
