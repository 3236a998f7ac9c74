"""Pages with 50,000 applications: latency on a real server, and queries that do not grow. `python -m benchmarks.pages`."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.db import connections

from shelterbelt.ground.db import embedded
from shelterbelt.ground.db.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

APPLICATIONS = 50_000
WORKERS = 2
CLIENTS = 2
REQUESTS = 100
LIMIT_MS = 300.0
DEEP = 45_000
PORT = 8765

_LOAD = """
INSERT INTO learn_application (id, cohort_id, organisation, person, token_digest, state, reference, language, name,
    email, country, zone, mode, sectors, languages, agency, role_title, wants_bursary, started_at, changed_at,
    submitted_at, withdrawn_at, erase_on)
SELECT gen_random_uuid(), %(cohort)s, %(organisation)s, gen_random_uuid(), md5(%(cohort)s::text || n) || md5(n::text),
    CASE WHEN n %% 50 = 0 THEN 'withdrawn' WHEN n %% 40 = 1 THEN 'draft' ELSE 'submitted' END,
    upper(substr(md5(%(cohort)s::text || 'reference' || n), 1, 10)), 'en', 'Applicant ' || n,
    'applicant-' || n || '@example.org', (ARRAY['CA','KE','PE','IN','FR','BR','NG','PH'])[1 + n %% 8],
    'Africa/Nairobi', (ARRAY['online','on_site'])[1 + n %% 2],
    ARRAY[(ARRAY['education','health_care','policing','journalism','law_justice'])[1 + n %% 5]], ARRAY['en'],
    'Agency ' || n %% 900, 'Director', n %% 3 = 0, now(), now(),
    CASE WHEN n %% 50 <> 0 AND n %% 40 = 1 THEN NULL ELSE now() - n * interval '37 seconds' END,
    CASE WHEN n %% 50 = 0 THEN now() END, current_date + 200
FROM generate_series(1, %(count)s) AS n
"""


def main() -> int:
    """Prints a table; answers 1 if a page's p95 passes the limit or queries grow with the number of rows."""
    folder = tempfile.mkdtemp(prefix="shelterbelt-pages-")
    os.environ |= {
        "SHELTERBELT_MODE": "test",
        "SHELTERBELT_DATA": folder,
        "SHELTERBELT_PORT": str(PORT),
        "DJANGO_SETTINGS_MODULE": "shelterbelt.settings",
    }
    try:
        return _measured()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured() -> int:
    django.setup()
    embedded.start(settings.CONF)
    try:
        prepare(settings.CONF)
        data = import_module("benchmarks._pages_data")  # tables can be imported only now
        return _report(data.loaded(_LOAD, APPLICATIONS, DEEP))
    finally:
        connections.close_all()
        embedded.stop(settings.CONF)


def _report(data: Any) -> int:
    print(
        f"{APPLICATIONS:,} applications, {WORKERS} server processes, {CLIENTS} clients, {REQUESTS} requests a page"
    )
    print(f"{'page':34} {'p50 ms':>8} {'p95 ms':>8} {'limit':>7} {'kB':>6}")
    failed = 0
    with Server(PORT):
        for name, address in data.addresses.items():
            turns = [Asked(address, data.sessions[each % len(data.sessions)]) for each in range(REQUESTS)]
            times, size = asked(turns, PORT)
            p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            failed += p95 > LIMIT_MS
            print(f"{name:34} {p50:8.1f} {p95:8.1f} {LIMIT_MS:7.0f} {size / 1000:6.1f}", flush=True)
    print("\nqueries of one page with 1, 30 and 50,000 rows")
    for name, counts in data.queries().items():
        failed += len(set(counts)) > 1
        print(f"{name:34} {counts[0]:8} {counts[1]:8} {counts[2]:8}")
    ours, peer = _timed(data.deep_page), _timed(data.deep_page_by_offset)
    print(
        f"\ndeep page (row {DEEP:,}), database alone: ours {ours:.1f} ms, a paginator with OFFSET {peer:.1f} ms,"
    )
    print(f"ratio {peer / ours:.1f}")
    return int(bool(failed))


@dataclass(frozen=True)
class Asked:
    """One request: where, and in whose session."""

    address: str
    session: str


def asked(turns: Sequence[Asked], port: int) -> tuple[list[float], int]:
    """Milliseconds of each request, by `CLIENTS` at once, and the bytes of the first answer; a few come before.

    Raises:
        RuntimeError: a page answered anything but 200.
    """

    def ask(turn: Asked) -> tuple[float, int]:
        began = time.perf_counter()
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        given = {"Cookie": f"session={turn.session}", "Host": f"127.0.0.1:{port}"}
        wire.request("GET", turn.address, headers=given)
        answer = wire.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        wire.close()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{turn.address} answered {answer.status}")
        return took, len(body)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(ask, turns[: 2 * CLIENTS * WORKERS]))
        found = list(pool.map(ask, turns))
    return [took for took, _size in found], found[0][1]


def _timed(deed: Callable[[], object], times: int = 15) -> float:
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        deed()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


class Server:
    """The real web server, in processes of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __enter__(self) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", str(WORKERS), "--blocking-threads", "4", "--no-ws"]
        command += ["--log-level", "warning", "--factory", "shelterbelt.ground.server:application"]
        self.log = (Path(os.environ["SHELTERBELT_DATA"]) / "server.log").open("wb")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, start_new_session=True)
        for _time in range(300):
            try:
                wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                wire.request("GET", "/", headers={"Host": f"127.0.0.1:{self.port}"})
                wire.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the server did not begin")

    def __exit__(self, *_error: object) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)
        self.log.close()


if __name__ == "__main__":
    raise SystemExit(main())
