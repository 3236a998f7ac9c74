"""The safety floor: identity confirmed, conduct signed, complaints, people kept apart, texts that are held."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shelterbelt.ground import clock
from shelterbelt.ground.secrets import SealedText
from shelterbelt.people.choices.safety import (
    ComplaintOutcome,
    ComplaintState,
    ComplaintStepKind,
    ConfirmationKind,
    ConfirmationState,
    HeldAction,
    HeldState,
    TextPlace,
)


class IdentityConfirmation(models.Model):
    """Someone outside is asked, by a secret link, whether they know a person who wants to take part.

    `person` is the id of that person's key, as on an application. `sealed` is JSON (name, address, how they
    know each other) under that key; `words` is what the one asked wrote.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(db_index=True)
    organisation = models.UUIDField()
    kind = models.CharField(max_length=10, choices=ConfirmationKind)
    state = models.CharField(max_length=12, choices=ConfirmationState, default=ConfirmationState.ASKED)
    language = models.CharField(max_length=8, default="en")
    sealed = SealedText(null=True, blank=True)
    words = SealedText(null=True, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=ConfirmationKind.values), name="confirmation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ConfirmationState.values), name="confirmation_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(answered_at__isnull=False), name="confirmation_has_date"
            ),
        )

    def __str__(self) -> str:
        return f"confirmation {self.pk}"


class ConductSigning(models.Model):
    """A person agreed to the code of conduct: which version, in which language, when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(db_index=True)
    organisation = models.UUIDField()
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "version"), name="conduct_signed_once"),)

    def __str__(self) -> str:
        return f"conduct {self.version}"


class Complaint(models.Model):
    """A complaint, read by complaints officers alone and followed by whoever made it behind a secret link.

    `key` is a key of the complaint's own: all that is sealed here and in its steps ends with it. `withheld_from`
    are accounts of officers whom it concerns: for them it does not exist, by row-level security too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    reference = models.CharField(max_length=12, unique=True)
    token_digest = models.CharField(max_length=64, unique=True)
    key = models.UUIDField(default=uuid.uuid4)
    language = models.CharField(max_length=8, default="en")
    state = models.CharField(max_length=12, choices=ComplaintState, default=ComplaintState.RECEIVED)
    outcome = models.CharField(max_length=14, choices=ComplaintOutcome, blank=True)
    words = SealedText(null=True, blank=True)
    about = SealedText(null=True, blank=True)
    contact = SealedText(null=True, blank=True)
    wants_apart = models.BooleanField(default=False)
    withheld_from = ArrayField(models.UUIDField(), default=list, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="complaints"
    )
    received_at = models.DateTimeField(default=clock.now)
    acknowledge_by = models.DateField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    erase_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("organisation", "state", "decide_by"), name="complaint_list"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ComplaintState.values), name="complaint_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="complaint_closed_is_whole",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class ComplaintStep(models.Model):
    """What was done, in order. `is_told` says whether the person who complained reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=14, choices=ComplaintStepKind)
    words = SealedText(null=True, blank=True)
    is_told = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class KeptApart(models.Model):
    """Two people who must not be put together. The ids are those of their keys, the smaller one first.

    Each complaint keeps its own row: ending what one asked for never ends what another asked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    first = models.UUIDField()
    second = models.UUIDField()
    complaint = models.ForeignKey(
        Complaint, on_delete=models.SET_NULL, null=True, blank=True, related_name="apart"
    )
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="apart_in_order"),
            models.UniqueConstraint(
                fields=("complaint", "first", "second"), condition=Q(ended_at__isnull=True), name="apart_once"
            ),
        )

    def __str__(self) -> str:
        return f"apart {self.pk}"


class HeldText(models.Model):
    """A text that may tell of a child or of danger, unseen by others until the person on call has acted.

    The text stays where it is; this row says that it is held. `person` is the key of whoever wrote it. `told_at` is
    when the people on call were last written to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    place = models.CharField(max_length=30, choices=TextPlace)
    object_id = models.UUIDField()
    person = models.UUIDField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=10, choices=HeldState, default=HeldState.HELD)
    action = models.CharField(max_length=18, choices=HeldAction, blank=True)
    key = models.UUIDField(default=uuid.uuid4)
    note = SealedText(null=True, blank=True)
    on_call = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="held_texts"
    )
    held_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True, blank=True)
    acted_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("place", "object_id"), name="held_text_of"),)
        constraints = (
            models.UniqueConstraint(
                fields=("place", "object_id"), condition=~Q(state="released"), name="held_once"
            ),
            models.CheckConstraint(
                condition=Q(state="held") | (~Q(action="") & Q(acted_at__isnull=False)),
                name="held_acted_has_action",
            ),
        )

    def __str__(self) -> str:
        return f"held {self.pk}"


class OnCall(models.Model):
    """Who is on call for held texts of an organisation, from when to when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="on_call")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="on_call_forward"),
        )

    def __str__(self) -> str:
        return f"on call {self.pk}"
