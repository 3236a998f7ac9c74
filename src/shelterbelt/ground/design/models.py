"""Two small tables of the machine: what limits remember, and the cache that all workers share."""

from django.db import models


class Tally(models.Model):
    """When somebody's allowance is whole again, under a key that does not say who.

    The table is UNLOGGED: it may be lost with the machine's power and loses nothing of worth.
    """

    key = models.BinaryField(primary_key=True, max_length=16)
    whole_at = models.DateTimeField()
    span = models.DurationField()

    class Meta:
        """Found by key, swept by time."""

        indexes = [models.Index(fields=["whole_at"], name="design_tally_whole_at")]  # noqa: RUF012 - Django reads a list

    def __str__(self) -> str:
        """Say only when, since nobody may read who."""
        return f"allowance whole at {self.whole_at:%Y-%m-%d %H:%M}"
