"""Professionals and organisations, as whoever asks may see them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import record_view
from shelterbelt.ground.audit.queries import EventPage, views_of
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.access import (
    HOLD_OWN_RECORDS,
    HOLD_SELF,
    OPEN_LEGAL_NAMES,
    PLAN_WITH_PEOPLE,
    READ_COLLEAGUES,
)
from shelterbelt.people.choices import NameContext, NameKind, Region, SeenBy, region_of
from shelterbelt.people.models import CommunityChoice, Organisation, PersonName, Professional, read_words


@dataclass(frozen=True, slots=True)
class Person:
    """The working facts of a professional; never more than what colleagues may know.

    `organisation` is the id as text, empty where there is none.
    """

    id: UUID
    name: str
    organisation: str
    organisation_name: str
    country: str
    region: Region
    zone: str
    languages: tuple[str, ...]
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnName:
    """One of the actor's names. `words` is empty for an unsafe one: it is never shown."""

    id: UUID
    kind: NameKind
    words: str
    seen_by: SeenBy
    context: NameContext
    custodian: str
    since: dt.datetime


def own_person(*, for_: Actor) -> Person | None:
    """The actor's own working facts; None where the account belongs to no professional."""
    rows = HOLD_SELF.narrow(Professional.objects.select_related("organisation"), for_)
    return next(iter(_persons(list(rows[:1]))), None)


def own_bio(*, for_: Actor) -> str:
    """What the actor wrote about themselves."""
    return HOLD_SELF.narrow(Professional.objects.all(), for_).values_list("bio", flat=True).first() or ""


def own_names(*, for_: Actor) -> tuple[OwnName, ...]:
    """All names of the actor, the chosen one first; unsafe ones without their words."""
    rows = list(
        HOLD_OWN_RECORDS.narrow(PersonName.objects.select_related("person"), for_).order_by("since", "id")
    )
    custodians = _organisation_names({row.custodian for row in rows if row.custodian})
    names = [
        OwnName(
            row.pk,
            NameKind(row.kind),
            _words(row),
            SeenBy(row.seen_by),
            NameContext(row.context),
            custodians.get(row.custodian, "") if row.custodian else "",
            row.since,
        )
        for row in rows
    ]
    return tuple(sorted(names, key=lambda name: list(NameKind).index(name.kind)))


def own_communities(*, for_: Actor) -> tuple[str, ...]:
    """The keys of the communities the actor named for themselves."""
    row = HOLD_OWN_RECORDS.narrow(CommunityChoice.objects.select_related("person"), for_).first()
    return tuple(read_words(row, key=row.pk, agency=row.person.key_agency).split()) if row else ()


def views_of_me(*, for_: Actor, before: int | None = None) -> EventPage:
    """Who looked at the actor's file, when and why, newest first.

    Asked as the system, once it is certain that the file is the actor's own: the events belong to readers.
    """
    person = HOLD_SELF.narrow(Professional.objects.all(), for_).values_list("pk", flat=True).first()
    if person is None:
        return EventPage((), None)
    return views_of(("person", person), for_=SYSTEM, before=before)


def colleagues(*, for_: Actor) -> tuple[Person, ...]:
    """The professionals of the organisations where the actor is programme staff."""
    rows = READ_COLLEAGUES.narrow(Professional.objects.select_related("organisation"), for_)
    return _persons(list(rows.order_by("registered_at", "id")))


def people_by_id(ids: Iterable[UUID], *, for_: Actor) -> tuple[Person, ...]:
    """The working facts of people named by id, for programme staff who plan with them; in order of id.

    Raises:
        Denied: the actor is not programme staff.
    """
    require(PLAN_WITH_PEOPLE, for_)
    rows = Professional.objects.select_related("organisation").filter(pk__in=frozenset(ids))
    return _persons(list(rows.order_by("pk")))


def chosen_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The name that each person goes by; whoever may know that the person is there may know it."""
    rows = PersonName.objects.filter(person_id__in=frozenset(ids), kind=NameKind.CHOSEN)
    return dict(rows.values_list("person_id", "words"))


def legal_name(person: UUID, *, for_: Actor, purpose: str) -> str:
    """A legal name, for a lead of the organisation that the person made its custodian; leaves a trace.

    Args:
        person: whose.
        for_: the actor.
        purpose: why, in a few words; the person can read it.

    Raises:
        Denied: no lead.
        NotThere: no legal name in this actor's custody.
    """
    require(OPEN_LEGAL_NAMES, for_)
    rows = PersonName.objects.select_related("person").filter(
        person_id=person, kind=NameKind.LEGAL, seen_by=SeenBy.CUSTODIAN
    )
    with scope(for_):
        row = OPEN_LEGAL_NAMES.narrow(rows, for_).first()
    if row is None:
        raise NotThere
    record_view(by=for_, about=("person", person), purpose=purpose, organisation=row.custodian)
    return _words(row)


def organisations_by_name() -> tuple[tuple[UUID, str], ...]:
    """Every organisation, as pairs of id and name, sorted by name."""
    return tuple(Organisation.objects.order_by("name", "id").values_list("pk", "name"))


def organisation_id(slug: str) -> UUID | None:
    """The organisation of that short name."""
    return Organisation.objects.filter(slug=slug).values_list("pk", flat=True).first()


def _persons(rows: list[Professional]) -> tuple[Person, ...]:
    names = chosen_names(row.pk for row in rows)
    return tuple(
        Person(
            id=row.pk,
            name=names.get(row.pk, ""),
            organisation=str(row.organisation_id or ""),
            organisation_name=row.organisation.name if row.organisation else "",
            country=row.country,
            region=region_of(row.country),
            zone=row.zone,
            languages=tuple(row.languages),
            sectors=tuple(row.sectors),
        )
        for row in rows
    )


def _organisation_names(ids: set[UUID]) -> dict[UUID, str]:
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _words(row: PersonName) -> str:
    if row.kind == NameKind.UNSAFE:
        return ""
    return read_words(row, key=row.person_id, agency=row.person.key_agency) if row.sealed else row.words
