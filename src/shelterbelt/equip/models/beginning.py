"""How an agency comes in: its first leader is invited, and later ones only where none is left."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from shelterbelt.ground import clock
from shelterbelt.ground.secrets import SealedText

OPEN = Q(used_at__isnull=True, ended_at__isnull=True)
"""Neither used nor ended; its day may have passed."""


class LeaderInvitation(models.Model):
    """Somebody is invited to lead an agency, by a secret link in a mail.

    `sealed` is JSON (name, address) under the invitation's own key; it is emptied when the invitation is used or ends.
    `through` is the organisation whose programme lead invites; null where the operator of the server does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    through = models.UUIDField(null=True, blank=True)
    invited_by = models.UUIDField(
        null=True,
        blank=True,
        help_text="Null for a command at the server, and once they asked to be forgotten.",
    )
    language = models.CharField(max_length=8)
    sealed = SealedText(null=True, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    account = models.UUIDField(null=True, blank=True, help_text="Who used it.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken back or forgotten.")

    class Meta:
        indexes = (models.Index(fields=("organisation", "-made_at"), name="invitation_latest"),)
        constraints = (
            models.UniqueConstraint(fields=("organisation",), condition=OPEN, name="invitation_one_open"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(ended_at__isnull=True), name="invitation_ends_once"
            ),
            models.CheckConstraint(condition=OPEN | Q(sealed__isnull=True), name="invitation_forgets_whom"),
        )

    def __str__(self) -> str:
        return f"invitation {self.pk}"
