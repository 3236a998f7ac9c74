"""Reads of invoices, receipts and credit notes, with what stands on them as it was frozen when they were issued."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db.models import QuerySet

from shelterbelt.ground import audit
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import Unreadable, read_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import LedgerKind
from shelterbelt.learn.models import Application, FeeStatement, Invoice, LedgerEntry
from shelterbelt.learn.queries.fees import Payer, balance_of
from shelterbelt.people.models import Organisation

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Sum:
    """A line of an invoice: `fee`, `bursary`, `paid` or `payment`, and its amount in minor units."""

    code: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands on an invoice, sealed and never changed: who, what for, and how to pay.

    Programme and cohort are in the invoice's language. `parts` are the days and amounts of instalments.
    """

    issuer: str
    issuer_details: str
    payer: Payer
    participant: str
    programme: str
    cohort: str
    reference: str
    sums: tuple[Sum, ...]
    parts: tuple[tuple[str, int], ...]
    how_to_pay: str
    tax: str

    def sealed(self) -> str:
        """As JSON, to be sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """One document with what stands on it; `facts` is None once the person was erased.

    `replaces` is the number of the invoice that a credit note takes back, `replaced_by` that of the credit note.
    """

    invoice: Invoice
    facts: Facts | None
    issuer: str
    replaces: str
    replaced_by: str

    @property
    def is_erased(self) -> bool:
        return self.facts is None


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """One page of the list, latest number first. `after` is where the next begins; empty on the last."""

    rows: tuple[InvoiceFile, ...]
    after: str


def facts_of(invoice: Invoice, person: UUID) -> Facts | None:
    """What stands on a document; None once it was erased."""
    if invoice.sealed is None:
        return None
    try:
        text = read_field(invoice, "sealed", person=person, agency=invoice.organisation)
    except Unreadable:
        return None
    told = json.loads(text)
    payer, sums = Payer(**told.pop("payer")), tuple(Sum(**one) for one in told.pop("sums"))
    parts = tuple((day, amount) for day, amount in told.pop("parts"))
    return Facts(payer=payer, sums=sums, parts=parts, **told)


def invoices_listed(*, for_: Actor, organisation: UUID, after: str = "") -> InvoicePage:
    """Every document of an organisation, a page at a time, without names.

    Raises:
        NotThere, Denied: as for all of an organisation's money.
    """
    require(access.READ_MONEY, for_, organisation)
    rows = access.READ_MONEY.narrow(_rows().filter(organisation=organisation), for_)
    if after:
        rows = rows.filter(number__lt=after)
    found = list(rows.defer("sealed").order_by("-number")[: PAGE_SIZE + 1])
    shown = tuple(_file(row, None, "") for row in found[:PAGE_SIZE])
    return InvoicePage(shown, found[PAGE_SIZE - 1].number if len(found) > PAGE_SIZE else "")


def invoice_file(*, for_: Actor, invoice: UUID, purpose: str) -> InvoiceFile:
    """One document as those who keep the money read it; the view is recorded.

    Raises:
        NotThere: there is none in the actor's organisations.
        Denied: the actor lacks the role.
    """
    require(access.READ_MONEY, for_)
    row = access.READ_MONEY.narrow(_rows(), for_).filter(pk=invoice).first()
    if row is None:
        raise NotThere
    audit.record_view(by=for_, about=("invoice", row.pk), purpose=purpose, organisation=row.organisation)
    return _opened(row)


def invoices_held(*, for_: Actor) -> tuple[InvoiceFile, ...]:
    """Every document for the place behind the actor's secret link, latest first.

    Raises:
        NotThere: no statement belongs to this link.
    """
    require(access.HOLD_STATEMENT, for_)
    if for_.bearer is None:
        raise NotThere
    statements = list(access.HOLD_STATEMENT.narrow(FeeStatement.objects.all(), for_))
    if not statements:
        raise NotThere
    return tuple(map(_opened, _rows().filter(statement__in=statements).order_by("-issued_at", "-number")))


def invoice_held(*, for_: Actor, invoice: UUID) -> InvoiceFile:
    """One document for the place behind the actor's secret link.

    Raises:
        NotThere: it is none of theirs.
    """
    found = next((one for one in invoices_held(for_=for_) if one.invoice.pk == invoice), None)
    if found is None:
        raise NotThere
    return found


def last_facts(*, for_: Actor, organisation: UUID) -> Facts | None:
    """What stood on the newest document that can still be read: its lines about the issuer are used again.

    Raises:
        NotThere, Denied: as for all of an organisation's money.
    """
    require(access.KEEP_MONEY, for_, organisation)
    issued = _rows().filter(organisation=organisation, sealed__isnull=False).exclude(kind="credit_note")
    rows = access.READ_MONEY.narrow(issued, for_)
    opened = (facts_of(row, row.statement.person) for row in rows.order_by("-issued_at")[:5])
    return next((facts for facts in opened if facts), None)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment for which no receipt was issued yet."""

    entry: UUID
    reference: str
    amount_minor: int
    currency: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Billing:
    """What can be issued on a statement.

    `standing` is the invoice that no credit note took back; `language` the applicant's own where it is known.
    """

    owed_minor: int
    standing: UUID | None
    payments: tuple[Payment, ...]
    language: str
    last: Facts | None


def billing_of(*, for_: Actor, statement: UUID) -> Billing:
    """What can be issued on a statement.

    Raises:
        NotThere: there is none in the actor's organisations.
        Denied: the actor lacks the role.
    """
    require(access.KEEP_MONEY, for_)
    row = access.KEEP_MONEY.narrow(FeeStatement.objects.all(), for_).filter(pk=statement).first()
    if row is None:
        raise NotThere
    rows = Invoice.objects.filter(statement=row)
    done = rows.filter(entry__isnull=False).values("entry")
    entries = LedgerEntry.objects.filter(statement=row.pk, kind=LedgerKind.PAYMENT).exclude(pk__in=done)
    payments = tuple(
        Payment(one.pk, row.reference, -one.amount_minor, one.currency, one.at.date())
        for one in entries.order_by("at", "pk")
    )
    standing = rows.filter(kind="invoice", later=None).values_list("pk", flat=True).first()
    with scope(SYSTEM):
        # Finance reads no application; the language alone is looked up for them.
        people = Application.objects.filter(fee_statement=row.pk).values_list("language", flat=True)
        language = people.first() or "en"
    last = last_facts(for_=for_, organisation=row.organisation)
    return Billing(balance_of(row.pk), standing, payments, language, last)


def statement_by_reference(*, for_: Actor, organisation: UUID, reference: str) -> UUID:
    """The statement of a reference, spaces and case aside.

    Raises:
        NotThere: there is none in this organisation.
        Denied: the actor lacks the role.
    """
    require(access.READ_MONEY, for_, organisation)
    written = "".join(reference.split()).upper()
    rows = access.READ_MONEY.narrow(FeeStatement.objects.filter(organisation=organisation), for_)
    found = rows.filter(reference=written).values_list("pk", flat=True).first()
    if found is None:
        raise NotThere
    return found


def organisation_named(*, for_: Actor, organisation: UUID) -> str:
    """The name of the organisation whose money the actor reads.

    Raises:
        NotThere, Denied: as for all of an organisation's money.
    """
    require(access.READ_MONEY, for_, organisation)
    return Organisation.objects.get(pk=organisation).name


def told_of_invoices(rows: Iterable[Invoice]) -> list[dict[str, object]]:
    """Documents as plain data, for whoever asks what is held about them."""
    return [
        {
            "kind": row.kind,
            "number": row.number,
            "issued_at": row.issued_at.isoformat(),
            "amount_minor": row.amount_minor,
            "currency": row.currency,
            "text": asdict(facts) if (facts := facts_of(row, row.statement.person)) else None,
        }
        for row in rows
    ]


def _rows() -> QuerySet[Invoice]:
    return Invoice.objects.select_related("statement", "replaces").prefetch_related("later")


def _opened(row: Invoice) -> InvoiceFile:
    with scope(SYSTEM):
        name = Organisation.objects.filter(pk=row.organisation).values_list("name", flat=True).first()
    return _file(row, facts_of(row, row.statement.person), name or "")


def _file(row: Invoice, facts: Facts | None, issuer: str) -> InvoiceFile:
    later = [one.number for one in row.later.all()]
    return InvoiceFile(row, facts, issuer, row.replaces.number if row.replaces else "", "".join(later[:1]))
