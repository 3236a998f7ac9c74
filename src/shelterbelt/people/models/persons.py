"""Organisations, professionals, their names, their consents and what they told of their own lives.

Tables of what is nobody else's business carry forced row-level security (see the migrations): only the
account of the person reads them, whatever the code above asks.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shelterbelt.ground import clock
from shelterbelt.ground.secrets import SealedText, read_field, seal_field
from shelterbelt.people.choices import (
    SEALED_NAMES,
    ConsentStep,
    NameContext,
    NameKind,
    OrganisationKind,
    Sector,
    SeenBy,
    Use,
)

if TYPE_CHECKING:
    import datetime as dt

_COUNTRY = r"^[A-Z]{2}$"
_LANGUAGE_LENGTH = 35  # the longest tag that BCP 47 recommends to store (RFC 5646, 4.4.1)
_SEALED = sorted(SEALED_NAMES)
_PADDING = 64


class Organisation(models.Model):
    """An agency, school, company or other body that people work for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    domain = models.CharField(max_length=253, blank=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind, default=OrganisationKind.AGENCY)
    sectors = ArrayField(models.CharField(max_length=40, choices=Sector), default=list, blank=True)
    joined_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_name"),
            models.CheckConstraint(condition=Q(country__regex=_COUNTRY), name="organisation_country_iso"),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(sectors__contained_by=Sector.values), name="organisation_sectors_known"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Professional(models.Model):
    """A person in their work. What others may see of them; the rest has tables of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="professional",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="professionals"
    )
    key_agency = models.UUIDField(
        help_text="The agency key under which this person's key is wrapped; it stays when they move."
    )
    country = models.CharField(max_length=2)
    zone = models.CharField(max_length=64)
    languages = ArrayField(models.CharField(max_length=_LANGUAGE_LENGTH), default=list)
    sectors = ArrayField(models.CharField(max_length=40, choices=Sector), default=list)
    bio = models.TextField(max_length=2000, blank=True)
    registered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(country__regex=_COUNTRY), name="professional_country_iso"),
            models.CheckConstraint(condition=~Q(zone=""), name="professional_has_zone"),
            models.CheckConstraint(condition=Q(languages__len__gte=1), name="professional_has_language"),
            models.CheckConstraint(condition=Q(sectors__len__gte=1), name="professional_has_sector"),
            models.CheckConstraint(
                condition=Q(sectors__contained_by=Sector.values), name="professional_sectors_known"
            ),
        )

    def __str__(self) -> str:
        return f"professional {self.pk}"


class PersonName(models.Model):
    """One name of a person: why they bear it, who may see it, where it is used.

    Legal, unsafe and former names are sealed; an unsafe name is seen by nobody but its owner.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=12, choices=NameKind)
    words = models.CharField(max_length=200, blank=True)
    sealed = SealedText(null=True, blank=True)
    seen_by = models.CharField(max_length=10, choices=SeenBy, default=SeenBy.ME)
    custodian = models.UUIDField(null=True, blank=True)
    context = models.CharField(max_length=14, choices=NameContext, default=NameContext.EVERYWHERE)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=NameKind.values), name="name_kind_known"),
            models.CheckConstraint(condition=Q(seen_by__in=SeenBy.values), name="name_seen_by_known"),
            models.CheckConstraint(condition=Q(context__in=NameContext.values), name="name_context_known"),
            models.CheckConstraint(
                name="name_sealed_by_kind",
                condition=Q(kind__in=_SEALED, words="", sealed__isnull=False)
                | (~Q(kind__in=_SEALED) & ~Q(words="") & Q(sealed__isnull=True)),
            ),
            models.CheckConstraint(
                name="name_custodian_named",
                condition=Q(seen_by=SeenBy.CUSTODIAN, custodian__isnull=False)
                | (~Q(seen_by=SeenBy.CUSTODIAN) & Q(custodian__isnull=True)),
            ),
            models.CheckConstraint(
                name="name_chosen_is_open",
                condition=~Q(kind=NameKind.CHOSEN)
                | Q(seen_by=SeenBy.EVERYONE, context=NameContext.EVERYWHERE),
            ),
            models.CheckConstraint(
                name="name_unsafe_is_closed",
                condition=~Q(kind__in=(NameKind.UNSAFE, NameKind.FORMER)) | Q(seen_by=SeenBy.ME),
            ),
            models.CheckConstraint(
                name="name_sealed_not_for_everyone",
                condition=~Q(kind__in=_SEALED) | ~Q(seen_by=SeenBy.EVERYONE),
            ),
            models.UniqueConstraint(
                fields=("person", "kind"),
                condition=Q(kind__in=(NameKind.CHOSEN, NameKind.LEGAL)),
                name="name_one_chosen_one_legal",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} name {self.pk}"


class UnsafeNameMark(models.Model):
    """A keyed digest of an unsafe name, to warn whoever types it without ever holding it in clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.OneToOneField(PersonName, on_delete=models.CASCADE, related_name="mark")
    person = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="unsafe_marks")
    digest = models.CharField(max_length=64)
    word_count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="mark_is_digest"),
            models.CheckConstraint(condition=Q(word_count__gte=1), name="mark_has_words"),
        )

    def __str__(self) -> str:
        return f"mark {self.pk}"


class CommunityChoice(models.Model):
    """The communities a person named for themselves, sealed: a JSON list of keys."""

    person = models.OneToOneField(
        Professional, on_delete=models.CASCADE, primary_key=True, related_name="community_choice"
    )
    sealed = SealedText()
    told_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"communities {self.pk}"


class Consent(models.Model):
    """A person allows one use, to one recipient, for a time.

    Without a recipient it holds for every programme on this server that the person takes part in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="consents")
    use = models.CharField(max_length=30, choices=Use)
    recipient = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="consents"
    )
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("use", "-given_at")
        constraints = (
            models.CheckConstraint(condition=Q(use__in=Use.values), name="consent_use_known"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("given_at")), name="consent_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_later",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(replaced_at__gte=models.F("given_at")),
                name="consent_replaced_later",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(replaced_at__isnull=True),
                name="consent_ends_once",
            ),
            models.UniqueConstraint(
                fields=("person", "use", "recipient"),
                condition=Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
                nulls_distinct=False,
                name="consent_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"consent {self.pk}"

    def holds_on(self, moment: dt.datetime) -> bool:
        """Whether the consent holds at the moment."""
        ended = self.withdrawn_at or self.replaced_at
        return self.given_at <= moment < self.expires_at and (ended is None or moment < ended)


class ConsentEvent(models.Model):
    """What was done about a consent, kept for good (append-only by trigger).

    It names the person by a random id alone and outlives an erasure: proof without a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(db_index=True)
    consent = models.UUIDField()
    use = models.CharField(max_length=30, choices=Use)
    recipient = models.UUIDField(null=True, blank=True)
    step = models.CharField(max_length=10, choices=ConsentStep)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(use__in=Use.values), name="consent_event_use_known"),
            models.CheckConstraint(condition=Q(step__in=ConsentStep.values), name="consent_event_step_known"),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.pk}"


class LivedExperience(models.Model):
    """That a person told of lived experience, for one purpose; optionally in their own words, sealed.

    The words have a key of their own, so that withdrawing destroys them alone, and at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="lived_experience")
    consent = models.OneToOneField(Consent, on_delete=models.CASCADE, related_name="lived_experience")
    sealed = SealedText(null=True, blank=True)
    told_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"statement {self.pk}"


def seal_words(row: models.Model, words: str, *, key: uuid.UUID, agency: uuid.UUID) -> None:
    """Seal words into the row's field `sealed`; padded, so that their length tells little.

    Args:
        row: the row; the caller saves it.
        words: the text; white space at its end is not kept.
        key: the id of the key to seal under: a person's, or a statement's own.
        agency: the agency key above it.

    Raises:
        KeyDestroyed: this key was destroyed.
    """
    wide = -(-max(len(words.encode()), 1) // _PADDING) * _PADDING
    seal_field(row, "sealed", words + " " * (wide - len(words.encode())), person=key, agency=agency)


def read_words(row: models.Model, *, key: uuid.UUID, agency: uuid.UUID) -> str:
    """The words sealed in the row; empty if there are none.

    Raises:
        KeyDestroyed: the key was destroyed, as was asked for.
        Unreadable: altered, moved, or the key is missing.
    """
    return read_field(row, "sealed", person=key, agency=agency).rstrip(" ")
