"""Complaints whose day has come are erased; what is held of a person by the safety floor goes with them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from shelterbelt.ground import clock, jobs
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import act
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import (
    Complaint,
    ConductSigning,
    IdentityConfirmation,
    KeptApart,
    Professional,
)
from shelterbelt.people.services.consents import DESTROY_KEY


def erase_complaints_due(*, by: Actor = SYSTEM) -> int:
    """Erase complaints whose date has come, with their key, their steps and whom they keep apart; returns how many.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("people.complaint.erase_due")
    with act("people.complaint.erase_due", by=by, about=("complaint", None)), scope(by):
        due = list(Complaint.objects.select_for_update().filter(erase_on__lte=clock.today()))
        for row in due:
            # The key lies in a file, which does not roll back: it goes by a job that exists only if the row is gone.
            jobs.enqueue(DESTROY_KEY, key=str(row.key))
            KeptApart.objects.filter(complaint=row).delete()
            row.delete()
    return len(due)


def erase_safety(person: UUID) -> int:
    """Erase what identity and conduct hold of a person; returns how many rows were touched.

    Whom they are kept apart from is forgotten; complaints they handle go on without a handler. Complaints that others made about a person stay until their own date: they belong to whoever made them.
    """
    with transaction.atomic(), scope(SYSTEM):
        gone = IdentityConfirmation.objects.filter(person=person).delete()[0]
        gone += ConductSigning.objects.filter(person=person).delete()[0]
        gone += end_apart_of((person,))
        accounts = frozenset(_accounts(person))
        gone += Complaint.objects.filter(handler__in=accounts).update(handler=None)
    return gone


def end_apart_of(persons: Iterable[UUID]) -> int:
    """Forget whom these people are kept apart from, because they are being erased; returns how many rows went."""
    known = frozenset(persons)
    with transaction.atomic(), scope(SYSTEM):
        rows = KeptApart.objects.filter(Q(first__in=known) | Q(second__in=known))
        return rows.delete()[0]


def _accounts(person: UUID) -> tuple[UUID, ...]:
    found = Professional.objects.filter(pk=person, account__isnull=False).values_list("account", flat=True)
    return (person, *(one for one in found if one is not None))
