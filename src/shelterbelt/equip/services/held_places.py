"""Texts of agencies that can be held: how whoever sees one finds it, and how the person on call reads it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Manager, QuerySet

from shelterbelt.equip import access
from shelterbelt.equip.models import (
    Action,
    Assessor,
    Evidence,
    Goal,
    HarmRisk,
    Progress,
    Response,
    SignOff,
    Standing,
    Strategy,
    StrategyShare,
    WalkAnswer,
    read_text,
)
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.choices.safety import TextPlace
from shelterbelt.people.models import Organisation
from shelterbelt.people.queries import held_places


@dataclass(frozen=True, slots=True)
class _Text:
    """One kind of row with words.

    Attributes:
        rows: of the table.
        fields: with words; they are held and read together.
        strategy: how a row leads to its strategy, where a programme's adviser is shown the words too.
        is_own: whether whoever wrote the words alone sees them.
    """

    rows: Manager[Any]
    fields: tuple[str, ...]
    strategy: str = ""
    is_own: bool = False


TEXTS = {
    TextPlace.OWN_REASON: _Text(Response.objects, ("reason",), is_own=True),
    TextPlace.SETTLED: _Text(Standing.objects, ("reason", "owner")),
    TextPlace.EVIDENCE: _Text(Evidence.objects, ("title", "kept_where")),
    TextPlace.LOOK: _Text(WalkAnswer.objects, ("note",)),
    TextPlace.STRATEGY: _Text(Strategy.objects, ("title", "purpose", "public_words"), "pk"),
    TextPlace.GOAL: _Text(Goal.objects, ("words", "public_words"), "strategy"),
    TextPlace.ACTION: _Text(Action.objects, ("words", "owner"), "goal__strategy"),
    TextPlace.RISK: _Text(HarmRisk.objects, ("words", "met_by", "watched_by"), "goal__strategy"),
    TextPlace.PROGRESS: _Text(Progress.objects, ("words",)),
    TextPlace.SIGN_OFF: _Text(SignOff.objects, ("words",)),
}
"""Every place of an agency's words that more than one person may read, or that somebody may want to be read by one."""


def register_places() -> None:
    """Make every text of this slice known that can be held; once, when the application starts."""
    for place, text in TEXTS.items():
        held_places.register_reader(place, read=_reading(text), find=_finding(text))


def _reading(text: _Text) -> held_places.Read:
    def read(given: UUID) -> str:
        with transaction.atomic(), scope(SYSTEM):
            row = text.rows.filter(pk=given).first()
            said = [read_text(row, field) for field in text.fields] if row else []
        return "\n\n".join(words for words in said if words)

    return read


def _own(rows: QuerySet[Response], actor: Actor) -> QuerySet[Response]:
    return rows.filter(assessor__in=access.ANSWER.narrow(Assessor.objects.all(), actor))


def _finding(text: _Text) -> held_places.Find:
    def find(actor: Actor, given: UUID) -> held_places.Standing | None:
        with transaction.atomic(), scope(actor):
            rows = text.rows.filter(pk=given)
            row = (_own(rows, actor) if text.is_own else access.READ_AGENCY.narrow(rows, actor)).first()
            if row is None and text.strategy:
                shown = access.ADVISE.narrow(StrategyShare.objects.all(), actor).values("strategy")
                row = rows.filter(**{f"{text.strategy}__in": shown}).first()
        if row is None or not any(getattr(row, field) for field in text.fields):
            return None
        country = Organisation.objects.values_list("country", flat=True).get(pk=row.organisation)
        return held_places.Standing(row.pk, row.organisation, country=country)

    return find
