"""Finish erasures that a crash left between rows and keys."""

from shelterbelt.ground.holdings.services import finish_erasures
from shelterbelt.ground.jobs import task


@task("ground.holdings.finish", queue="upkeep", every="*/10 * * * *", one_at_a_time=True)
def finish(timestamp: int) -> None:
    """Destroy the keys of people whose rows are gone."""
    del timestamp
    finish_erasures()
