"""2,000 agencies with 10 sites each: their pages and yearly reports, and what grows. `python -m benchmarks.agencies`."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.db import connections

from benchmarks.pages import LIMIT_MS, Asked, Server, asked
from shelterbelt.ground.db import embedded
from shelterbelt.ground.db.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (200, 2_000)
CHOSEN = 200
"""Agencies of which pages are asked."""
_PORT = 8767
_REPORTS = 200


def main(sizes: tuple[int, ...]) -> int:
    """Prints tables; answers 1 if a page's p95 passes the limit or queries grow with sites or agencies."""
    folder = tempfile.mkdtemp(prefix="shelterbelt-agencies-")
    os.environ |= {
        "SHELTERBELT_MODE": "test",
        "SHELTERBELT_DATA": folder,
        "SHELTERBELT_PORT": str(_PORT),
        "DJANGO_SETTINGS_MODULE": "shelterbelt.settings",
    }
    try:
        django.setup()
        embedded.start(settings.CONF)
        try:
            prepare(settings.CONF)
            return _report(import_module("benchmarks._agencies_data"), sizes)
        finally:
            connections.close_all()
            embedded.stop(settings.CONF)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _report(data: Any, sizes: tuple[int, ...]) -> int:
    failed = 0
    known: list[Any] = []
    before: dict[str, float] = {}
    counts = {
        "1 site": data.queries(data.fill(1, sites=1)[0]),
        "30 sites": data.queries(data.fill(1, sites=30)[0]),
    }
    for size in sizes:
        began = time.perf_counter()
        known += data.fill(size - len(known))
        took = time.perf_counter() - began
        print(
            f"\n{size:,} agencies of {data.SITES} sites: {data.size() / 1e9:.2f} GB, filled in {took:.0f} s"
        )
        counts[f"{size:,} agencies"] = data.queries(known[0])
        failed += _pages(data, known, before)
    print("\nqueries of one page")
    print(f"{'page':28}" + "".join(f"{name:>16}" for name in counts))
    for name in counts["1 site"]:
        taken = [each[name] for each in counts.values()]
        failed += len(set(taken)) > 1
        print(f"{name:28}" + "".join(f"{number:16}" for number in taken))
    _years(data, known)
    return int(bool(failed))


def _pages(data: Any, known: list[Any], before: dict[str, float]) -> int:
    chosen = known[:: max(1, len(known) // CHOSEN)][:CHOSEN]
    sessions = [data.session_of(one) for one in chosen]
    print(f"{'page':28} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'limit':>7} {'p95, times before':>18}")
    failed = 0
    with Server(_PORT):
        for name in data.addresses(chosen[0]):
            wanted = [
                Asked(data.addresses(one)[name], session)
                for one, session in zip(chosen, sessions, strict=True)
            ]
            times, _size = asked(wanted, _PORT)
            cuts = statistics.quantiles(times, n=100)
            failed += cuts[94] > LIMIT_MS
            grown = f"{cuts[94] / before[name]:.2f}" if name in before else ""
            before[name] = cuts[94]
            print(
                f"{name:28} {cuts[49]:8.1f} {cuts[94]:8.1f} {cuts[98]:8.1f} {LIMIT_MS:7.0f} {grown:>18}",
                flush=True,
            )
    print(f"one statement to the database, alone: {_timed(data.round_trip, 200):.2f} ms")
    return failed


def _years(data: Any, known: list[Any]) -> None:
    some = known[:_REPORTS]
    began = time.perf_counter()
    for one in some:
        data.report(one)
    each = (time.perf_counter() - began) / len(some)
    print(f"\nyearly report: {each * 1000:.0f} ms for one agency ({len(some)} measured one after the other);")
    print(f"at that pace all {len(known):,} would take {each * len(known) / 60:.1f} minutes on one core")


def _timed(deed: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _time in range(times):
        deed()
    return (time.perf_counter() - began) / times * 1000


if __name__ == "__main__":
    raise SystemExit(main(tuple(map(int, sys.argv[1:])) or SIZES))
