"""One real server on its own database, port and folder, with the people of the demonstration in it."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.fixtures import loaded, session

from shelterbelt.ground import conf as configuration
from shelterbelt.ground.db import embedded

ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 40.0
_LOADING_SECONDS = 120
_ENDING_SECONDS = 15


@dataclass(frozen=True)
class Site:
    """A running instance.

    Attributes:
        address: where it answers, without a slash at the end; a name, because passkeys know no numbers.
        parameters: a value for each parameter of a page's path, by `converter:name`.
        accounts: account ids by the part they play (lead, staff, panellist, ...).
        links: secrets of applications by state (sent, draft).
        folder: its data folder, with its mail in `outgoing-mail`.
    """

    address: str
    folder: Path
    parameters: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def mails(self) -> list[str]:
        """Every mail sent so far, the oldest first."""
        files = sorted(self.folder.glob("outgoing-mail/*"), key=lambda one: one.stat().st_mtime_ns)
        return [file.read_text(encoding="utf-8") for file in files]


class NoSite(Exception):
    """The server did not start; the message holds what it said."""


@contextlib.contextmanager
def running() -> Iterator[Site]:
    """Copy the loaded demonstration, add what the journeys need, serve it; everything is gone afterwards.

    Raises:
        NoSite: filling or serving failed.
        NotLoaded: the demonstration could not be loaded.
    """
    place = Path(tempfile.mkdtemp(prefix="journeys-", dir=session.folder_of(os.environ)))
    place.chmod(0o711)
    folder = place / "data"
    loaded.copy_to(folder)
    port = _free_port()
    own = {
        "SHELTERBELT_MODE": "test",
        "SHELTERBELT_DATA": str(folder),
        "SHELTERBELT_PORT": str(port),
        "SHELTERBELT_SIGN_UP": "open",
    }
    conf = configuration.load(own)
    environ = {**loaded.bare_environ(), **own, "PYTHONPATH": str(ROOT)}
    embedded.start(conf, is_durable=False)
    try:
        told = _fill(environ)
        site = Site(conf.base_url, folder, told["parameters"], told["accounts"], told["links"])
        with _served(site, environ, port):
            yield site
    finally:
        embedded.stop(conf)
        shutil.rmtree(place, ignore_errors=True)


def _fill(environ: dict[str, str]) -> dict[str, dict[str, str]]:
    command = [sys.executable, "-m", "tests.journeys.town"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=_LOADING_SECONDS
    )
    if done.returncode:
        raise NoSite(f"the people of the journeys could not be loaded:\n{done.stderr[-4000:]}")
    told: dict[str, dict[str, str]] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


@contextlib.contextmanager
def _served(site: Site, environ: dict[str, str], port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    command += ["--factory", "shelterbelt.ground.server:application"]
    log = site.folder / "server.log"
    with log.open("wb") as said:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=said, stderr=said, start_new_session=True
        )
        try:
            _await(site, server, log)
            yield
        finally:
            server.terminate()
            try:
                server.wait(timeout=_ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def _await(site: Site, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{site.address}/demonstration/", timeout=5):  # noqa: S310 -- our own server
                return
        except urllib.error.HTTPError as error:
            raise NoSite(f"{error}\n{log.read_text(errors='replace')[-4000:]}") from error
        except OSError:
            time.sleep(0.1)
    raise NoSite(log.read_text(errors="replace")[-4000:])


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
