"""Programmes, their cohorts, plans, meetings and panels.

The definition of a cohort is its TOML text and nothing else; whatever can be read from it is not stored twice,
except the application window, which the database has to compare with the clock.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shelterbelt.ground import clock
from shelterbelt.learn.choices import (
    CohortState,
    InvitationMethod,
    PlanState,
    SeatState,
)


class Programme(models.Model):
    """A programme of an organisation; its cohorts hold what is said about it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="programmes"
    )
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.slug


class Cohort(models.Model):
    """One intake of a programme: the unit of dates, capacity, price and award."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    slug = models.SlugField(max_length=60)
    state = models.CharField(max_length=10, choices=CohortState, default=CohortState.DRAFT)
    definition = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    apply_opens_at = models.DateTimeField()
    apply_closes_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("programme", "slug"), name="cohort_slug_once"),
            models.CheckConstraint(
                condition=Q(apply_opens_at__lt=F("apply_closes_at")), name="cohort_window_forward"
            ),
            models.CheckConstraint(condition=Q(state__in=CohortState.values), name="cohort_state_known"),
        )

    def __str__(self) -> str:
        return f"{self.programme_id}/{self.slug}"


class Plan(models.Model):
    """A computed plan: timetable, fairness receipt and panels, as one document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=PlanState, default=PlanState.DRAFT)
    policy = models.CharField(max_length=20)
    document = models.JSONField()
    input_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cohort", "number"), name="plan_number_once"),
            models.UniqueConstraint(
                fields=("cohort",), condition=Q(state="published"), name="plan_published_once"
            ),
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="plan_published_has_date"
            ),
        )

    def __str__(self) -> str:
        return f"plan {self.number}"


class Meeting(models.Model):
    """One dated meeting of a cohort, kept over plans so that calendars recognise it.

    `sequence` grows with every published change (RFC 5545, 3.8.7.4); `run` tells the second showing of an echo.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="meetings")
    series = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    run = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    join_url = models.URLField(max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ("starts_at", "series", "number", "run")
        constraints = (
            models.UniqueConstraint(fields=("cohort", "series", "number", "run"), name="meeting_once"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="meeting_lasts"),
        )

    def __str__(self) -> str:
        return f"{self.series} {self.number}"


class Speaker(models.Model):
    """A professional whom a cohort may ask to speak, and on what terms."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="speakers")
    professional = models.ForeignKey(
        "people.Professional", on_delete=models.CASCADE, related_name="appearances"
    )
    fee_minor = models.PositiveIntegerField()
    max_appearances = models.PositiveSmallIntegerField(default=2)
    unavailable = ArrayField(models.DateField(), default=list, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cohort", "professional"), name="speaker_once"),)

    def __str__(self) -> str:
        return f"speaker {self.pk}"


class Seat(models.Model):
    """A speaker on a meeting's panel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="seats")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="seats")
    state = models.CharField(max_length=10, choices=SeatState, default=SeatState.PROPOSED)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("meeting", "speaker"), name="seat_once"),
            models.CheckConstraint(condition=Q(state__in=SeatState.values), name="seat_state_known"),
        )

    def __str__(self) -> str:
        return f"seat {self.pk}"


class CalendarFeed(models.Model):
    """A secret address from which one person's calendar reads the dates of one cohort."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="feeds")
    account = models.ForeignKey("access.Account", on_delete=models.CASCADE, null=True, blank=True)
    application = models.ForeignKey("learn.Application", on_delete=models.CASCADE, null=True, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(account__isnull=False) ^ Q(application__isnull=False), name="feed_has_one_holder"
            ),
        )

    def __str__(self) -> str:
        return f"feed {self.pk}"


class Invitation(models.Model):
    """A calendar mail sent to a panellist: which meeting, which sequence, what it asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="invitations")
    method = models.CharField(max_length=8, choices=InvitationMethod)
    sequence = models.PositiveIntegerField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "speaker", "method", "sequence"), name="invitation_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.method} {self.sequence}"
