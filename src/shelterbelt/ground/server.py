"""Serving: the WSGI application, and the commands that run database, worker and web server together."""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from shelterbelt.ground.db import embedded
from shelterbelt.ground.db.errors import DatabaseTrouble
from shelterbelt.ground.db.prepare import prepare

_STOP_SECONDS = 10
_THREADS = 8
_LOOK_SECONDS = 1.0
_SET_PARENT_DEATH_SIGNAL = 1


def application() -> object:
    """The WSGI application."""
    return get_wsgi_application()


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `serve`."""
    serve = subparsers.add_parser("serve", help="run the database, the worker and the web server")
    serve.add_argument(
        "--port", type=int, default=None, help="port to listen on (default: SHELTERBELT_PORT or 8000)"
    )
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    serve.set_defaults(run=_serve)


def _serve(options: argparse.Namespace) -> int:
    prepare(settings.CONF)
    return run_together(host=options.host, port=options.port or settings.CONF.port)


def run_together(*, host: str, port: int) -> int:
    """Run web server and worker until one of them ends or a signal asks to stop.

    Returns:
        0 after an orderly stop, 1 if a part ended by itself.
    """
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--blocking-threads", str(_THREADS), "--no-ws", "--log-level", "warning", "--factory"]
    web += ["shelterbelt.ground.server:application"]
    worker = [sys.executable, "-m", "shelterbelt", "worker"]
    parts = [_run(command) for command in (web, worker)]
    asked = _until_one_ends(parts)
    for part in parts:
        part.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for part in parts:
        try:
            part.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.kill()
    return 0 if asked else 1


def _run(command: list[str]) -> subprocess.Popen[bytes]:
    # Our own interpreter and constants; one thread runs here, so that nothing happens between fork and exec.
    return subprocess.Popen(command, env=os.environ.copy(), preexec_fn=_end_with_parent)  # noqa: PLW1509, S603


def _until_one_ends(parts: list[subprocess.Popen[bytes]]) -> bool:
    stop: list[int] = []

    def ask(signum: int, _frame: FrameType | None) -> None:
        stop.append(signum)

    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, ask)
    looked = time.monotonic()
    while not stop and all(part.poll() is None for part in parts):
        time.sleep(0.2)
        if time.monotonic() - looked > _LOOK_SECONDS:
            _keep_database()
            looked = time.monotonic()
    return bool(stop)


def _keep_database() -> None:
    """Start the database again if it died; what is wrong with it, `shelterbelt doctor` says."""
    try:
        embedded.start(settings.CONF)
    except DatabaseTrouble as trouble:
        sys.stderr.write(f"{trouble}\n")


def _end_with_parent() -> None:
    """Ask Linux to end this process when the one that started it is killed; elsewhere it stays behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
