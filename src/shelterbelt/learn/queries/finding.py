"""How applicants and speakers are found by whoever keeps two people apart; see `people.queries.finders`."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import ApplicationState
from shelterbelt.learn.models import Application, Speaker
from shelterbelt.people.choices import NameKind
from shelterbelt.people.models import PersonName
from shelterbelt.people.queries.finders import MOST_FOUND, Found


def applicants_found(organisation: UUID, text: str) -> tuple[Found, ...]:
    """Applicants of the organisation by reference or mail address, whole, or by a part of their name."""
    fits = Q(reference=text.upper()) | Q(email__iexact=text) | Q(name__icontains=text)
    with transaction.atomic(), scope(SYSTEM):
        rows = Application.objects.filter(fits, organisation=organisation)
        rows = rows.exclude(state=ApplicationState.DRAFT).order_by("name", "pk")
        told = list(rows.values_list("person", "name", "reference")[:MOST_FOUND])
    return tuple(Found(person, name, reference) for person, name, reference in told)


def applicants_named(organisation: UUID, persons: frozenset[UUID]) -> dict[UUID, str]:
    """Names of those of the people who applied to the organisation."""
    with transaction.atomic(), scope(SYSTEM):
        rows = Application.objects.filter(organisation=organisation, person__in=persons)
        return dict(rows.exclude(state=ApplicationState.DRAFT).values_list("person", "name"))


def speakers_found(organisation: UUID, text: str) -> tuple[Found, ...]:
    """Speakers of the organisation's cohorts by a part of the name they chose, wherever they work."""
    rows = PersonName.objects.filter(
        kind=NameKind.CHOSEN, words__icontains=text, person__in=_speaking(organisation)
    )
    told = rows.order_by("words", "person").values_list("person", "words")[:MOST_FOUND]
    return tuple(Found(person, name) for person, name in told)


def speakers_named(organisation: UUID, persons: frozenset[UUID]) -> dict[UUID, str]:
    """Chosen names of those of the people who speak in the organisation's cohorts."""
    known = persons & frozenset(_speaking(organisation))
    rows = PersonName.objects.filter(kind=NameKind.CHOSEN, person__in=known)
    return dict(rows.values_list("person", "words"))


def _speaking(organisation: UUID) -> Iterable[UUID]:
    rows = Speaker.objects.filter(cohort__programme__organisation=organisation)
    found: Iterator[UUID] = iter(rows.order_by().values_list("professional", flat=True).distinct())
    return frozenset(found)
