"""Reads of selections and decisions: the problem as the system sees it, the proposal as staff see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.fields.json import KT

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, DecisionOutcome, Mode, SelectionState
from shelterbelt.learn.engine.definition.admission import BalanceRules
from shelterbelt.learn.models import (
    Application,
    Cohort,
    Decision,
    Selection,
)
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.reviews import rules_of, scores_of

LISTED = 30
AT_ONCE = 2_000
"""Up to this many candidates are weighed while the page waits; more, in the background."""
CAN_CHANGE = (
    "each_sector_at_least",
    "lower_income_at_least_percent",
    "region_at_most_percent",
    "organisation_at_most",
    "score_at_least_percent",
)
"""Goals that can be tried with other numbers. Not those for communities: comparing two would tell who made them."""
UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.WAITING)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a cohort can be selected: how many have applied, and how many nobody has read enough yet."""

    applications: int
    unread: int


@dataclass(frozen=True, slots=True)
class SelectionLine:
    """One proposal in the list."""

    id: UUID
    number: int
    state: SelectionState
    made_at: datetime
    offers: int
    is_ready: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """One person of a proposal."""

    application: UUID
    reference: str
    name: str
    country: str
    outcome: DecisionOutcome
    mode: Mode
    rank: int | None
    reasons: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class SelectionView:
    """A proposal as staff see it: goals reached, one page of people, how many there are of each outcome."""

    row: Selection
    goals: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, int]
    people: tuple[Proposed, ...]
    count: int
    page: int
    pages: int

    @property
    def is_ready(self) -> bool:
        """Whether it is computed."""
        return bool(self.row.document["is_ready"])


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision about an application; the one that stands has no end."""

    outcome: DecisionOutcome
    mode: Mode
    reasons: tuple[tuple[str, Mapping[str, Any]], ...]
    words: str
    decided_at: datetime
    replaced_at: datetime | None


def numbers_now(*, for_: Actor, cohort: UUID) -> dict[str, int]:
    """The numbers of the definition that can be tried.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    rules = definition_of(cohort_read(for_, cohort).definition).balance or BalanceRules()
    return {name: getattr(rules, name) for name in CAN_CHANGE}


def candidates_counted(*, for_: Actor, cohort: UUID) -> int:
    """How many applications wait for a decision.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    cohort_read(for_, cohort)
    with transaction.atomic(), scope(for_):
        rows = access.READ_ADMISSION.narrow(Application.objects.filter(cohort=cohort), for_)
        return rows.filter(state__in=UNDECIDED).count()


def selection_readiness(*, for_: Actor, cohort: UUID) -> Readiness:
    """Whether enough is read to select.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    found = cohort_read(for_, cohort)
    with transaction.atomic(), scope(for_):
        waiting = Application.objects.filter(cohort=cohort, state__in=UNDECIDED)
        ids = set(waiting.values_list("pk", flat=True))
    if rules_of(found) is None:
        return Readiness(len(ids), 0)
    settled = {key for key, score in scores_of(for_=for_, cohort=cohort).items() if score.is_settled}
    return Readiness(len(ids), len(ids - settled))


def selections_listed(*, for_: Actor, cohort: UUID) -> tuple[SelectionLine, ...]:
    """The latest proposals of a cohort, the newest first.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    cohort_read(for_, cohort)
    rows = access.READ_ADMISSION.narrow(Selection.objects.filter(cohort=cohort), for_).order_by("-number")
    return tuple(
        SelectionLine(
            row.pk,
            row.number,
            SelectionState(row.state),
            row.made_at,
            int(row.offers or 0),
            row.is_ready == "true",
        )
        for row in rows.defer("document").annotate(
            offers=KT("document__counts__offer"), is_ready=KT("document__is_ready")
        )[:LISTED]
    )


def selection_at_desk(
    *, for_: Actor, selection: UUID, outcome: str = "", mode: str = "", sector: str = "", page: int = 1
) -> SelectionView:
    """One proposal, a page of its people at a time, narrowed where a filter is given. Seats held are not repeated.

    Raises:
        NotThere: there is none in the actor's organisations.
    """
    rows = Selection.objects.select_related("cohort__programme")
    row = access.READ_ADMISSION.narrow(rows, for_).filter(pk=selection).first()
    if row is None:
        raise NotThere
    known = access.READ_APPLICATIONS.narrow(Application.objects.filter(cohort=row.cohort_id), for_)
    fitting = known.filter(sectors__contains=[sector]) if sector else known
    there = {str(key) for key in fitting.values_list("pk", flat=True)}
    listed = [
        one
        for one in row.document["outcomes"]
        if not one["holds"]
        and one["application"] in there
        and outcome in ("", one["outcome"])
        and mode in ("", one["mode"])
    ]
    pages = max(1, -(-len(listed) // LISTED))
    page = min(max(1, page), pages)
    shown = listed[(page - 1) * LISTED : page * LISTED]
    told = known.filter(pk__in=[one["application"] for one in shown])
    people = {str(one[0]): one[1:] for one in told.values_list("pk", "reference", "name", "country")}
    return SelectionView(
        row,
        tuple(row.document["goals"]),
        row.document["counts"],
        tuple(
            Proposed(
                UUID(one["application"]),
                *people[one["application"]],
                DecisionOutcome(one["outcome"]),
                Mode(one["mode"]),
                one["ranks"].get(one["mode"]),
                _reasons(one["reasons"]),
            )
            for one in shown
        ),
        len(listed),
        page,
        pages,
    )


def decisions_of(*, for_: Actor, application: UUID) -> tuple[DecisionLine, ...]:
    """Every decision about an application, the latest first."""
    rows = access.READ_ADMISSION.narrow(Decision.objects.filter(application=application), for_)
    return tuple(
        DecisionLine(
            DecisionOutcome(row.outcome),
            Mode(row.mode),
            _reasons(row.reasons),
            row.words,
            row.decided_at,
            row.replaced_at,
        )
        for row in rows.order_by("-decided_at", "-pk")
    )


def cohort_read(actor: Actor, cohort: UUID) -> Cohort:
    """A cohort whose admission the actor reads.

    Raises:
        NotThere: it is none of the actor's organisations'.
    """
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    require(access.READ_ADMISSION, actor, found.programme.organisation_id)
    return found


def _reasons(kept: list[list[Any]]) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    return tuple((code, facts) for code, facts in kept)


def application_decided(*, for_: Actor, application: UUID) -> Application:
    """The application about which somebody decides.

    Raises:
        NotThere: it is none of the actor's organisations', or was never sent.
        Denied: the actor belongs there but does not lead programmes.
    """
    rows = Application.objects.select_related("cohort__programme").exclude(submitted_at=None)
    found = rows.defer("motivation", "access_needs", "communities").filter(pk=application).first()
    if found is None:
        raise NotThere
    require(access.ADMIT, for_, found.organisation)
    return found
