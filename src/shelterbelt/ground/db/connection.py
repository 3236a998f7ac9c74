"""Where the database is, for whom. Nothing here starts or asks anything; the answer follows from `Conf`.

Two roles use one database. The owner migrates and makes backups. The application reads and writes rows: it
owns nothing, so that row-level security and append-only tables bind it.
"""

import hashlib
import os
import pwd
from pathlib import Path
from typing import Any, Final, Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict

from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db.errors import DatabaseTrouble

Role = Literal["app", "owner"]

DATABASE: Final = "shelterbelt"
OWNER: Final = "shelterbelt_owner"
APP: Final = "shelterbelt_app"
SUPERUSER: Final = "postgres"
SERVER_USER: Final = "shelterbelt-db"
"""The operating system's user that runs PostgreSQL where we are root: PostgreSQL refuses to run as root."""

# sun_path holds 104 bytes on macOS and BSD, 108 on Linux, the closing zero included.
_LONGEST_SOCKET_PATH = 100
_SOCKET_NAME = ".s.PGSQL.5432"
_WAIT_SECONDS = 5
_STATEMENT_MILLISECONDS = 60_000
_LOCK_MILLISECONDS = 15_000
_IDLE_MILLISECONDS = 120_000


def is_embedded(conf: Conf) -> bool:
    """Whether the instance runs its own PostgreSQL rather than using `DATABASE_URL`."""
    return not conf.database_url


def cluster_dir(conf: Conf) -> Path:
    """The folder of the embedded server's files."""
    return conf.data_dir / "postgres"


def socket_dir(conf: Conf) -> Path:
    """The folder of the embedded server's socket, short enough for the operating system.

    A deep data folder gets a folder in `/tmp` named by its digest. `/tmp` and not the value of TMPDIR: every
    process of the instance must find the same place.
    """
    inside = conf.data_dir / "socket"
    if len(os.fsencode(inside / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(os.fsencode(conf.data_dir)).hexdigest()[:16]
    return Path("/tmp") / f"shelterbelt-{os.geteuid()}-{digest}"  # noqa: S108 -- created 0700, its owner is checked


def server_user() -> str:
    """The operating system's user under whom the embedded server runs."""
    uid = os.geteuid()
    if uid == 0:
        return SERVER_USER
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container with a number and no name
        return ""


def parameters(conf: Conf, *, role: Role) -> dict[str, str]:
    """Libpq's parameters for a role of this instance.

    Raises:
        DatabaseTrouble: an address is given and cannot be read, or names no database.
    """
    if is_embedded(conf):
        return _embedded_parameters(conf, APP if role == "app" else OWNER)
    setting = "DATABASE_URL" if role == "app" else "SHELTERBELT_OWNER_DATABASE_URL"
    url = conf.database_url if role == "app" else (conf.owner_database_url or conf.database_url)
    try:
        given = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError:  # its message would repeat the password
        given = {}
    if not given.get("dbname") or not given.get("port", "0").replace(",", "").isdecimal():
        raise DatabaseTrouble(
            "The database's address cannot be read.",
            where=setting,
            remedy="Write it as postgresql://role:password@host:5432/database",
        )
    return given


def superuser_parameters(conf: Conf) -> dict[str, str]:
    """Libpq's parameters of the embedded server's superuser, reached only through its private socket."""
    return {**_embedded_parameters(conf, SUPERUSER), "dbname": "postgres"}


def connection_settings(conf: Conf, role: Role) -> dict[str, Any]:
    """One entry of Django's `DATABASES`.

    Args:
        conf: the instance's settings.
        role: `app` reads and writes rows, `owner` migrates.

    Raises:
        DatabaseTrouble: `DATABASE_URL` cannot be read.
    """
    given = parameters(conf, role=role)
    named = {"dbname", "user", "password", "host", "port"}
    options: dict[str, Any] = {key: value for key, value in given.items() if key not in named}
    options.setdefault("connect_timeout", _WAIT_SECONDS)
    options.setdefault("application_name", f"shelterbelt {role}")
    if role == "app":
        options.setdefault(
            "options",
            f"-c statement_timeout={_STATEMENT_MILLISECONDS} -c lock_timeout={_LOCK_MILLISECONDS} "
            f"-c idle_in_transaction_session_timeout={_IDLE_MILLISECONDS}",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given["dbname"],
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "HOST": given.get("host", ""),
        "PORT": given.get("port", ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60 if role == "app" else 0,
        "CONN_HEALTH_CHECKS": True,
        "TIME_ZONE": "UTC",
    }


def _embedded_parameters(conf: Conf, user: str) -> dict[str, str]:
    found = {"dbname": DATABASE, "user": user, "host": str(socket_dir(conf)), "port": "5432"}
    if server := server_user():
        # Whoever else listens at that path is not our server: the kernel names the peer.
        found["requirepeer"] = server
    return found
