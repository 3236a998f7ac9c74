"""Who must not be put together. Asked by whoever assigns, groups or seats people; never shown, never given as a reason.

A person is known by the id of their key: that of an application, or of a professional.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import KeptApart

Pair = tuple[UUID, UUID]


def ordered(first: UUID, second: UUID) -> Pair:
    """A pair as it is kept: the smaller id first."""
    return (first, second) if first < second else (second, first)


def are_apart(first: UUID, second: UUID) -> bool:
    """Whether these two are kept apart now. Nobody is kept apart from themselves."""
    if first == second:
        return False
    smaller, larger = ordered(first, second)
    with transaction.atomic(), scope(SYSTEM):
        return _now().filter(first=smaller, second=larger).exists()


def kept_from(person: UUID) -> frozenset[UUID]:
    """Everyone whom this person must not be put together with now."""
    return kept_from_any((person,))


def kept_from_any(persons: Iterable[UUID]) -> frozenset[UUID]:
    """Everyone whom one of these ids must not meet: for a human who is known by several ids."""
    known = frozenset(persons)
    with transaction.atomic(), scope(SYSTEM):
        rows = list(_now().filter(Q(first__in=known) | Q(second__in=known)).values_list("first", "second"))
    away = {second for first, second in rows if first in known}
    return frozenset(away | {first for first, second in rows if second in known})


def pairs_apart(among: Iterable[UUID]) -> frozenset[Pair]:
    """All pairs among these people that are kept apart now, the smaller id first; one question for a whole group."""
    known = frozenset(among)
    with transaction.atomic(), scope(SYSTEM):
        return frozenset(_now().filter(first__in=known, second__in=known).values_list("first", "second"))


def every_pair_apart() -> frozenset[Pair]:
    """All pairs that are kept apart now, the smaller id first: for whoever knows one human by more than an id."""
    with transaction.atomic(), scope(SYSTEM):
        return frozenset(_now().values_list("first", "second"))


def _now() -> QuerySet[KeptApart]:
    return KeptApart.objects.filter(ended_at__isnull=True)
