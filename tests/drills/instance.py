"""An instance to be killed: its own database server with all durability on, web server, worker, clients."""

import contextlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from shelterbelt.ground import conf as configuration
from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import embedded
from shelterbelt.ground.db.connection import cluster_dir
from shelterbelt.ground.db.errors import DatabaseTrouble
from shelterbelt.ground.db.roles import connect

ROOT = Path(__file__).parents[2]
KINDS = ("web", "worker", "postmaster", "backend", "whole database")
_CLIENTS = 4
_PATIENCE_SECONDS = 60.0


@dataclass
class Instance:
    """One instance under fire. `acknowledged` holds what clients were told is kept."""

    folder: Path
    control: str = ""
    has_worker: bool = True
    acknowledged: set[uuid.UUID] = field(default_factory=set)
    unanswered: int = 0
    _parts: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Choose port and environment."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("SHELTERBELT_", "DATABASE_"))
        }
        own = {"SHELTERBELT_MODE": "test", "SHELTERBELT_DATA": str(self.folder / "data")}
        self.environ = {
            **kept,
            **own,
            "DJANGO_SETTINGS_MODULE": "shelterbelt.settings",
            "DRILL_CONTROL": self.control,
            "PYTHONPATH": str(ROOT),
        }
        self.conf: Conf = configuration.load(own)
        self.log = (self.folder / "parts.log").open("ab")

    def run(self, what: str) -> "subprocess.CompletedProcess[str]":
        """Run one of the short processes to its end."""
        command = [sys.executable, "-m", "tests.drills.process", what]
        return subprocess.run(
            command, cwd=ROOT, env=self.environ, check=False, capture_output=True, text=True, timeout=180
        )

    def keep_running(self) -> None:
        """Do what a supervisor does: start again whatever has ended."""
        with contextlib.suppress(DatabaseTrouble):
            embedded.start(self.conf)
            if embedded.postmaster_pid(self.conf) is None or not embedded.is_running(self.conf):
                return
        web = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        web += ["--blocking-threads", str(_CLIENTS), "--no-ws", "--log-level", "warning"]
        web += ["tests.drills.process:application"]
        commands = {"web": web}
        if self.has_worker:
            commands["worker"] = ["-m", "tests.drills.process", "worker"]
        for name, command in commands.items():
            part = self._parts.get(name)
            if part is None or part.poll() is not None:
                self._parts[name] = subprocess.Popen(
                    [sys.executable, *command],
                    cwd=ROOT,
                    env=self.environ,
                    stdout=self.log,
                    stderr=self.log,
                    start_new_session=True,
                )

    def write_until(self, more: int) -> None:
        """Wait, as a supervisor, until clients have this many more acknowledgements."""
        goal = len(self.acknowledged) + more
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while len(self.acknowledged) < goal:
            self.keep_running()
            if time.monotonic() > deadline:
                words = (self.folder / "parts.log").read_text(errors="replace")[-3000:]
                raise AssertionError(f"the instance did not come back within {_PATIENCE_SECONDS} s:\n{words}")
            time.sleep(0.05)

    def kill(self, kind: str, chance: random.Random) -> None:
        """Send SIGKILL to one part."""
        if kind in ("web", "worker"):
            part = self._parts[kind]
            with contextlib.suppress(ProcessLookupError):
                os.killpg(part.pid, signal.SIGKILL)
            part.wait()
            return
        postmaster = embedded.postmaster_pid(self.conf)
        children = [pid for pid in self._database_processes() if pid != postmaster]
        chosen = [chance.choice(children)] if children else []
        whole = [pid for pid in (postmaster, *children) if pid is not None]
        for pid in {"postmaster": whole[:1], "backend": chosen, "whole database": whole}[kind]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def start_clients(self) -> None:
        """Start clients that write until `stop_clients`."""
        self._stop.clear()
        self._threads = [threading.Thread(target=self._write_on, daemon=True) for _ in range(_CLIENTS)]
        for thread in self._threads:
            thread.start()

    def stop_clients(self) -> None:
        """Let every client finish its request."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def wait(self, seconds: float) -> None:
        """Let the instance work on undisturbed."""
        self._stop.wait(seconds)

    def stop(self) -> None:
        """End all parts and the database."""
        self._stop.set()
        for part in self._parts.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(part.pid, signal.SIGKILL)
            part.wait()
        self._parts.clear()
        self.log.close()
        embedded.stop(self.conf)

    def end_worker(self) -> None:
        """Ask the worker to end, as a supervisor does, so that jobs are settled by one process."""
        part = self._parts.pop("worker")
        part.terminate()
        try:
            part.wait(timeout=25)
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)
            part.wait()

    def found(self) -> dict[str, set[uuid.UUID]]:
        """What the tables hold, by kind of trace."""
        queries = {
            "accounts": "SELECT id::text FROM access_account",
            "grants": "SELECT account_id::text FROM access_grant WHERE role = 'participant'",
            "events": "SELECT object_id FROM audit_event WHERE verb = 'drill.account.make'",
            "jobs": "SELECT args->>'account' FROM procrastinate_jobs WHERE task_name = 'drill.account.confirm'",
            "confirmed": "SELECT object_id FROM audit_event WHERE verb = 'drill.account.confirm'",
        }
        with connect(self.conf, role="owner") as owner:
            return {
                name: {uuid.UUID(str(row[0])) for row in owner.execute(query.encode())}
                for name, query in queries.items()
            }

    def _database_processes(self) -> list[int]:
        place = cluster_dir(self.conf)
        found = []
        for proc in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (proc / "cwd").samefile(place):
                    found.append(int(proc.name))
        return found

    def _write_on(self) -> None:
        while not self._stop.is_set():
            number = uuid.uuid4()
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
                connection.request("POST", f"/{number}")
                is_kept = connection.getresponse().status == 200
                connection.close()
            except (OSError, http.client.HTTPException):
                is_kept = False
            with self._lock:
                if is_kept:
                    self.acknowledged.add(number)
                else:
                    self.unanswered += 1
            if not is_kept:
                time.sleep(0.05)
