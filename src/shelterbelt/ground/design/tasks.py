"""Background work of the ground's pages."""

from shelterbelt.ground.design.limits import forget_idle
from shelterbelt.ground.jobs import task


@task("design.limits.forget", every="7 * * * *", one_at_a_time=True)
def forget_limits(timestamp: int) -> None:
    """Remove counters that limit nobody any more, so that nothing about an address outlives its use."""
    del timestamp
    forget_idle()
