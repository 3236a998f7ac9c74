"""Two append-only tables: the chain, and the parts of an event that can be made unreadable."""

import uuid

from django.db import models


class Event(models.Model):
    """One deed or one reading of a file. No names, no free text about a person: ids and words of our own.

    `digest` is SHA-256 over the canonical form of all other columns (see `chain`), `previous` the digest of
    the event before; the first event follows on sixty-four zeros. `seal` is the digest keyed with a key that is
    not in the database, so that nobody can add an event by writing to the table alone.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=100)
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=80)
    organisation = models.UUIDField(null=True)
    purpose = models.CharField(max_length=300, blank=True)
    parts = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ("sequence",)
        constraints = (
            models.CheckConstraint(name="audit_event_counts_from_one", condition=models.Q(sequence__gte=1)),
        )
        indexes = (
            models.Index(fields=("kind", "object_id", "-sequence"), name="audit_event_by_object"),
            models.Index(fields=("organisation", "-sequence"), name="audit_event_by_organisation"),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb}"


class Part(models.Model):
    """Details of an event: canonical JSON, sealed under the key of the person it tells about if it does.

    The chain holds the digest of `body` as stored. A ciphertext's digest betrays nothing once the key is
    destroyed, so erasing keeps the chain whole and nothing has to be deleted here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="details", db_index=False)
    position = models.PositiveSmallIntegerField()
    subject = models.UUIDField(null=True)
    agency = models.UUIDField(null=True)
    body = models.BinaryField()

    class Meta:
        ordering = ("event_id", "position")
        constraints = (models.UniqueConstraint(fields=("event", "position"), name="audit_part_once"),)

    def __str__(self) -> str:
        return f"{self.event_id}.{self.position}"
