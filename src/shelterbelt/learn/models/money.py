"""Money of a cohort: what each place costs and who pays, bursaries, payments, invoices, bank files.

Amounts are in minor units of the row's currency (ISO 4217). No card data exist anywhere. Numbers outlive an
erasure, people do not: rows of the ledger name no one, and whoever pays is sealed under the person's key.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shelterbelt.ground import clock
from shelterbelt.ground.secrets import SealedText
from shelterbelt.learn.choices import (
    BankLineState,
    FeeLane,
    GrantState,
    IncomeGroup,
    InvoiceKind,
    LedgerKind,
)
from shelterbelt.learn.models.applications import Application
from shelterbelt.learn.models.programmes import Cohort

CURRENCY_LENGTH = 3


class FeeStatement(models.Model):
    """What one place costs: the group's fee, the lane chosen, what is left to pay.

    `payer` is sealed JSON (name, address, reference of the employer) under `person`, the application's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.OneToOneField(
        Application, on_delete=models.SET_NULL, null=True, blank=True, related_name="fee_statement"
    )
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="fee_statements")
    organisation = models.UUIDField()
    person = models.UUIDField()
    reference = models.CharField(max_length=12, unique=True)
    currency = models.CharField(max_length=CURRENCY_LENGTH)
    income_group = models.CharField(max_length=2, choices=IncomeGroup)
    table_year = models.PositiveSmallIntegerField()
    lane = models.CharField(max_length=10, choices=FeeLane)
    fee_minor = models.PositiveIntegerField()
    payer = SealedText(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("cohort", "id"), name="statement_of_cohort"),)
        constraints = (
            models.CheckConstraint(condition=Q(lane__in=FeeLane.values), name="statement_lane_known"),
            models.CheckConstraint(
                condition=Q(income_group__in=IncomeGroup.values), name="statement_group_known"
            ),
        )

    def __str__(self) -> str:
        return self.reference


class Instalment(models.Model):
    """A part of the fee and the day it is due."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(FeeStatement, on_delete=models.CASCADE, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount_minor = models.PositiveIntegerField()
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("statement", "number"), name="instalment_once"),)

    def __str__(self) -> str:
        return f"instalment {self.number}"


class LedgerEntry(models.Model):
    """One movement on a statement (append-only by trigger). What is owed is the sum of all amounts.

    Charges are positive; bursaries, payments and write-offs negative; refunds and chargebacks positive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.UUIDField(db_index=True)
    cohort = models.UUIDField(db_index=True)
    organisation = models.UUIDField()
    kind = models.CharField(max_length=12, choices=LedgerKind)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=CURRENCY_LENGTH)
    bank_line = models.UUIDField(null=True, blank=True, unique=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=LedgerKind.values), name="entry_kind_known"),
            models.CheckConstraint(
                condition=Q(kind__in=("charge", "refund", "chargeback"), amount_minor__gt=0)
                | Q(kind__in=("bursary", "payment", "write_off"), amount_minor__lt=0)
                | Q(kind="correction"),
                name="entry_sign_fits",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"


class BursaryPool(models.Model):
    """A cohort's bursary money. `granted_minor` counts grants that stand; it can never pass the total."""

    cohort = models.OneToOneField(
        Cohort, on_delete=models.PROTECT, primary_key=True, related_name="bursary_pool"
    )
    organisation = models.UUIDField()
    currency = models.CharField(max_length=CURRENCY_LENGTH)
    total_minor = models.PositiveBigIntegerField()
    granted_minor = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(granted_minor__lte=F("total_minor")), name="pool_never_below_zero"
            ),
        )

    def __str__(self) -> str:
        return f"{self.granted_minor}/{self.total_minor} {self.currency}"


class BursaryGrant(models.Model):
    """Bursary money set aside for one statement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pool = models.ForeignKey(BursaryPool, on_delete=models.PROTECT, related_name="grants")
    statement = models.ForeignKey(FeeStatement, on_delete=models.PROTECT, related_name="grants")
    amount_minor = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=GrantState, default=GrantState.GRANTED)
    granted_at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("statement",), condition=Q(state="granted"), name="grant_stands_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="grant_is_something"),
        )

    def __str__(self) -> str:
        return f"grant {self.amount_minor}"


class InvoiceNumber(models.Model):
    """The last number an organisation gave in a year: numbers have no gaps and are never given twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "year"), name="invoice_number_row"),)

    def __str__(self) -> str:
        return f"{self.year}-{self.last}"


class Invoice(models.Model):
    """An invoice, receipt or credit note as it was issued: amounts in the open, people sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(FeeStatement, on_delete=models.PROTECT, related_name="invoices")
    organisation = models.UUIDField()
    kind = models.CharField(max_length=12, choices=InvoiceKind)
    number = models.CharField(max_length=24)
    language = models.CharField(max_length=8)
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=CURRENCY_LENGTH)
    issued_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later"
    )
    entry = models.UUIDField(null=True, blank=True)
    sealed = SealedText(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "number"), name="invoice_number_once"),
            models.CheckConstraint(condition=Q(kind__in=InvoiceKind.values), name="invoice_kind_known"),
        )

    def __str__(self) -> str:
        return self.number


class BankFile(models.Model):
    """A bank statement as it was read: its digest, so that the same file is read once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.UUIDField()
    digest = models.CharField(max_length=64)
    layout = models.CharField(max_length=40)
    lines = models.PositiveIntegerField()
    duplicates = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "digest"), name="bank_file_once"),)

    def __str__(self) -> str:
        return f"bank file {self.pk}"


class BankLine(models.Model):
    """One line of a bank statement. `sealed` is JSON (counterparty, text) under `key`, destroyed when settled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(BankFile, on_delete=models.CASCADE, related_name="rows")
    organisation = models.UUIDField()
    number = models.PositiveIntegerField()
    booked_on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=CURRENCY_LENGTH)
    fingerprint = models.CharField(max_length=64)
    key = models.UUIDField(default=uuid.uuid4)
    sealed = SealedText(null=True, blank=True)
    state = models.CharField(max_length=10, choices=BankLineState, default=BankLineState.OPEN)
    proposed = models.ForeignKey(
        FeeStatement, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposed_lines"
    )
    reasons = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("organisation", "state", "booked_on"), name="bank_line_list"),)
        constraints = (
            models.UniqueConstraint(fields=("organisation", "fingerprint"), name="bank_line_once"),
            models.CheckConstraint(condition=Q(state__in=BankLineState.values), name="bank_line_state_known"),
        )

    def __str__(self) -> str:
        return f"line {self.number}"
