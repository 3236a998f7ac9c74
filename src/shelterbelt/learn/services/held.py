"""What this slice holds about a person, handed out and erased through `ground.holdings`.

A person may be known by the id of an application, by that of their professional record, or by their account.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from shelterbelt.ground import jobs
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Application, CalendarFeed, Invitation, Seat, Speaker
from shelterbelt.learn.queries.applications import opened_whole, told_of
from shelterbelt.learn.services.applications import DESTROY_KEY
from shelterbelt.learn.services.leaving import let_go
from shelterbelt.people.models import Professional


def export_applications(person: UUID) -> Mapping[str, Any]:
    """Every application of the person, opened, with the number of calendar addresses made for it."""
    with transaction.atomic(), scope(SYSTEM):
        rows = _applications(person).select_related("cohort__programme")
        return {
            "applications": [
                {
                    **told_of(opened_whole(row)),
                    "programme": row.cohort.programme.slug,
                    "cohort": row.cohort.slug,
                    "calendar_addresses": CalendarFeed.objects.filter(application=row).count(),
                }
                for row in rows.order_by("started_at", "pk")
            ]
        }


def erase_applications(person: UUID) -> int:
    """Erase every application of the person and the keys to what they wrote; their seats go to whoever waits next.

    Returns how many applications.
    """
    with transaction.atomic(), scope(SYSTEM):
        # Seats are locked before applications, by everyone.
        let_go(list(_applications(person).values_list("pk", flat=True)), because="erased")
        rows = list(_applications(person).select_for_update())
        for row in rows:
            # Keys lie in files, which do not roll back: they go by a job that exists only if the row is gone.
            jobs.enqueue(DESTROY_KEY, key=str(row.person))
            row.delete()
    return len(rows)


def keys_of(person: UUID) -> tuple[UUID, ...]:
    """The keys of all applications of an account or a professional: other slices keep their things under those."""
    with transaction.atomic(), scope(SYSTEM):
        return tuple(_applications(person).order_by("started_at", "pk").values_list("person", flat=True))


def export_appearances(person: UUID) -> Mapping[str, Any]:
    """Where the person could speak and sits, on what terms, and which calendar mails went out."""
    with transaction.atomic(), scope(SYSTEM):
        speakers = _speakers(person).select_related("cohort__programme").order_by("pk")
        seats = Seat.objects.filter(speaker__in=_speakers(person)).select_related("meeting")
        mails = Invitation.objects.filter(speaker__in=_speakers(person))
        return {
            "possible": [
                {
                    "programme": row.cohort.programme.slug,
                    "cohort": row.cohort.slug,
                    "fee_minor": row.fee_minor,
                    "max_appearances": row.max_appearances,
                    "unavailable": [day.isoformat() for day in row.unavailable],
                }
                for row in speakers
            ],
            "seats": [
                {"starts_at": row.meeting.starts_at.isoformat(), "answer": row.state}
                for row in seats.order_by("meeting__starts_at", "pk")
            ],
            "calendar_mails": [
                {"method": row.method, "sent_at": row.sent_at.isoformat() if row.sent_at else None}
                for row in mails.order_by("pk")
            ],
            "calendar_addresses": [
                {"made_at": row.made_at.isoformat(), "works": row.revoked_at is None}
                for row in _feeds(person).order_by("made_at", "pk")
            ],
        }


def erase_appearances(person: UUID) -> int:
    """Erase the person as a possible speaker, their seats, mails and calendar addresses; returns how many rows."""
    with transaction.atomic(), scope(SYSTEM):
        gone = _feeds(person).delete()[0]
        return gone + _speakers(person).delete()[0]


def _applications(person: UUID) -> QuerySet[Application]:
    account = Professional.objects.filter(pk=person, account__isnull=False).values("account_id")
    return Application.objects.filter(Q(person=person) | Q(account=person) | Q(account__in=account))


def _speakers(person: UUID) -> QuerySet[Speaker]:
    return Speaker.objects.filter(
        Q(professional=person) | Q(professional__account=person, professional__account__isnull=False)
    )


def _feeds(person: UUID) -> QuerySet[CalendarFeed]:
    account = Professional.objects.filter(pk=person, account__isnull=False).values("account_id")
    return CalendarFeed.objects.filter(Q(account=person) | Q(account__in=account))
