"""What blind review holds about people: what was said of an applicant, and what a reader gave."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import read_field
from shelterbelt.learn.choices import ReviewState
from shelterbelt.learn.models import BlindCopy, Review
from shelterbelt.learn.queries.reviews import points_of
from shelterbelt.people.models import Professional


def export_reviews(person: UUID) -> Mapping[str, Any]:
    """Points and remarks given on the person's applications, without who gave them; and readings they gave."""
    with transaction.atomic(), scope(SYSTEM):
        about = Review.objects.filter(_about(person), state=ReviewState.GIVEN).select_related("application")
        return {
            "said_of_you": [
                {
                    "points": points_of(row),
                    "remark": read_field(
                        row, "remark", person=row.application.person, agency=row.organisation
                    )
                    if row.remark is not None
                    else "",
                }
                for row in about.prefetch_related("scores").order_by("given_at", "pk")
            ],
            "given_by_you": [
                {"state": row.state, "asked_at": row.asked_at.isoformat(), "points": points_of(row)}
                for row in _given(person).prefetch_related("scores").order_by("asked_at", "pk")
            ],
        }


def erase_reviews(person: UUID) -> int:
    """Erase the readings about and by a person, and the blind copies of what they wrote; returns how many rows."""
    with transaction.atomic(), scope(SYSTEM):
        copies = BlindCopy.objects.filter(Q(person=person) | Q(application__account=person)).delete()[0]
        return copies + Review.objects.filter(_about(person)).delete()[0] + _given(person).delete()[0]


def _about(person: UUID) -> Q:
    return Q(application__person=person) | Q(application__account=person)


def _given(person: UUID) -> QuerySet[Review]:
    account = Professional.objects.filter(pk=person, account__isnull=False).values("account_id")
    return Review.objects.filter(Q(account=person) | Q(account__in=account))
