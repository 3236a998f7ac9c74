"""Money for people who teach and sit on panels; a table that only they and finance read."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from shelterbelt.ground import clock
from shelterbelt.ground.secrets import SealedText
from shelterbelt.learn.choices import HonorariumKind, HonorariumState
from shelterbelt.learn.models.money import CURRENCY_LENGTH
from shelterbelt.learn.models.programmes import Cohort, Meeting, Speaker


class Honorarium(models.Model):
    """An honorarium or an expense of one speaker: offered, accepted, approved, paid before the event.

    `words` (what an expense was for, how to pay) is sealed under the professional's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="honoraria")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="honoraria")
    organisation = models.UUIDField()
    account = models.UUIDField(null=True, blank=True)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="honoraria"
    )
    kind = models.CharField(max_length=10, choices=HonorariumKind)
    state = models.CharField(max_length=10, choices=HonorariumState, default=HonorariumState.OFFERED)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=CURRENCY_LENGTH)
    words = SealedText(null=True, blank=True)
    pay_by = models.DateField(null=True, blank=True)
    offered_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("speaker", "meeting"), condition=Q(kind="honorarium"), name="honorarium_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=HonorariumState.values), name="honorarium_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False), name="honorarium_paid_has_date"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
