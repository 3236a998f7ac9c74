"""A strategy: goals drawn from the gaps, actions, risks of doing harm, sign-off, and with whom it is shared."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shelterbelt.equip.choices import ActionState, SignedAs, StrategyState
from shelterbelt.equip.models.sites import Site
from shelterbelt.ground import clock
from shelterbelt.ground.secrets import SealedText


class Strategy(models.Model):
    """What an agency undertakes until a day. One at a time is in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    state = models.CharField(max_length=10, choices=StrategyState, default=StrategyState.DRAFT)
    title = SealedText()
    purpose = SealedText(null=True, blank=True)
    public_words = SealedText(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index(fields=("organisation", "-made_at"), name="strategy_latest"),)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(state="in_force"), name="strategy_one_in_force"
            ),
            models.CheckConstraint(condition=Q(state__in=StrategyState.values), name="strategy_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")), name="strategy_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"strategy {self.pk}"


class Goal(models.Model):
    """One goal and the questions whose gaps it answers. Only `public_words` ever leave the agency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="goals")
    place = models.PositiveSmallIntegerField()
    domain = models.CharField(max_length=20)
    questions = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    words = SealedText()
    public_words = SealedText(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return f"goal {self.pk}"


class Action(models.Model):
    """What is done for a goal, by whom, with which money, until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="actions")
    place = models.PositiveSmallIntegerField()
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions")
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.PLANNED)
    words = SealedText()
    owner = SealedText(null=True, blank=True)
    amount_minor = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("place", "pk")
        indexes = (models.Index(fields=("organisation", "state", "due_on"), name="action_due"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ActionState.values), name="action_state_known"),
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True, currency="")
                | (Q(amount_minor__isnull=False) & ~Q(currency="")),
                name="action_amount_has_currency",
            ),
        )

    def __str__(self) -> str:
        return f"action {self.pk}"


class Progress(models.Model):
    """A step forward on an action and what shows it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="progress")
    state = models.CharField(max_length=10, choices=ActionState)
    words = SealedText()
    account = models.UUIDField(null=True)
    told_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-told_at", "pk")

    def __str__(self) -> str:
        return f"progress {self.pk}"


class HarmRisk(models.Model):
    """How a goal could do harm, to whom, and what is done so that it does not; or why no harm is seen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="risks")
    is_none_seen = models.BooleanField(default=False, help_text="No harm is seen; the words say why.")
    words = SealedText()
    met_by = SealedText(null=True, blank=True)
    watched_by = SealedText(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_none_seen=True, met_by__isnull=True)
                | Q(is_none_seen=False, met_by__isnull=False),
                name="risk_met_or_none_seen",
            ),
        )

    def __str__(self) -> str:
        return f"risk {self.pk}"


class SignOff(models.Model):
    """What a survivor adviser said of the strategy as it was then. A changed strategy is asked about again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="sign_offs")
    account = models.UUIDField(null=True)
    said = models.CharField(max_length=10, choices=SignedAs)
    words = SealedText(null=True, blank=True)
    digest = models.CharField(max_length=64, help_text="Of the strategy that was read.")
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-signed_at", "pk")
        constraints = (models.CheckConstraint(condition=Q(said__in=SignedAs.values), name="sign_off_known"),)

    def __str__(self) -> str:
        return f"{self.said} {self.pk}"


class StrategyShare(models.Model):
    """A strategy shown to the advisers of one programme's organisation, until a day or until it is taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="shares")
    shown_to = models.UUIDField(help_text="The organisation whose advisers see it.")
    until = models.DateField()
    shared_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("strategy", "shown_to"),
                condition=Q(taken_back_at__isnull=True),
                name="strategy_shared_once",
            ),
        )

    def __str__(self) -> str:
        return f"share {self.pk}"


class StrategyFeed(models.Model):
    """A calendar address of an agency's dates, for one account. The words in it name no site."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    account = models.UUIDField()
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "account"), name="strategy_feed_once"),
        )

    def __str__(self) -> str:
        return f"feed {self.pk}"
