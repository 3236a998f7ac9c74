"""What is held about a person on invoices and lines of the bank, handed out and erased; the numbers stay."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import BankLineState
from shelterbelt.learn.models import BankLine, FeeStatement, Invoice
from shelterbelt.learn.queries.bank_words import words_of
from shelterbelt.learn.queries.invoices import told_of_invoices
from shelterbelt.learn.services.held import keys_of


def export_papers(person: UUID) -> Mapping[str, Any]:
    """Every invoice, receipt and credit note that can be read, and what stands on payments that were matched."""
    with transaction.atomic(), scope(SYSTEM):
        lines = _lines(person).filter(state=BankLineState.MATCHED).order_by("booked_on", "pk")
        invoices = _invoices(person).select_related("statement").order_by("issued_at", "number")
        return {
            "invoices": told_of_invoices(invoices),
            "bank_lines": [
                {
                    "booked_on": line.booked_on.isoformat(),
                    "amount_minor": line.amount_minor,
                    "currency": line.currency,
                    "name": words_of(line).name,
                    "text": words_of(line).text,
                }
                for line in lines
            ],
        }


def erase_papers(person: UUID) -> int:
    """Take who and what for off invoices and lines of the bank; returns how many."""
    with transaction.atomic(), scope(SYSTEM):
        return _lines(person).update(sealed=None) + _invoices(person).update(sealed=None)


def _statements(person: UUID) -> QuerySet[FeeStatement]:
    return FeeStatement.objects.filter(person__in=(person, *keys_of(person)))


def _lines(person: UUID) -> QuerySet[BankLine]:
    return BankLine.objects.filter(proposed__in=_statements(person), sealed__isnull=False)


def _invoices(person: UUID) -> QuerySet[Invoice]:
    return Invoice.objects.filter(statement__in=_statements(person), sealed__isnull=False)
