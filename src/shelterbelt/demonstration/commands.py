"""`shelterbelt demo`: prepare, load, show, serve."""

import argparse
import fcntl
import logging
import os
import shutil
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections

from shelterbelt.demonstration.accounts import SEES
from shelterbelt.demonstration.environment import MARK, WANTED_PORT
from shelterbelt.demonstration.load import NoSamples, load
from shelterbelt.demonstration.note import Note
from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import ANONYMOUS
from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import embedded
from shelterbelt.ground.db.errors import DatabaseTrouble
from shelterbelt.ground.db.prepare import prepare
from shelterbelt.ground.jobs import worker
from shelterbelt.ground.server import run_together
from shelterbelt.learn.queries.cohorts import cohorts_public

_LOCK = "demonstration.lock"
_PATIENCE_SECONDS = 60.0
_Subparsers = argparse._SubParsersAction  # noqa: SLF001 -- argparse offers no public name for its type


def register(subparsers: "_Subparsers[argparse.ArgumentParser]") -> None:
    """Add `demo`."""
    demo = subparsers.add_parser("demo", help="load the demonstration with invented people, and serve it")
    demo.add_argument("--port", help="port to listen on (default: SHELTERBELT_PORT or 8000)")
    demo.add_argument("--fresh", action="store_true", help="delete the demonstration and load it anew")
    only = demo.add_mutually_exclusive_group()
    only.add_argument("--load-only", action="store_true", help="load it, send its mail to files, and stop")
    only.add_argument("--check", action="store_true", help="load it, serve, ask for the first page, and stop")
    demo.set_defaults(run=_demo)


def _demo(options: argparse.Namespace) -> int:
    conf: Conf = settings.CONF
    try:
        with _alone(conf.data_dir):
            return _run(options, conf)
    except (DatabaseTrouble, NoSamples, Occupied) as error:
        _say(str(error), to_error=True)
        return 1


def _run(options: argparse.Namespace, conf: Conf) -> int:
    begun = time.monotonic()
    if options.fresh:
        _remove(conf)
    _say("Starting the database.")
    embedded.start(conf)
    prepare(conf)
    logging.getLogger(worker.__name__).setLevel(logging.WARNING)
    note = load(tell=Progress())
    _say(f"The demonstration is loaded ({time.monotonic() - begun:.0f} s).")
    if options.load_only:
        worker.run_worker(is_waiting=False)
        return 0
    _warn_if_over()
    connections.close_all()
    watch = _Watch(conf, note, is_check=options.check)
    watch.start()
    code = run_together(host="127.0.0.1", port=conf.port)
    return code or (0 if watch.has_answered or not options.check else 1)


class Occupied(Exception):
    """Another process serves the demonstration of this folder."""


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Occupied(
                f"The demonstration in {folder} is running already. Stop it with Ctrl-C where it was started."
            ) from None
        yield
    finally:
        os.close(descriptor)


def _remove(conf: Conf) -> None:
    """Delete a demonstration's folder, known by its mark; never another instance's."""
    if not (conf.data_dir / MARK).exists():
        return
    _say("Deleting the demonstration.")
    embedded.stop(conf)
    for path in conf.data_dir.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()


def _warn_if_over() -> None:
    open_ones = [view for view in cohorts_public(for_=ANONYMOUS) if view.takes_applications]
    if not open_ones and not clock.offset():
        _say(
            "This demonstration is some weeks old: its applications have closed. 'shelterbelt demo --fresh' makes a new one."
        )


class _Watch(threading.Thread):
    """Waits until the first page answers, then says where it is; in a check, then asks to stop."""

    def __init__(self, conf: Conf, note: Note, *, is_check: bool) -> None:
        super().__init__(daemon=True)
        self.address = f"http://127.0.0.1:{conf.port}/"
        self.shown = conf.base_url
        self.wanted = os.environ.get(WANTED_PORT, "")
        self.port = str(conf.port)
        self.note = note
        self.is_check = is_check
        self.has_answered = False

    def run(self) -> None:
        """Ask until there is an answer or patience ends."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline and not self.has_answered:
            time.sleep(0.2)
            self.has_answered = _answers(self.address)
        if self.has_answered:
            self._show()
        if self.is_check:
            os.kill(os.getpid(), signal.SIGTERM)

    def _show(self) -> None:
        if self.wanted and self.wanted != self.port:
            _say(f"Port {self.wanted} is taken; this is port {self.port}.")
        _say("")
        _say(f"  The demonstration is ready:  {self.shown}/")
        _say(f"  One-tap logins and clock:    {self.shown}/demonstration/")
        _say("")
        _say("  Everyone in it is invented. You can be:")
        for key, (what, _sees) in SEES.items():
            if key in self.note.accounts:
                _say(f"    - {what}")
        _say("  Stop with Ctrl-C. Begin anew with: shelterbelt demo --fresh")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 -- our own address
            return bool(answer.status == 200)  # noqa: PLR2004 -- HTTP
    except (urllib.error.URLError, OSError):
        return False


class Progress:
    """Says how far the loading is: one line for each part, growing in place on a terminal."""

    def __init__(self) -> None:
        self.label = ""

    def __call__(self, label: str, done: int, total: int) -> None:
        """Called after each piece of work."""
        is_new, self.label = label != self.label, label
        words = f"  {label}" if total == 1 else f"  {label}: {done} of {total}"
        if sys.stdout.isatty():
            sys.stdout.write(f"\r\033[K{words}" + ("\n" if done == total else ""))
            sys.stdout.flush()
        elif done == total or (is_new and total == 1):
            if done == total and total == 1:
                return
            _say(words)


def _say(words: str, *, to_error: bool = False) -> None:
    stream = sys.stderr if to_error else sys.stdout
    stream.write(f"{words}\n")
    stream.flush()
