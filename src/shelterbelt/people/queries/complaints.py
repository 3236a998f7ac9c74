"""Complaints, for whoever made one and for the officers: nobody else reads one, counts one, or learns that there is one."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Case, DateField, F, Q, Value, When

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.queries import accounts_with, addresses_within
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.audit import record_view
from shelterbelt.ground.audit.queries import views_of
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token, read_field
from shelterbelt.people.access import HANDLE_COMPLAINTS, HOLD_COMPLAINT, IN_THE_LINE
from shelterbelt.people.choices import NameKind
from shelterbelt.people.choices.safety import (
    ComplaintOutcome,
    ComplaintState,
    ComplaintStepKind,
    TextPlace,
)
from shelterbelt.people.models import Complaint, ComplaintStep, KeptApart, Organisation, PersonName
from shelterbelt.people.queries.finders import names_found
from shelterbelt.people.queries.held_texts import is_held

COMPLAINT = "complaint"
"""The kind under which the audit knows one; no lead and no operator reads events of this kind."""
PAGE_SIZE = 30
_FAR = dt.date.max
_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Officer:
    """Who reads complaints. `key` stands for the account on a public page; `name` is empty where none is known."""

    account: UUID
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation in which one can complain."""

    organisation: UUID
    slug: str
    name: str
    officers: tuple[Officer, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done. `words` is empty where nothing was said."""

    kind: ComplaintStepKind
    at: dt.datetime
    words: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a complaint."""

    received_at: dt.datetime
    acknowledge_by: dt.date
    acknowledged_at: dt.datetime | None
    decide_by: dt.date
    closed_at: dt.datetime | None
    erase_on: dt.date | None

    def next_day(self) -> dt.date | None:
        """The day by which something must be done next; None once it is closed."""
        if self.closed_at:
            return None
        return self.decide_by if self.acknowledged_at else self.acknowledge_by

    def is_overdue(self, today: dt.date) -> bool:
        """Whether that day has passed."""
        due = self.next_day()
        return due is not None and due < today


@dataclass(frozen=True, slots=True)
class OwnComplaint:
    """A complaint as whoever made it sees it."""

    id: UUID
    organisation: UUID
    organisation_name: str
    reference: str
    state: ComplaintState
    outcome: ComplaintOutcome | None
    dates: Dates
    words: str
    about: str
    contact: str
    wants_apart: bool
    steps: tuple[Step, ...]
    looked_at: tuple[dt.date, ...]
    is_held: bool


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One line of the officers' list: nothing of what was written."""

    id: UUID
    reference: str
    organisation_name: str
    state: ComplaintState
    outcome: ComplaintOutcome | None
    dates: Dates
    is_overdue: bool
    wants_apart: bool
    is_apart: bool
    is_mine: bool
    has_handler: bool


@dataclass(frozen=True, slots=True)
class Apart:
    """Two people kept apart because of one complaint."""

    id: UUID
    first: str
    second: str
    since: dt.datetime
    ended_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ComplaintFile:
    """One complaint as an officer reads it. Of a text that is held, `words` is None."""

    id: UUID
    organisation: UUID
    organisation_name: str
    reference: str
    language: str
    state: ComplaintState
    outcome: ComplaintOutcome | None
    dates: Dates
    words: str | None
    about: str
    contact: str
    wants_apart: bool
    steps: tuple[Step, ...]
    apart: tuple[Apart, ...]
    handler: str
    is_mine: bool
    others: tuple[Officer, ...]


def places_to_complain() -> tuple[Place, ...]:
    """Organisations in which somebody reads complaints, by name."""
    now = clock.now()
    held = Grant.objects.filter(role=Role.COMPLAINTS_OFFICER, revoked_at__isnull=True, starts_at__lte=now)
    held = held.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), account__is_active=True)
    rows = Organisation.objects.filter(pk__in=held.values("organisation")).order_by("name", "pk")
    return tuple(Place(row.pk, row.slug, row.name, ()) for row in rows)


def place_to_complain(slug: str) -> Place:
    """One organisation, with its officers; none where nobody is appointed.

    Raises:
        NotThere: no such organisation.
    """
    row = Organisation.objects.filter(slug=slug).first()
    if row is None:
        raise NotThere
    return Place(row.pk, row.slug, row.name, officers_of(row.pk))


def officers_of(organisation: UUID) -> tuple[Officer, ...]:
    """Who reads complaints in an organisation now, with the names they chose; never anyone of the programme's line."""
    within = {one for role in IN_THE_LINE for one in accounts_with(role, organisation=organisation)}
    accounts = [
        one for one in accounts_with(Role.COMPLAINTS_OFFICER, organisation=organisation) if one not in within
    ]
    rows = PersonName.objects.filter(kind=NameKind.CHOSEN, person__account__in=accounts)
    names = dict(rows.values_list("person__account", "words"))
    return tuple(Officer(one, officer_key(one), names.get(one, "")) for one in accounts)


def officer_key(account: UUID) -> str:
    """What stands for an officer on a public page: nobody can turn it back into the account."""
    return digest_token(f"officer:{account}")[:_KEY_LENGTH]


def complaint_held(*, for_: Actor) -> OwnComplaint:
    """The complaint behind the actor's secret link, with all that they are told.

    Raises:
        NotThere: there is none.
    """
    require(HOLD_COMPLAINT, for_)
    if for_.bearer is None:
        raise NotThere
    row = HOLD_COMPLAINT.narrow(Complaint.objects.all(), for_).first()
    if row is None:
        raise NotThere
    looks = views_of((COMPLAINT, row.pk), for_=SYSTEM, limit=100).events
    return OwnComplaint(
        id=row.pk,
        organisation=row.organisation,
        organisation_name=_name_of(row.organisation),
        reference=row.reference,
        state=ComplaintState(row.state),
        outcome=_outcome(row),
        dates=dates_of(row),
        words=_read(row, "words"),
        about=_read(row, "about"),
        contact=_read(row, "contact"),
        wants_apart=row.wants_apart,
        steps=_steps(row, row.steps.filter(is_told=True)),
        looked_at=tuple(sorted({event.at.date() for event in looks})),
        is_held=is_held(TextPlace.COMPLAINT, row.pk),
    )


def complaints_listed(*, for_: Actor, page: int = 1) -> tuple[tuple[ComplaintLine, ...], bool]:
    """Complaints that the officer may read: open ones by the day that comes next, overdue first, then closed ones.

    Returns:
        One page of lines, and whether another follows.
    """
    require(HANDLE_COMPLAINTS, for_)
    due = Case(
        When(state=ComplaintState.CLOSED, then=Value(_FAR)),
        When(acknowledged_at__isnull=True, then=F("acknowledge_by")),
        default=F("decide_by"),
        output_field=DateField(),
    )
    rows = HANDLE_COMPLAINTS.narrow(Complaint.objects.all(), for_).annotate(due=due)
    start = (max(page, 1) - 1) * PAGE_SIZE
    found = list(
        rows.defer("words", "about", "contact").order_by("due", "-received_at", "pk")[
            start : start + PAGE_SIZE + 1
        ]
    )
    shown = found[:PAGE_SIZE]
    apart = set(
        KeptApart.objects.filter(complaint__in=shown, ended_at__isnull=True).values_list(
            "complaint", flat=True
        )
    )
    names = dict(
        Organisation.objects.filter(pk__in={row.organisation for row in shown}).values_list("pk", "name")
    )
    today = clock.today()
    lines = tuple(
        ComplaintLine(
            id=row.pk,
            reference=row.reference,
            organisation_name=names.get(row.organisation, ""),
            state=ComplaintState(row.state),
            outcome=_outcome(row),
            dates=dates_of(row),
            is_overdue=dates_of(row).is_overdue(today),
            wants_apart=row.wants_apart,
            is_apart=row.pk in apart,
            is_mine=row.handler_id is not None and row.handler_id == for_.account,
            has_handler=row.handler_id is not None,
        )
        for row in shown
    )
    return lines, len(found) > PAGE_SIZE


def complaint_file(*, for_: Actor, complaint: UUID, purpose: str) -> ComplaintFile:
    """One complaint as an officer reads it; the view is recorded, and whoever complained sees when.

    Raises:
        NotThere: there is none for this actor.
    """
    require(HANDLE_COMPLAINTS, for_)
    row = HANDLE_COMPLAINTS.narrow(Complaint.objects.filter(pk=complaint), for_).first()
    if row is None:
        raise NotThere
    record_view(by=for_, about=(COMPLAINT, row.pk), purpose=purpose)
    others = [
        one
        for one in officers_of(row.organisation)
        if one.account not in row.withheld_from and one.account != for_.account
    ]
    return ComplaintFile(
        id=row.pk,
        organisation=row.organisation,
        organisation_name=_name_of(row.organisation),
        reference=row.reference,
        language=row.language,
        state=ComplaintState(row.state),
        outcome=_outcome(row),
        dates=dates_of(row),
        words=None if is_held(TextPlace.COMPLAINT, row.pk) else _read(row, "words"),
        about=_read(row, "about"),
        contact=_read(row, "contact"),
        wants_apart=row.wants_apart,
        steps=_steps(row, row.steps.all()),
        apart=apart_in(row),
        handler=_handler(row),
        is_mine=row.handler_id is not None and row.handler_id == for_.account,
        others=with_addresses(row.organisation, others),
    )


def apart_in(row: Complaint) -> tuple[Apart, ...]:
    """Whom one complaint keeps or kept apart, with their names."""
    rows = list(row.apart.order_by("ended_at", "since", "pk"))
    names = names_found(row.organisation, {one for kept in rows for one in (kept.first, kept.second)})
    return tuple(
        Apart(kept.pk, names.get(kept.first, ""), names.get(kept.second, ""), kept.since, kept.ended_at)
        for kept in rows
    )


def with_addresses(organisation: UUID, officers: Iterable[Officer]) -> tuple[Officer, ...]:
    """Officers as they see each other: by name, else by the address with which they sign in."""
    found = list(officers)
    known = addresses_within((organisation,), accounts=[one.account for one in found])
    return tuple(Officer(one.account, one.key, one.name or known.get(one.account, "")) for one in found)


def officers_to_remind(*, today: dt.date, ahead: dt.timedelta) -> frozenset[UUID]:
    """Accounts of officers who have a day of a complaint before them within `ahead`, or behind them."""
    with transaction.atomic(), scope(SYSTEM):
        rows = Complaint.objects.exclude(state=ComplaintState.CLOSED).defer("words", "about", "contact")
        due = [row for row in rows if (dates_of(row).next_day() or _FAR) <= today + ahead]
    places: dict[UUID, tuple[Officer, ...]] = {}
    accounts: set[UUID] = set()
    for row in due:
        officers = places.setdefault(row.organisation, officers_of(row.organisation))
        reached = {one.account for one in officers} - set(row.withheld_from)
        accounts |= {one for one in reached if one == row.handler_id} or reached
    return frozenset(accounts)


def complaint_words(row_id: UUID) -> str:
    """What was written, in the system's scope; for the people on call. Empty where there is nothing."""
    row = Complaint.objects.filter(pk=row_id).first()
    return _read(row, "words") if row and row.words else ""


def dates_of(row: Complaint) -> Dates:
    """The days of a row."""
    return Dates(
        row.received_at,
        row.acknowledge_by,
        row.acknowledged_at,
        row.decide_by,
        row.closed_at,
        row.erase_on,
    )


def _steps(row: Complaint, steps: Iterable[ComplaintStep]) -> tuple[Step, ...]:
    found: Sequence[ComplaintStep] = list(steps)
    return tuple(
        Step(
            ComplaintStepKind(step.kind),
            step.at,
            read_field(step, "words", person=row.key, agency=row.organisation),
            step.is_told,
        )
        for step in found
    )


def _handler(row: Complaint) -> str:
    if row.handler_id is None:
        return ""
    told = with_addresses(row.organisation, [Officer(row.handler_id, "", "")])
    rows = PersonName.objects.filter(kind=NameKind.CHOSEN, person__account=row.handler_id)
    return rows.values_list("words", flat=True).first() or told[0].name


def _read(row: Complaint, field: str) -> str:
    return read_field(row, field, person=row.key, agency=row.organisation)


def _outcome(row: Complaint) -> ComplaintOutcome | None:
    return ComplaintOutcome(row.outcome) if row.outcome else None


def _name_of(organisation: UUID) -> str:
    return Organisation.objects.filter(pk=organisation).values_list("name", flat=True).first() or ""
