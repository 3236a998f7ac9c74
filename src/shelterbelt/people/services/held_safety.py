"""What identity, conduct and complaints hold about a person, erased through `ground.holdings`."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import (
    Complaint,
    ConductSigning,
    IdentityConfirmation,
    KeptApart,
    Professional,
)


def erase_safety(person: UUID) -> int:
    """Erase what identity and conduct hold of a person; returns how many rows were touched.

    Whom they are kept apart from is forgotten; complaints they handle go on without a handler. Complaints that others made about a person stay until their own date: they belong to whoever made them.
    """
    with transaction.atomic(), scope(SYSTEM):
        gone = IdentityConfirmation.objects.filter(person=person).delete()[0]
        gone += ConductSigning.objects.filter(person=person).delete()[0]
        gone += _end_apart_of((person,))
        accounts = frozenset(_accounts(person))
        gone += Complaint.objects.filter(handler__in=accounts).update(handler=None)
    return gone


def _end_apart_of(persons: Iterable[UUID]) -> int:
    """Forget whom these people are kept apart from, because they are being erased; returns how many rows went."""
    known = frozenset(persons)
    with transaction.atomic(), scope(SYSTEM):
        rows = KeptApart.objects.filter(Q(first__in=known) | Q(second__in=known))
        return rows.delete()[0]


def _accounts(person: UUID) -> tuple[UUID, ...]:
    found = Professional.objects.filter(pk=person, account__isnull=False).values_list("account", flat=True)
    return (person, *(one for one in found if one is not None))
