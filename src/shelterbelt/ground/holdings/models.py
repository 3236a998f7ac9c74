"""The proof of an erasure: numbers and ids, nothing about the person."""

import uuid

from django.db import models


class Erasure(models.Model):
    """One erasure. The keys are destroyed after the rows are gone for good; until then `keys_gone_at` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    event = models.BigIntegerField(null=True)
    counts = models.JSONField()
    keys_gone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("subject", "-at"), name="erasure_by_subject"),
            models.Index(
                fields=("at",), name="erasure_unfinished", condition=models.Q(keys_gone_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"erasure of {self.subject}"
