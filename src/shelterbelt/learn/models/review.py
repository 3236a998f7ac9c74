"""Blind review: what a reviewer may read, who reads what, and the scores they give."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shelterbelt.ground import clock
from shelterbelt.ground.secrets import SealedText
from shelterbelt.learn.choices import Conflict, ReviewState
from shelterbelt.learn.models.applications import Application
from shelterbelt.learn.models.programmes import Cohort


class BlindCopy(models.Model):
    """What reviewers read of an application: no name, address, agency or date; the text without what betrays.

    Reviewers never touch the table of applications; row-level security shows them only copies they were asked for.
    """

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, primary_key=True, related_name="blind_copy"
    )
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="blind_copies")
    organisation = models.UUIDField()
    person = models.UUIDField(help_text="The key under which the text is sealed: the application's.")
    code = models.CharField(max_length=12)
    region = models.CharField(max_length=40)
    income_group = models.CharField(max_length=2, blank=True)
    sectors = ArrayField(models.CharField(max_length=40), default=list)
    motivation = SealedText(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cohort", "code"), name="blind_code_once"),)

    def __str__(self) -> str:
        return self.code


class Review(models.Model):
    """One reader of one application. `place` 3 is asked only when the first two disagree.

    A row in state `blocked` or `stepped_aside` is the record of a conflict of interest; it is never scored.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="reviews")
    organisation = models.UUIDField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews")
    state = models.CharField(max_length=14, choices=ReviewState, default=ReviewState.ASKED)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    conflict = models.CharField(max_length=20, choices=Conflict, blank=True)
    remark = SealedText(null=True, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("account", "state", "id"), name="review_of_account"),)
        constraints = (
            models.UniqueConstraint(fields=("application", "account"), name="review_once"),
            models.UniqueConstraint(
                fields=("application", "place"),
                condition=Q(state__in=("asked", "given")),
                name="review_place_once",
            ),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "given"), conflict="", place__in=(1, 2, 3))
                | (Q(state__in=("blocked", "stepped_aside")) & ~Q(conflict="")),
                name="review_conflict_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | Q(given_at__isnull=False), name="review_given_has_date"
            ),
        )

    def __str__(self) -> str:
        return f"review {self.pk}"


class ReviewScore(models.Model):
    """Points for one criterion of the cohort's rubric."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=60)
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("review", "criterion"), name="score_once"),)

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"
