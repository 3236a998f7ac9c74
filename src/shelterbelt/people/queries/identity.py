"""Whether someone is who they say: what the person sees, what the one who was asked sees, what staff see."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Case, IntegerField, Value, When

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import record_view
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import read_field
from shelterbelt.people.access import ANSWER_CONFIRMATION, READ_CONFIRMATIONS
from shelterbelt.people.choices.mail_domains import is_free_mail
from shelterbelt.people.choices.safety import ConfirmationKind, ConfirmationState
from shelterbelt.people.models import IdentityConfirmation, Organisation

CONFIRMATION = "confirmation"
"""The kind under which the audit knows one."""
PAGE_SIZE = 30
TO_TALK = (ConfirmationState.NOT_KNOWN, ConfirmationState.CONCERN)
OPEN = (ConfirmationState.ASKED, *TO_TALK)


class Standing(StrEnum):
    """What someone is told of their own confirmation: never that a person had a concern, or which one."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    IN_TOUCH = "in_touch"


_ORDER = (Standing.NOT_ASKED, Standing.ASKED, Standing.IN_TOUCH, Standing.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom someone named, as they wrote it. `known_as` is the name by which that person knows them."""

    name: str
    email: str = ""
    phone: str = ""
    relationship: str = ""
    known_as: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the person sees it who named someone."""

    id: UUID
    kind: ConfirmationKind
    standing: Standing
    named: Named
    asked_at: datetime
    ends_at: datetime
    can_be_taken_back: bool


@dataclass(frozen=True, slots=True)
class Question:
    """The one question, as whoever was asked sees it."""

    kind: ConfirmationKind
    is_open: bool
    known_as: str
    name: str
    relationship: str
    organisation: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ConfirmationLine:
    """One line of the staff's list. Whom the person named is not in it: an elder tells of a community."""

    id: UUID
    person: UUID
    state: ConfirmationState
    known_as: str
    asked_at: datetime
    ends_at: datetime
    is_free_mail: bool


@dataclass(frozen=True, slots=True)
class ConfirmationFile:
    """One question with all that staff read. `words` is what the one asked wrote."""

    line: ConfirmationLine
    kind: ConfirmationKind
    named: Named
    words: str
    organisation: UUID
    answered_at: datetime | None


def confirmation_of(person: UUID) -> Standing:
    """Where the confirmation of this person's identity stands; one who confirmed is enough."""
    return confirmations_among(frozenset({person})).get(person, Standing.NOT_ASKED)


def confirmations_among(persons: frozenset[UUID]) -> dict[UUID, Standing]:
    """The same for many at once; whoever is missing has asked nobody."""
    with transaction.atomic(), scope(SYSTEM):
        rows = IdentityConfirmation.objects.filter(person__in=persons)
        told = list(rows.values_list("person", "state", "expires_at"))
    found: dict[UUID, Standing] = {}
    for person, state, ends in told:
        standing = _standing(state, ends)
        found[person] = max(found.get(person, Standing.NOT_ASKED), standing, key=_ORDER.index)
    return found


def confirmations_told(person: UUID) -> tuple[Asked, ...]:
    """All whom this person named, latest first. For the person alone: the caller makes sure of that."""
    with transaction.atomic(), scope(SYSTEM):
        rows = list(IdentityConfirmation.objects.filter(person=person).order_by("-asked_at", "id"))
    now = clock.now()
    return tuple(
        Asked(
            row.pk,
            ConfirmationKind(row.kind),
            _standing(row.state, row.expires_at),
            named_in(row),
            row.asked_at,
            row.expires_at,
            row.state == ConfirmationState.ASKED and row.expires_at > now,
        )
        for row in rows
        if row.state != ConfirmationState.TAKEN_BACK
    )


def question_held(*, for_: Actor) -> Question:
    """The question behind the actor's secret link.

    Raises:
        NotThere: there is none, it was taken back, or its time is over.
    """
    require(ANSWER_CONFIRMATION, for_)
    if for_.bearer is None:
        raise NotThere
    row = ANSWER_CONFIRMATION.narrow(IdentityConfirmation.objects.all(), for_).first()
    if row is None or row.state in (ConfirmationState.TAKEN_BACK, ConfirmationState.EXPIRED):
        raise NotThere
    is_open = row.state == ConfirmationState.ASKED
    if is_open and row.expires_at <= clock.now():
        raise NotThere
    told = named_in(row)
    return Question(
        kind=ConfirmationKind(row.kind),
        is_open=is_open,
        known_as=told.known_as,
        name=told.name,
        relationship=told.relationship,
        organisation=_organisation_name(row.organisation),
        ends_at=row.expires_at,
    )


def confirmations_listed(*, for_: Actor, page: int = 1) -> tuple[tuple[ConfirmationLine, ...], bool]:
    """Questions of the actor's organisations, those that someone must talk about first, then the latest.

    Returns:
        One page of lines, and whether another follows.
    """
    require(READ_CONFIRMATIONS, for_)
    urgency = Case(
        When(state__in=TO_TALK, then=Value(0)),
        When(state=ConfirmationState.ASKED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = READ_CONFIRMATIONS.narrow(IdentityConfirmation.objects.all(), for_)
    start = (max(page, 1) - 1) * PAGE_SIZE
    found = list(
        rows.annotate(urgency=urgency).order_by("urgency", "-asked_at", "id")[start : start + PAGE_SIZE + 1]
    )
    return tuple(_line(row) for row in found[:PAGE_SIZE]), len(found) > PAGE_SIZE


def confirmation_file(*, for_: Actor, confirmation: UUID, purpose: str) -> ConfirmationFile:
    """One question with its answer, as staff read it; the view is recorded.

    Raises:
        NotThere: there is none in the actor's organisations.
    """
    row = READ_CONFIRMATIONS.narrow(IdentityConfirmation.objects.filter(pk=confirmation), for_).first()
    if row is None:
        raise NotThere
    record_view(by=for_, about=(CONFIRMATION, row.pk), purpose=purpose, organisation=row.organisation)
    words = read_field(row, "words", person=row.person, agency=row.organisation)
    kind = ConfirmationKind(row.kind)
    return ConfirmationFile(_line(row), kind, named_in(row), words, row.organisation, row.answered_at)


def question_to_send(*, for_: Actor, confirmation: UUID) -> IdentityConfirmation | None:
    """A question that waits to be sent by mail; None if it is gone, taken back, answered, or has no address.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("people.identity.send")
    row = IdentityConfirmation.objects.filter(pk=confirmation, state=ConfirmationState.ASKED).first()
    return row if row and row.expires_at > clock.now() and named_in(row).email else None


def named_in(row: IdentityConfirmation) -> Named:
    """Whom the row names; nobody where the words are gone."""
    told = read_field(row, "sealed", person=row.person, agency=row.organisation) if row.sealed else ""
    return Named(**json.loads(told)) if told else Named("")


def people_named(persons: Iterable[UUID]) -> dict[UUID, tuple[Named, ...]]:
    """Whom each of these people named and has not taken back; whoever named nobody is missing.

    Internal: callers have made sure that they may know.
    """
    found: dict[UUID, tuple[Named, ...]] = {}
    with transaction.atomic(), scope(SYSTEM):
        rows = IdentityConfirmation.objects.filter(person__in=persons, sealed__isnull=False)
        for row in rows.order_by("asked_at", "pk"):
            found[row.person] = (*found.get(row.person, ()), named_in(row))
    return found


def answer_words(row_id: UUID) -> str:
    """What the one asked wrote, in the system's scope; for the people on call. Empty where there is nothing."""
    row = IdentityConfirmation.objects.filter(pk=row_id).first()
    return read_field(row, "words", person=row.person, agency=row.organisation) if row and row.words else ""


def _line(row: IdentityConfirmation) -> ConfirmationLine:
    told = named_in(row)
    return ConfirmationLine(
        id=row.pk,
        person=row.person,
        state=_state(row),
        known_as=told.known_as,
        asked_at=row.asked_at,
        ends_at=row.expires_at,
        is_free_mail=row.kind == ConfirmationKind.EMPLOYER and is_free_mail(told.email),
    )


def _state(row: IdentityConfirmation) -> ConfirmationState:
    is_late = row.state == ConfirmationState.ASKED and row.expires_at <= clock.now()
    return ConfirmationState.EXPIRED if is_late else ConfirmationState(row.state)


def _standing(state: str, ends_at: datetime) -> Standing:
    if state == ConfirmationState.CONFIRMED:
        return Standing.CONFIRMED
    if state in TO_TALK:
        return Standing.IN_TOUCH
    is_waiting = state == ConfirmationState.ASKED and ends_at > clock.now()
    return Standing.ASKED if is_waiting else Standing.NOT_ASKED


def _organisation_name(organisation: UUID) -> str:
    return Organisation.objects.filter(pk=organisation).values_list("name", flat=True).first() or ""
