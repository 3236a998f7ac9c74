"""The queue's own upkeep."""

from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from shelterbelt.ground.jobs.queue import task

_KEPT_HOURS = 7 * 24
_KEPT_HOURS_FAILED = 30 * 24
_SILENT_SECONDS = 30
_MOST_ATTEMPTS = 12


@task("ground.jobs.purge", queue="upkeep", every="17 3 * * *", one_at_a_time=True)
async def purge_finished(timestamp: int) -> None:
    """Forget jobs that were done a week ago, and failed ones after thirty days."""
    del timestamp
    await app.job_manager.delete_old_jobs(nb_hours=_KEPT_HOURS)
    await app.job_manager.delete_old_jobs(
        nb_hours=_KEPT_HOURS_FAILED, include_failed=True, include_cancelled=True, include_aborted=True
    )


@task("ground.jobs.rescue", queue="upkeep", every="* * * * *", one_at_a_time=True)
async def rescue(timestamp: int) -> None:
    """Give back jobs whose worker has not been heard of for half a minute."""
    del timestamp
    await rescue_stalled(silent_seconds=_SILENT_SECONDS)


async def rescue_stalled(*, silent_seconds: float) -> int:
    """Give back jobs whose worker died; returns how many.

    A job that has been tried a dozen times may be what kills its worker, and is marked as failed instead.
    """
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_seconds))
    for job in stalled:
        if job.attempts >= _MOST_ATTEMPTS:
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await app.job_manager.retry_job(job)
    return len(stalled)
