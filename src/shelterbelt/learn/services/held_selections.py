"""Decisions about a person, and their lines in proposals: handed out and erased through `ground.holdings`."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Application, Decision, Selection
from shelterbelt.people.models import Professional


def export_decisions(person: UUID) -> Mapping[str, Any]:
    """Everything decided about the person's applications, with reasons, and the words of whoever overruled."""
    with transaction.atomic(), scope(SYSTEM):
        rows = Decision.objects.filter(application__in=_applications(person)).order_by("decided_at", "pk")
        return {
            "decisions": [
                {
                    "outcome": row.outcome,
                    "mode": row.mode,
                    "reasons": row.reasons,
                    "words": row.words,
                    "decided_at": row.decided_at.isoformat(),
                    "replaced_at": row.replaced_at.isoformat() if row.replaced_at else None,
                }
                for row in rows
            ]
        }


def erase_decisions(person: UUID) -> int:
    """Erase decisions about the person, and take their line out of every proposal; returns how many there were."""
    with transaction.atomic(), scope(SYSTEM):
        keys = set(_applications(person).values_list("pk", flat=True))
        gone = {str(key) for key in keys}
        cohorts = list(_applications(person).values_list("cohort", flat=True))
        # A moved application stands in the proposals of the cohort it came from, too.
        cohorts += Decision.objects.filter(application__in=keys).values_list("cohort", flat=True)
        lines = 0
        for row in Selection.objects.select_for_update().filter(cohort__in=cohorts).order_by("pk"):
            before = row.document.get("outcomes", [])
            left = [one for one in before if one["application"] not in gone]
            if len(left) < len(before):
                lines += len(before) - len(left)
                row.document["outcomes"] = left
                row.save(update_fields=["document"])
        decisions, _by_model = Decision.objects.filter(application__in=keys).delete()
    return lines + decisions


def _applications(person: UUID) -> QuerySet[Application]:
    account = Professional.objects.filter(pk=person, account__isnull=False).values("account_id")
    return Application.objects.filter(Q(person=person) | Q(account=person) | Q(account__in=account))
