"""Work for later: written to the job table in the transaction that asks for it, done by a worker.

@task("learn.application.thank", retry=5)
def thank(*, application: str) -> None: ...

enqueue("learn.application.thank", application=str(row.pk))
"""

from shelterbelt.ground.jobs.queue import NotForAJob, UnknownTask, enqueue, enqueue_all, task

__all__ = ["NotForAJob", "UnknownTask", "enqueue", "enqueue_all", "task"]
