"""The Django application of the job queue's own tasks."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Holds no tables; procrastinate brings its own."""

    name = "shelterbelt.ground.jobs"
    label = "jobs"
