"""Reads of held texts: whether one is held, for everybody; which and why, for the people on call."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from shelterbelt.ground import audit
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import read_field
from shelterbelt.people.access import ACT_ON_TEXTS
from shelterbelt.people.choices.safety import HeldAction, HeldState, TextPlace
from shelterbelt.people.models import HeldText, OnCall, Professional
from shelterbelt.people.queries.held_places import reader_of

HELD = "held_text"
"""The kind under which the audit knows a held text."""
LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done about a held text."""

    at: datetime
    action: HeldAction
    words: str


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A held text as the list shows it: nothing of the text, nobody's name."""

    id: UUID
    organisation: UUID
    place: TextPlace
    state: HeldState
    country: str
    held_at: datetime
    is_told: bool
    acted_at: datetime | None
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One held text. `words` is None until it was asked for with a purpose; empty where it is gone."""

    line: HeldLine
    done: tuple[Done, ...]
    words: str | None


def is_held(place: str, object_id: UUID) -> bool:
    """Whether this text is held. Whoever shows a text asks this first, or `held_among` for many."""
    return bool(held_among(place, (object_id,)))


def held_among(place: str, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the ids whose text in this place is held."""
    with transaction.atomic(), scope(SYSTEM):
        rows = _standing(HeldText.objects.filter(place=place, object_id__in=frozenset(ids)))
        return frozenset(rows.values_list("object_id", flat=True))


def held_within(*organisations: UUID) -> frozenset[UUID]:
    """Rows of the organisations of which a text is held, in whatever place; for pages that show many kinds of text.

    A row that holds two texts which are held one by one is asked after with `held_among`.
    """
    with transaction.atomic(), scope(SYSTEM):
        rows = _standing(HeldText.objects.filter(organisation__in=organisations))
        return frozenset(rows.values_list("object_id", flat=True))


def people_waited_for(persons: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the persons (ids of their keys) of whom a text is held on which nobody has acted yet."""
    with transaction.atomic(), scope(SYSTEM):
        rows = HeldText.objects.filter(person__in=frozenset(persons), state=HeldState.HELD)
        return frozenset(person for person in rows.values_list("person", flat=True) if person)


def export_held_texts(person: UUID) -> dict[str, list[dict[str, str | None]]]:
    """Which of the person's texts were held and when they were shown again; when they were on call.

    Not handed out: what was done about a text. It may tell of a child, and it could warn someone.
    """
    with transaction.atomic(), scope(SYSTEM):
        texts = HeldText.objects.filter(person=person).order_by("held_at", "pk")
        duties = OnCall.objects.filter(accounts_of(person)).order_by("starts_at", "pk")
        return {
            "texts": [
                {
                    "place": row.place,
                    "held_at": row.held_at.isoformat(),
                    "shown_again_at": row.released_at.isoformat() if row.released_at else None,
                }
                for row in texts
            ],
            "on_call": [
                {"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat()} for row in duties
            ],
        }


def accounts_of(person: UUID) -> Q:
    """Rows of an account that a person is known by, or of the account of that professional."""
    own = Professional.objects.filter(pk=person, account__isnull=False).values("account_id")
    return Q(account=person) | Q(account__in=own)


def texts_held(*, for_: Actor, is_open: bool = True) -> tuple[HeldLine, ...]:
    """Held texts of the actor's organisations, those not acted on first, then the latest.

    Args:
        for_: someone on call.
        is_open: those still held; otherwise those that are shown again.
    """
    rows = ACT_ON_TEXTS.narrow(HeldText.objects.all(), for_)
    rows = _standing(rows) if is_open else rows.filter(state=HeldState.RELEASED)
    # "held" sorts after "acted_on".
    return tuple(_line(row) for row in rows.order_by("-state", "-held_at", "pk")[:LONGEST_LIST])


def held_text(*, for_: Actor, held: UUID, purpose: str = "") -> HeldFile:
    """One held text. With a purpose its words come too, and the view is recorded.

    Raises:
        NotThere: there is none in the actor's organisations.
    """
    row = ACT_ON_TEXTS.narrow(HeldText.objects.filter(pk=held), for_).first()
    if row is None:
        raise NotThere
    words = None
    if purpose:
        audit.record_view(by=for_, about=(HELD, row.pk), purpose=purpose, organisation=row.organisation)
        reader = reader_of(row.place)
        words = reader.read(row.object_id) if reader else ""
    return HeldFile(_line(row), done_about(row), words)


def text_to_tell(*, for_: Actor, held: UUID) -> HeldLine | None:
    """A text that waits for someone to act; None if someone has, or it is gone.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("people.text.tell")
    with transaction.atomic(), scope(for_):
        row = HeldText.objects.filter(pk=held, state=HeldState.HELD).first()
        return _line(row) if row else None


def texts_untold(*, for_: Actor, told_before: datetime) -> tuple[UUID, ...]:
    """Texts nobody has acted on, about which nobody was written to since a moment.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("people.text.tell")
    with transaction.atomic(), scope(for_):
        rows = HeldText.objects.filter(state=HeldState.HELD)
        waiting = rows.exclude(told_at__gt=told_before).order_by("held_at", "pk")
        return tuple(waiting.values_list("pk", flat=True))


def done_about(row: HeldText) -> tuple[Done, ...]:
    """What was done about a text, in order."""
    told = read_field(row, "note", person=row.key, agency=row.organisation)
    steps = json.loads(told) if told else []
    return tuple(
        Done(datetime.fromisoformat(step["at"]), HeldAction(step["action"]), step["words"]) for step in steps
    )


def _standing(rows: QuerySet[HeldText]) -> QuerySet[HeldText]:
    return rows.exclude(state=HeldState.RELEASED)


def _line(row: HeldText) -> HeldLine:
    return HeldLine(
        row.pk,
        row.organisation,
        TextPlace(row.place),
        HeldState(row.state),
        row.country,
        row.held_at,
        row.told_at is not None,
        row.acted_at,
        row.released_at,
    )
