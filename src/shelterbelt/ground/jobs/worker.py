"""The process that does the jobs."""

import asyncio
import logging

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

_log = logging.getLogger(__name__)


def run_worker(*, is_waiting: bool = True, concurrency: int = 1) -> None:
    """Do jobs until told to stop (SIGTERM, SIGINT); with `is_waiting` False until none is left.

    The worker has its own connections. Tasks use Django's, so that what they enqueue is part of their own
    transaction: the application keeps its connector and only the worker gets the other one.
    """
    asyncio.run(_run(is_waiting=is_waiting, concurrency=concurrency))


async def _run(*, is_waiting: bool, concurrency: int) -> None:
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError(
            "the job queue's connector is not Django's: is procrastinate.contrib.django installed?"
        )
    working = App(connector=connector.get_worker_connector(), worker_defaults=app.worker_defaults)
    working.tasks, working.periodic_registry = app.tasks, app.periodic_registry
    async with working.open_async():
        _log.info("The worker has begun.")
        await working.run_worker_async(wait=is_waiting, concurrency=concurrency, shutdown_graceful_timeout=20)
    _log.info("The worker has ended.")
