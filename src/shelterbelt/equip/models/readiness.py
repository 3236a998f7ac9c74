"""Assessments: what an agency says of itself, who said it, and what shows it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from shelterbelt.equip.choices import AssessmentState, EvidenceKind, Given, Group
from shelterbelt.equip.models.sites import Site
from shelterbelt.ground import clock
from shelterbelt.ground.secrets import SealedText


class Assessment(models.Model):
    """One agency at one time, by one version of the question set. `sites` are those it asks about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    set_version = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    closes_on = models.DateField(help_text="Until when people are asked to answer.")
    closed_at = models.DateTimeField(null=True, blank=True)
    sites = models.ManyToManyField(Site, through="AssessedSite", related_name="assessments")

    class Meta:
        indexes = (models.Index(fields=("organisation", "-opened_at"), name="assessment_latest"),)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(state="open"), name="assessment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False),
                name="assessment_closed_has_date",
            ),
        )

    def __str__(self) -> str:
        return f"assessment {self.pk}"


class AssessedSite(models.Model):
    """A site that an assessment asks about, with the kind it had then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assessed")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="assessed")
    kind = models.CharField(max_length=20)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("assessment", "site"), name="assessed_site_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.site_id}"


class Assessor(models.Model):
    """Someone who answers: by their account and for a group, or anonymously by a card with a secret link.

    A card is printed and handed out; which person holds which is known to nobody here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assessors")
    group = models.CharField(max_length=20, choices=Group)
    account = models.UUIDField(null=True, blank=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, blank=True, related_name="assessors")
    token_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("assessment", "account", "group"),
                condition=Q(account__isnull=False),
                name="assessor_once_for_a_group",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=True) | Q(token_digest__isnull=True),
                name="assessor_named_or_anonymous",
            ),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="assessor_group_known"),
        )

    def __str__(self) -> str:
        return f"assessor {self.pk}"


class Response(models.Model):
    """One assessor's answer to one question, about one site or the whole agency.

    Anonymous ones are read by the card's holder and by the counting alone; row-level security sees to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="responses")
    assessor = models.ForeignKey(Assessor, on_delete=models.CASCADE, related_name="responses")
    is_anonymous = models.BooleanField()
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, blank=True, related_name="responses")
    question = models.CharField(max_length=120)
    given = models.CharField(max_length=16, choices=Given)
    reason = SealedText(null=True, blank=True)
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=("assessment", "is_anonymous"), name="response_of_assessment"),)
        constraints = (
            models.UniqueConstraint(
                fields=("assessor", "question", "site"), nulls_distinct=False, name="response_once"
            ),
            models.CheckConstraint(condition=Q(given__in=Given.values), name="response_given_known"),
        )

    def __str__(self) -> str:
        return f"{self.question} {self.given}"


class Standing(models.Model):
    """What the agency settled together on one question: the answer, who sees to it, until when, tested again when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="standings")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, blank=True, related_name="standings")
    question = models.CharField(max_length=120)
    given = models.CharField(max_length=16, choices=Given)
    reason = SealedText(null=True, blank=True)
    owner = SealedText(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    test_again_on = models.DateField(null=True, blank=True)
    settled_by = models.UUIDField(null=True, help_text="An account; null once it asked to be forgotten.")
    settled_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("assessment", "question", "site"), nulls_distinct=False, name="standing_once"
            ),
            models.CheckConstraint(condition=Q(given__in=Given.values), name="standing_given_known"),
            models.CheckConstraint(
                condition=~Q(given="does_not_apply") | Q(reason__isnull=False),
                name="standing_not_applying_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} {self.given}"


class Evidence(models.Model):
    """Something that shows what was settled: what it is and where it is kept. Never a file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    standing = models.ForeignKey(Standing, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=14, choices=EvidenceKind)
    title = SealedText()
    kept_where = SealedText(null=True, blank=True)
    seen_on = models.DateField()
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-seen_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class GroupRelease(models.Model):
    """Counts of anonymous answers that were told to the agency, kept so that no later one can be subtracted.

    `cells` maps each key to its number, or to null where it is left out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="release")
    cells = models.JSONField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=("organisation", "-made_at"), name="group_release_latest"),)

    def __str__(self) -> str:
        return f"release {self.pk}"


class PeerConsent(models.Model):
    """An agency's wish to be compared with others, and to be counted among them."""

    organisation = models.UUIDField(primary_key=True)
    agreed_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"peer {self.organisation}"


class PeerRelease(models.Model):
    """One comparison for everyone who agreed: by domain, how many agencies met most of it. No agency is named.

    `cells` maps `domain|band` to a number, or to null where it is left out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    set_version = models.CharField(max_length=20)
    cells = models.JSONField()
    agencies = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"peers {self.pk}"
