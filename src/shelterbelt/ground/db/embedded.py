"""The embedded server: started on demand, shared by every process of the instance, safe to kill.

Whoever uses it holds a shared lock on one file until the process ends, however it ends. The last to leave takes
the lock alone and stops the server; a user that was killed leaves no trace that could mislead. A server whose
users were all killed keeps running and is joined by the next one.
"""

import atexit
import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from shelterbelt.ground.conf import Conf, Mode
from shelterbelt.ground.db import cluster, programs
from shelterbelt.ground.db.connection import cluster_dir, is_embedded, superuser_parameters
from shelterbelt.ground.db.errors import DatabaseTrouble

_START_SECONDS = 60.0
_held: dict[Path, tuple[int, int]] = {}
"""For each data folder: the process that took its place among the users, and the open lock."""
_guard = threading.Lock()


def start(conf: Conf, *, is_durable: bool = True) -> None:
    """Make sure that the server runs, and count this process among its users until it ends.

    With `DATABASE_URL` there is nothing to start, and nothing happens.

    Args:
        conf: the instance's settings.
        is_durable: False only for test clusters that are thrown away: nothing is forced to the disk.

    Raises:
        DatabaseTrouble: the server cannot be started, with place and remedy.
        ValueError: a server that is not durable was asked for outside tests.
    """
    if not is_durable and conf.mode is not Mode.TEST:
        raise ValueError("only a test cluster may be without durability")
    if not is_embedded(conf):
        return
    with _guard:
        try:
            _start(conf, is_durable=is_durable)
        except OSError as error:
            raise cluster.explain(conf, f"{error.strerror}: {error.filename}") from error


def stop(conf: Conf) -> None:
    """Stop the server, whoever uses it; what was committed is on the disk. Nothing happens if it does not run."""
    with _guard:
        _leave(conf)
        if cluster_dir(conf).exists():
            with _exclusive(conf.data_dir / "postgres.lock"):
                _stop_server(conf)


def release(conf: Conf) -> None:
    """End this process's use of the server, and stop it if nobody else uses it."""
    with _guard:
        if not _leave(conf) or not conf.data_dir.exists():
            return
        with _exclusive(conf.data_dir / "postgres.lock"):
            if _is_unused(conf):
                _stop_server(conf)


def is_running(conf: Conf) -> bool:
    """Whether the server answers at its socket."""
    try:
        with psycopg.connect(make_conninfo(**superuser_parameters(conf), connect_timeout=3)):
            return True
    except psycopg.OperationalError:
        return False


def postmaster_pid(conf: Conf) -> int | None:
    """The number of the server's main process, or None where none is left."""
    return cluster.live_pid(cluster_dir(conf) / "postmaster.pid", cluster_dir(conf))


def _start(conf: Conf, *, is_durable: bool) -> None:
    cluster.prepare_folders(conf)
    with _exclusive(conf.data_dir / "postgres.lock"):
        if not is_running(conf):
            programs.check_runnable()
            if not (cluster_dir(conf) / "PG_VERSION").exists():
                cluster.create(conf)
            cluster.check(conf)
            cluster.write_configuration(conf, is_durable=is_durable)
            _start_server(conf)
        _join(conf)


def _start_server(conf: Conf) -> None:
    """Start, waiting for the children of a killed server to let its memory go."""
    deadline = time.monotonic() + _START_SECONDS
    pause = 0.1
    while True:
        if postmaster_pid(conf) is not None and _becomes_ready(conf, deadline):
            return  # starting or recovering already, begun by a process that has gone
        cluster.remove_stale_locks(conf)
        marks = cluster.log_marks(conf)
        answer = programs.run(
            "pg_ctl",
            *("-D", str(cluster_dir(conf)), "-w", "-t", str(int(_START_SECONDS))),
            *("-l", str(cluster_dir(conf) / "start.log"), "start"),
            timeout=_START_SECONDS + 30,
        )
        if answer.returncode == 0 and is_running(conf):
            return
        reason = cluster.last_words(conf, marks) or answer.stderr.strip()
        if time.monotonic() > deadline or not cluster.is_passing(reason):
            raise cluster.explain(conf, reason)
        time.sleep(pause)
        pause = min(pause * 2, 2.0)


def _becomes_ready(conf: Conf, deadline: float) -> bool:
    while time.monotonic() < deadline and postmaster_pid(conf) is not None:
        if is_running(conf):
            return True
        time.sleep(0.1)
    return False


def _stop_server(conf: Conf) -> None:
    if postmaster_pid(conf) is None:
        return
    answer = programs.run("pg_ctl", "-D", str(cluster_dir(conf)), "-m", "fast", "-w", "-t", "60", "stop")
    if answer.returncode and postmaster_pid(conf) is not None:
        raise DatabaseTrouble(
            f"The database server does not stop: {answer.stderr.strip()}",
            where=str(cluster_dir(conf)),
            remedy="Wait for running backups to end and try again.",
        )


def _join(conf: Conf) -> None:
    held = _held.get(conf.data_dir)
    if held is not None and held[0] == os.getpid():
        return
    descriptor = os.open(conf.data_dir / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    _held[conf.data_dir] = (os.getpid(), descriptor)
    atexit.register(_at_exit, conf, os.getpid())


def _leave(conf: Conf) -> bool:
    held = _held.get(conf.data_dir)
    if held is None or held[0] != os.getpid():
        return False
    del _held[conf.data_dir]
    os.close(held[1])
    return True


def _is_unused(conf: Conf) -> bool:
    descriptor = os.open(conf.data_dir / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)


def _at_exit(conf: Conf, pid: int) -> None:
    if pid == os.getpid():
        with contextlib.suppress(DatabaseTrouble, OSError):
            release(conf)


@contextlib.contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
