# ruff: noqa: S310 -- only addresses of this machine are asked
"""One demonstration, loaded as people load it: by the command. What is tested here is a copy in a folder of its own."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures import loaded

from shelterbelt.ground import conf as configuration
from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import embedded
from shelterbelt.ground.db.roles import connect

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Demonstration:
    """A loaded demonstration. `environ` is that of someone who set nothing but the folder to stand in."""

    home: Path
    environ: dict[str, str]

    @property
    def conf(self) -> Conf:
        """Its settings."""
        own = {"SHELTERBELT_MODE": "demo", "SHELTERBELT_DATA": str(self.home / loaded.DATA)}
        return configuration.load({**self.environ, **own})

    def run(self, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run `shelterbelt` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "shelterbelt", *arguments],
            cwd=self.home,
            env={**self.environ, **settings},
            capture_output=True,
            text=True,
            timeout=loaded.LONGEST_SECONDS,
            check=False,
        )

    def module(self, name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a module of these tests upon the loaded demonstration."""
        own = {"SHELTERBELT_MODE": "demo", "SHELTERBELT_DATA": str(self.conf.data_dir)}
        own |= {"PYTHONPATH": str(_ROOT), "DJANGO_SETTINGS_MODULE": "shelterbelt.settings"}
        return subprocess.run(
            [sys.executable, "-m", name, *arguments],
            cwd=self.home,
            env={**self.environ, **own},
            capture_output=True,
            text=True,
            timeout=loaded.LONGEST_SECONDS,
            check=False,
        )

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database holds, past all row security."""
        embedded.start(self.conf)
        with connect(self.conf, role="superuser", database="shelterbelt") as server:
            found: list[tuple[Any, ...]] = server.execute(statement.encode()).fetchall()
            return found

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve it; gives its address."""
        port = free_port()
        command = [sys.executable, "-m", "shelterbelt", "demo", "--port", str(port)]
        process = subprocess.Popen(command, cwd=self.home, env=self.environ, stdout=subprocess.DEVNULL)
        address = f"http://localhost:{port}"
        try:
            _wait(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration, loaded once in the session."""
    home = tmp_path_factory.mktemp("demo")
    loaded.copy_to(home / loaded.DATA)
    found = Demonstration(home, loaded.bare_environ())
    yield found
    embedded.stop(found.conf)


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + loaded.LONGEST_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/", timeout=10):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the demonstration does not answer")
