"""What is held about a person in the books, handed out and taken out of them; the numbers stay.

A person may be known by the id of an application, by that of their professional record, or by their account.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Application, FeeStatement, LedgerEntry
from shelterbelt.learn.queries.fees import payer_of
from shelterbelt.learn.services.fees import forget_statements
from shelterbelt.people.models import Professional


def export_statements(person: UUID) -> Mapping[str, Any]:
    """Every statement of the person with who pays, its movements and its instalments; amounts in minor units."""
    with transaction.atomic(), scope(SYSTEM):
        rows = FeeStatement.objects.filter(person__in=_persons(person)).order_by("made_at", "pk")
        return {"statements": [_told(row) for row in rows]}


def erase_statements(person: UUID) -> int:
    """Take the person out of their statements and close them; returns how many."""
    with transaction.atomic(), scope(SYSTEM):
        return forget_statements(_persons(person))


def _persons(person: UUID) -> set[UUID]:
    """The ids under which the person's statements are sealed, which are those of their applications."""
    account = Professional.objects.filter(pk=person, account__isnull=False).values("account_id")
    known = Application.objects.filter(Q(account=person) | Q(account__in=account))
    return {person, *known.values_list("person", flat=True)}


def _told(row: FeeStatement) -> dict[str, Any]:
    payer = payer_of(row)
    return {
        "reference": row.reference,
        "currency": row.currency,
        "income_group": row.income_group,
        "table_year": row.table_year,
        "lane": row.lane,
        "fee_minor": row.fee_minor,
        "made_at": row.made_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "payer": {"name": payer.name, "address": payer.address, "reference": payer.reference},
        "movements": [
            {"kind": entry.kind, "amount_minor": entry.amount_minor, "at": entry.at.isoformat()}
            for entry in LedgerEntry.objects.filter(statement=row.pk).order_by("at", "pk")
        ],
        "instalments": [
            {"due_on": part.due_on.isoformat(), "amount_minor": part.amount_minor}
            for part in row.instalments.order_by("number")
        ],
    }
