"""Reads of selections and decisions: the problem as the system sees it, the proposal as staff see it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import read_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, DecisionOutcome, Mode, OfferState, SelectionState
from shelterbelt.learn.engine.balance import BalancePlan, BalanceProblem, Candidate, Goals
from shelterbelt.learn.engine.definition.admission import BalanceRules
from shelterbelt.learn.engine.review.assigning import folded
from shelterbelt.learn.models import Application, Cohort, CohortSeats, Decision, Offer, Selection
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.fees import terms_of
from shelterbelt.learn.queries.income_groups import standing_of
from shelterbelt.learn.queries.reviews import rules_of, scores_of
from shelterbelt.people.choices import Sector, region_of
from shelterbelt.people.queries.apart import pairs_apart

LISTED = 30
SMALL = 5
_CANDIDATES = (
    ApplicationState.SUBMITTED,
    ApplicationState.WAITING,
    ApplicationState.OFFERED,
    ApplicationState.ADMITTED,
)
_STANDING = (OfferState.MADE, OfferState.ACCEPTED)


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
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision about an application; the one that stands has no end."""

    outcome: DecisionOutcome
    mode: Mode
    reasons: tuple[tuple[str, Mapping[str, Any]], ...]
    words: str
    decided_at: datetime
    replaced_at: datetime | None


def goals_of(cohort: Cohort, changes: Mapping[str, int] | None = None) -> Goals:
    """What the cohort should be: its definition's rules and its seats as they are now.

    Args:
        cohort: which.
        changes: other numbers to try, by the rules' names.
    """
    definition = definition_of(cohort.definition)
    rules = replace(definition.balance or BalanceRules(), **(changes or {}))  # type: ignore[arg-type]
    rows = dict(CohortSeats.objects.filter(cohort=cohort).values_list("mode", "capacity"))
    seats = rows or {
        Mode.ON_SITE.value: definition.capacity.on_site,
        Mode.ONLINE.value: definition.capacity.online,
    }
    return Goals(
        seats=tuple(sorted(seats.items())),
        sectors=tuple(Sector.values),
        each_sector_at_least=rules.each_sector_at_least,
        communities=rules.communities,
        each_community_at_least=rules.each_community_at_least,
        lower_income_at_least_percent=rules.lower_income_at_least_percent,
        region_at_most_percent=rules.region_at_most_percent,
        organisation_at_most=rules.organisation_at_most,
        score_at_least_percent=rules.score_at_least_percent if rules_of(cohort) else 0,
    )


def balance_problem(*, for_: Actor, cohort: UUID, changes: Mapping[str, int] | None = None) -> BalanceProblem:
    """Everyone who applied, with what decides: read as the system, because communities and people kept apart do.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.selection.propose")
    with transaction.atomic(), scope(SYSTEM):
        found = Cohort.objects.select_related("programme").get(pk=cohort)
        scores = scores_of(for_=SYSTEM, cohort=cohort)
        held = dict(
            Offer.objects.filter(cohort=cohort, state__in=_STANDING).values_list("application", "mode")
        )
        rows = list(Application.objects.filter(cohort=cohort, state__in=_CANDIDATES).order_by("pk"))
        goals = goals_of(found, changes)
        year = terms_of(found).rules.table_year
        read = {key: score.score_percent for key, score in scores.items()}
        by_person = {row.person: str(row.pk) for row in rows}
        return BalanceProblem(
            candidates=tuple(
                _candidate(row, year, read.get(row.pk, Decimal(0)), held.get(row.pk, ""), goals)
                for row in rows
            ),
            goals=goals,
            seed=f"{found.programme.slug}/{found.slug}",
            apart=frozenset((by_person[one], by_person[other]) for one, other in pairs_apart(by_person)),
        )


def selection_readiness(*, for_: Actor, cohort: UUID) -> Readiness:
    """Whether enough is read to select.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    found = _cohort(for_, cohort)
    with transaction.atomic(), scope(for_):
        waiting = Application.objects.filter(cohort=cohort, state=ApplicationState.SUBMITTED)
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
    _cohort(for_, cohort)
    rows = access.READ_ADMISSION.narrow(Selection.objects.filter(cohort=cohort), for_).order_by("-number")
    return tuple(
        SelectionLine(
            row.pk, row.number, SelectionState(row.state), row.made_at, row.document["counts"]["offer"]
        )
        for row in rows[:LISTED]
    )


def selection_at_desk(*, for_: Actor, selection: UUID, outcome: str = "", page: int = 1) -> SelectionView:
    """One proposal, a page of its people at a time.

    Raises:
        NotThere: there is none in the actor's organisations.
    """
    rows = Selection.objects.select_related("cohort__programme")
    row = access.READ_ADMISSION.narrow(rows, for_).filter(pk=selection).first()
    if row is None:
        raise NotThere
    listed = [one for one in row.document["outcomes"] if outcome in ("", one["outcome"])]
    pages = max(1, -(-len(listed) // LISTED))
    page = min(max(1, page), pages)
    shown = listed[(page - 1) * LISTED : page * LISTED]
    told = Application.objects.filter(pk__in=[one["application"] for one in shown])
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
            if one["application"] in people
        ),
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


def document_of(plan: BalancePlan) -> dict[str, Any]:
    """A plan as it is kept. Of communities only whether the goal was reached is kept, never how many there are."""
    counts = {outcome: len(plan.of(outcome)) for outcome in ("offer", "wait", "decline")}
    order = {"offer": 0, "wait": 1, "decline": 2}
    ranked = sorted(
        plan.outcomes, key=lambda one: (order[one.outcome], dict(one.ranks).get(one.mode, 0), one.candidate)
    )
    return {
        "seed": plan.seed,
        "counts": counts,
        "outcomes": [
            {
                "application": one.candidate,
                "outcome": one.outcome,
                "mode": one.mode,
                "ranks": dict(one.ranks),
                "reasons": [[reason.code, dict(reason.parameters)] for reason in one.reasons],
            }
            for one in ranked
        ],
        "goals": [
            {
                "code": goal.code,
                "value": goal.value,
                "bound": goal.bound,
                "parts": []
                if goal.code == "communities"
                else [[part.subject, part.target, part.reached] for part in goal.parts],
            }
            for goal in plan.goals
            if goal.code != "communities" or goal.parts
        ],
    }


def _candidate(row: Application, year: int, score: Decimal, holds: str, goals: Goals) -> Candidate:
    told = ()
    if goals.each_community_at_least and row.communities is not None:
        told = json.loads(read_field(row, "communities", person=row.person, agency=row.organisation) or "[]")
    return Candidate(
        id=str(row.pk),
        score_percent=score,
        sectors=frozenset(row.sectors),
        region=region_of(row.country) or "",
        income_group=standing_of(row.country, year).group,
        modes=(row.mode,),
        organisation=folded(row.agency),
        communities=frozenset(told),
        holds=holds,
    )


def _cohort(actor: Actor, cohort: UUID) -> Cohort:
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    require(access.READ_ADMISSION, actor, found.programme.organisation_id)
    return found


def _reasons(kept: list[list[Any]]) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    return tuple((code, facts) for code, facts in kept)
