"""Invoices, receipts and credit notes: numbered without gaps, frozen when issued, replaced and never changed."""

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import seal_field
from shelterbelt.learn.choices import InvoiceKind, LedgerKind
from shelterbelt.learn.models import FeeStatement, Instalment, Invoice, InvoiceNumber, LedgerEntry
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.fees import MONEY_KINDS, left_of, paid_of, payer_of
from shelterbelt.learn.queries.invoices import Facts, Sum, facts_of
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.ledger import locked
from shelterbelt.learn.services.sentences import TOO_LONG
from shelterbelt.people.models import Organisation

LANGUAGES = ("en", "fr", "es", "ar")
LONGEST = {"issuer_details": 600, "how_to_pay": 600, "tax": 300}


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the issuer writes itself: address and registration, the account to pay into, a line about tax."""

    issuer_details: str = ""
    how_to_pay: str = ""
    tax: str = ""


def issue_invoice(
    *,
    by: Actor,
    statement: UUID,
    kind: InvoiceKind | str,
    language: str,
    entry: UUID | None = None,
    words: OwnWords | None = None,
) -> UUID:
    """Issue an invoice for what is owed, or a receipt for a payment; returns its id.

    Args:
        by: finance of the statement's organisation, or the system.
        statement: whose.
        kind: invoice or receipt; a credit note is made by `credit_invoice`.
        language: en, fr, es or ar.
        entry: the payment that a receipt is for.
        words: what the issuer writes itself.

    Raises:
        NotInThisState: nothing is owed, an invoice stands already, or the payment has its receipt.
        Incomplete: words that are too long, or a language that is not known.
        NotThere: no such statement or payment in the actor's organisations.
        Denied: the actor lacks the role.
    """
    kind, said = InvoiceKind(kind), words or OwnWords()
    _refuse_unusable(said, language)
    with audit.act("learn.invoice.issue", by=by, about=("fee_statement", statement)) as event:
        row = locked(statement, by)
        event.organisation = row.organisation
        with scope(SYSTEM):
            if kind is InvoiceKind.INVOICE:
                sums, due = _owed(row)
            else:
                sums, due = _received(row, kind, entry)
            made = Invoice(
                statement=row,
                organisation=row.organisation,
                kind=kind,
                number=_next_number(row.organisation),
                language=language,
                amount_minor=due,
                currency=row.currency,
                due_on=_due_on(row) if kind is InvoiceKind.INVOICE else None,
                entry=entry if kind is InvoiceKind.RECEIPT else None,
            )
            _seal(made, row, _facts(row, language, sums, said))
            made.save()
        event.note(invoice=str(made.pk), kind=kind.value, number=made.number)
    return made.pk


def credit_invoice(*, by: Actor, invoice: UUID) -> UUID:
    """Take an invoice back with a credit note of its own number; returns the credit note's id.

    Raises:
        NotInThisState: it is no invoice, or a credit note took it back already.
        NotThere: no such invoice in the actor's organisations.
        Denied: the actor lacks the role.
    """
    with audit.act("learn.invoice.credit", by=by, about=("invoice", invoice)) as event:
        with scope(SYSTEM):
            found = Invoice.objects.select_related("statement").filter(pk=invoice).first()
        if found is None:
            raise NotThere
        row = locked(found.statement_id, by)
        event.organisation = row.organisation
        with scope(SYSTEM):
            if found.kind != InvoiceKind.INVOICE or found.later.exists():
                raise NotInThisState(found.kind)
            made = Invoice(
                statement=row,
                organisation=row.organisation,
                kind=InvoiceKind.CREDIT_NOTE,
                number=_next_number(row.organisation),
                language=found.language,
                amount_minor=found.amount_minor,
                currency=found.currency,
                replaces=found,
            )
            facts = facts_of(found, row.person)
            if facts:
                _seal(made, row, replace(facts, parts=(), how_to_pay=""))
            made.save()
        event.note(invoice=str(made.pk), number=made.number)
    return made.pk


def _standing(statement: UUID) -> UUID | None:
    """The invoice of a statement that no credit note took back."""
    rows = Invoice.objects.filter(statement=statement, kind=InvoiceKind.INVOICE, later=None)
    return rows.values_list("pk", flat=True).first()


def _owed(row: FeeStatement) -> tuple[tuple[Sum, ...], int]:
    entries = list(LedgerEntry.objects.filter(statement=row.pk))
    due = sum(entry.amount_minor for entry in entries)
    if due <= 0 or _standing(row.pk):
        raise NotInThisState("invoiced" if due > 0 else "paid")
    bursary = sum(entry.amount_minor for entry in entries if entry.kind == LedgerKind.BURSARY)
    paid = sum(entry.amount_minor for entry in entries if entry.kind in MONEY_KINDS)
    told = (Sum("fee", due - bursary - paid), Sum("bursary", bursary), Sum("paid", paid))
    return tuple(one for one in told if one.amount_minor), due


def _received(row: FeeStatement, kind: InvoiceKind, entry: UUID | None) -> tuple[tuple[Sum, ...], int]:
    if kind is not InvoiceKind.RECEIPT:
        raise NotInThisState(kind)
    if entry is None:
        raise NotThere
    paid = LedgerEntry.objects.filter(statement=row.pk, pk=entry, kind=LedgerKind.PAYMENT).first()
    if paid is None:
        raise NotThere
    if Invoice.objects.filter(statement=row, entry=paid.pk).exists():
        raise NotInThisState("receipted")
    return (Sum("payment", -paid.amount_minor),), -paid.amount_minor


def _next_number(organisation: UUID) -> str:
    """The next number of the year. The row stays locked until the transaction ends: no gap, never twice."""
    year = clock.today().year
    counters = InvoiceNumber.objects.select_for_update()
    counter, _is_new = counters.get_or_create(organisation=organisation, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{year}-{counter.last:05}"


def _facts(row: FeeStatement, language: str, sums: tuple[Sum, ...], said: OwnWords) -> Facts:
    definition = definition_of(row.cohort.definition)
    issuer = Organisation.objects.get(pk=row.organisation)
    payer = payer_of(row)
    participant = row.application.name if row.application else payer.name
    return Facts(
        issuer=issuer.name,
        issuer_details=said.issuer_details.strip(),
        payer=replace(payer, name=payer.name or participant),
        participant=participant,
        programme=definition.programme.title.in_language(language),
        cohort=definition.cohort.label.in_language(language),
        reference=row.reference,
        sums=sums,
        parts=tuple((day.isoformat(), amount) for day, amount in _parts(row)),
        how_to_pay=said.how_to_pay.strip(),
        tax=said.tax.strip(),
    )


def _parts(row: FeeStatement) -> list[tuple[dt.date, int]]:
    """What is left of each instalment, with its day."""
    rows = list(Instalment.objects.filter(statement=row).order_by("number"))
    left = left_of(rows, paid_of(row.pk))
    return [(part.due_on, left[part.pk]) for part in rows if part.pk in left]


def _due_on(row: FeeStatement) -> dt.date | None:
    parts = _parts(row)
    return parts[0][0] if parts else None


def _seal(made: Invoice, row: FeeStatement, facts: Facts) -> None:
    seal_field(made, "sealed", facts.sealed(), person=row.person, agency=row.organisation)


def _refuse_unusable(said: OwnWords, language: str) -> None:
    wrong = {
        name: TOO_LONG % {"most": most} for name, most in LONGEST.items() if len(getattr(said, name)) > most
    }
    if language not in LANGUAGES:
        wrong["language"] = str(language)
    if wrong:
        raise Incomplete(wrong)
