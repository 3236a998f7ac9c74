"""Admission: seats, selections with their reasons, timed offers, waiting lists, announcements.

A seat is held from the moment an offer is made until it is declined, lapses or is given back. `CohortSeats` is
locked for every change of it, and the database itself refuses to hold more than there are.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from shelterbelt.ground import clock
from shelterbelt.learn.choices import (
    Audience,
    DecisionOutcome,
    Mode,
    OfferState,
    SelectionState,
)
from shelterbelt.learn.models.applications import Application
from shelterbelt.learn.models.programmes import Cohort


class CohortSeats(models.Model):
    """The seats of a cohort in one mode. `held` counts offers that stand and acceptances."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="seats")
    mode = models.CharField(max_length=8, choices=Mode)
    capacity = models.PositiveIntegerField()
    held = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cohort", "mode"), name="seats_once"),
            models.CheckConstraint(condition=Q(held__lte=F("capacity")), name="seats_never_oversold"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="seats_mode_known"),
        )

    def __str__(self) -> str:
        return f"{self.mode} {self.held}/{self.capacity}"


class Selection(models.Model):
    """A computed proposal of whom to admit: the goals, the bound, and everyone's reasons, as one document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="selections")
    organisation = models.UUIDField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=SelectionState, default=SelectionState.DRAFT)
    document = models.JSONField()
    input_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    adopted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("cohort", "number"), name="selection_number_once"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(adopted_at__isnull=False), name="selection_adopted_has_date"
            ),
        )

    def __str__(self) -> str:
        return f"selection {self.number}"


class Decision(models.Model):
    """What was decided about an application, and why: codes with their facts, and a person's own words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="decisions")
    organisation = models.UUIDField()
    selection = models.ForeignKey(
        Selection, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    outcome = models.CharField(max_length=10, choices=DecisionOutcome)
    mode = models.CharField(max_length=8, choices=Mode)
    reasons = models.JSONField(default=list)
    words = models.TextField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("application",), condition=Q(replaced_at__isnull=True), name="decision_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=DecisionOutcome.values), name="decision_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(reasons=[]) | ~Q(words=""), name="decision_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"


class Offer(models.Model):
    """A seat offered until a moment. While `made` or `accepted` it holds one seat of its mode."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="offers")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="offers")
    organisation = models.UUIDField()
    mode = models.CharField(max_length=8, choices=Mode)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.MADE)
    made_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    deferred_to = models.ForeignKey(
        Cohort, on_delete=models.SET_NULL, null=True, blank=True, related_name="deferred_offers"
    )

    class Meta:
        indexes = (
            models.Index(fields=("answer_by",), name="offer_due", condition=Q(state="made")),
            models.Index(fields=("cohort", "state", "id"), name="offer_of_cohort"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("application",), condition=Q(state__in=("made", "accepted")), name="offer_stands_once"
            ),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offer_state_known"),
            models.CheckConstraint(condition=Q(answer_by__gt=F("made_at")), name="offer_has_time"),
            models.CheckConstraint(
                condition=Q(state__in=("made", "accepted")) | Q(ended_at__isnull=False),
                name="offer_end_has_date",
            ),
        )

    def __str__(self) -> str:
        return f"offer {self.pk}"


class WaitingPlace(models.Model):
    """A place on the waiting list of one mode. The position is the number of live places of lower rank, plus 1."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="waiting")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="waiting")
    organisation = models.UUIDField()
    mode = models.CharField(max_length=8, choices=Mode)
    rank = models.PositiveIntegerField()
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("cohort", "mode", "rank"), name="waiting_next", condition=Q(left_at__isnull=True)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("application", "mode"), condition=Q(left_at__isnull=True), name="waiting_once"
            ),
            models.UniqueConstraint(
                fields=("cohort", "mode", "rank"), condition=Q(left_at__isnull=True), name="waiting_rank_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.mode} {self.rank}"


class Announcement(models.Model):
    """Words to a part of a cohort, in the languages of its people: `{"en": {"subject": …, "body": …}}`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="announcements")
    organisation = models.UUIDField()
    audience = models.CharField(max_length=10, choices=Audience)
    texts = models.JSONField()
    written_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    receivers = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="audience_known"),
        )

    def __str__(self) -> str:
        return f"announcement {self.pk}"
