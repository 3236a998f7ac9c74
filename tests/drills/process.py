"""The drill's processes: `python -m tests.drills.process prepare|worker|settle`, and the web server's application."""

import asyncio
import sys
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after the settings are read
from django.db import DatabaseError, connection, connections  # noqa: E402
from tests.drills.deeds import make_account  # noqa: E402

from shelterbelt.ground import audit  # noqa: E402
from shelterbelt.ground.db.prepare import prepare  # noqa: E402
from shelterbelt.ground.jobs.tasks import rescue_stalled  # noqa: E402
from shelterbelt.ground.jobs.worker import run_worker  # noqa: E402


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer 200 once the deed named in the path is committed, 503 if it was not."""
    try:
        connection.close_if_unusable_or_obsolete()
        make_account(uuid.UUID(environ["PATH_INFO"].strip("/")))
    except DatabaseError as error:
        connection.close()
        start_response("503 Service Unavailable", [("Content-Length", "0")])
        sys.stderr.write(f"{type(error).__name__}\n")
        return [b""]
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def settle() -> int:
    """Give back the jobs of dead workers, do what is left, verify the chain."""
    asyncio.run(rescue_stalled(silent_seconds=0))
    run_worker(is_waiting=False)
    breaks = audit.verify()
    for found in breaks:
        sys.stdout.write(f"{found}\n")
    connections.close_all()
    return 1 if breaks else 0


def main(what: str) -> int:
    """Run one of the processes."""
    if what == "prepare":
        prepare(settings.CONF)
        return 0
    if what == "worker":
        run_worker(concurrency=2)
        return 0
    return settle()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
