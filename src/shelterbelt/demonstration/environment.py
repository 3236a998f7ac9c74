"""The settings of a demonstration, decided before Django reads any.

A demonstration never uses a database, a mail server or a data folder that could hold real people: it has its own
database in its own folder, and its mail stays in files. This module imports nothing of the house.
"""

import os
import socket
from collections.abc import MutableMapping, Sequence
from pathlib import Path

MARK = "demonstration.json"
"""The file by which a data folder is known as a demonstration's."""

FOLDER = Path(".run") / "demo"
WANTED_PORT = "SHELTERBELT_WANTED_PORT"
_PORTS_TRIED = 100
_FIRST_PORT = 8000
_LAST_PORT = 65_535
_NEVER = ("DATABASE_URL", "SHELTERBELT_OWNER_DATABASE_URL", "SHELTERBELT_MAIL_HOST", "SHELTERBELT_KEYS")


class NoDemonstration(Exception):
    """A demonstration cannot be run with these settings; the message says what to do."""


def settle(environ: MutableMapping[str, str], arguments: Sequence[str]) -> None:
    """Write the settings of a demonstration into the environment.

    Args:
        environ: the environment of this process, which its parts inherit.
        arguments: what follows `demo` on the command line; only `--port` is read here.

    Raises:
        NoDemonstration: another mode is set, the folder holds another instance, or no port is free.
    """
    mode = environ.get("SHELTERBELT_MODE", "").strip() or "demo"
    if mode != "demo":
        raise NoDemonstration(
            f"SHELTERBELT_MODE is '{mode}'. The demonstration holds invented people only and runs in no other "
            "mode than its own. Remove the setting for this command."
        )
    folder = Path(environ.get("SHELTERBELT_DATA", "").strip() or FOLDER).expanduser().absolute()
    if (folder / "postgres").exists() and not (folder / MARK).exists():
        raise NoDemonstration(
            f"The folder {folder} holds an instance that is not a demonstration. Name another one in "
            "SHELTERBELT_DATA, or remove the setting."
        )
    for name in _NEVER:
        environ.pop(name, None)
    wanted = _wanted_port(environ, arguments)
    port = _free_port(wanted)
    environ["SHELTERBELT_MODE"] = "demo"
    environ["SHELTERBELT_DATA"] = str(folder)
    environ["SHELTERBELT_PORT"] = str(port)
    environ[WANTED_PORT] = str(wanted)


def _wanted_port(environ: MutableMapping[str, str], arguments: Sequence[str]) -> int:
    given = environ.get("SHELTERBELT_PORT", "").strip() or str(_FIRST_PORT)
    for place, argument in enumerate(arguments):
        if argument == "--port" and place + 1 < len(arguments):
            given = arguments[place + 1]
        elif argument.startswith("--port="):
            given = argument.partition("=")[2]
    if not given.isascii() or not given.isdecimal() or not 0 < int(given) <= _LAST_PORT:
        raise NoDemonstration(f"'{given}' is no port. Give a number from 1 to {_LAST_PORT}.")
    return int(given)


def _free_port(wanted: int) -> int:
    for port in range(wanted, min(wanted + _PORTS_TRIED, _LAST_PORT + 1)):
        with socket.socket() as trial:
            if os.name == "posix":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise NoDemonstration(f"No port from {wanted} on is free. Choose another with --port.")
