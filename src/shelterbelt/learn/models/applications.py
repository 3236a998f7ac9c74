"""Applications: what someone tells of themselves to take part, held by a secret link."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shelterbelt.ground import clock
from shelterbelt.ground.secrets import SealedText
from shelterbelt.learn.choices import ApplicationState, Mode
from shelterbelt.learn.models.programmes import Cohort

LANGUAGE_CODE_LENGTH = 8
ZONE_LENGTH = 64
_UNSENT = ("draft", "withdrawn")


class Application(models.Model):
    """Someone's wish to take part, held by a secret link until it is sent.

    `person` is the id under which the person's key is kept, so that what they wrote can be destroyed.
    `organisation` repeats the programme's organisation for row-level security.
    `communities` is a JSON list of keys that the applicant chose to name, sealed; used for balance alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="applications")
    organisation = models.UUIDField()
    person = models.UUIDField(default=uuid.uuid4)
    account = models.ForeignKey("access.Account", on_delete=models.SET_NULL, null=True, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=16, choices=ApplicationState, default=ApplicationState.DRAFT)
    reference = models.CharField(max_length=12, unique=True)
    language = models.CharField(max_length=LANGUAGE_CODE_LENGTH, default="en")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    country = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=ZONE_LENGTH, blank=True)
    mode = models.CharField(max_length=8, choices=Mode, blank=True)
    sectors = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=LANGUAGE_CODE_LENGTH), default=list, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    role_title = models.CharField(max_length=200, blank=True)
    motivation = SealedText(null=True, blank=True)
    access_needs = SealedText(null=True, blank=True)
    communities = SealedText(null=True, blank=True)
    wants_bursary = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    erase_on = models.DateField()

    class Meta:
        indexes = (
            models.Index(fields=("cohort", "state", "-submitted_at", "id"), name="application_list"),
            models.Index(fields=("erase_on",), name="application_erase_on"),
            # What staff list, page by page; without it every page sorts all rows (215 ms at 50,000, 0.1 ms with it).
            models.Index(
                fields=("cohort", "-submitted_at", "-id"),
                name="application_latest",
                condition=Q(submitted_at__isnull=False),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_UNSENT)
                | (
                    Q(submitted_at__isnull=False)
                    & ~Q(name="")
                    & ~Q(email="")
                    & ~Q(country="")
                    & ~Q(zone="")
                    & ~Q(mode="")
                    & ~Q(sectors=[])
                ),
                name="application_sent_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False),
                name="application_withdrawn_has_date",
            ),
        )

    def __str__(self) -> str:
        return self.reference
