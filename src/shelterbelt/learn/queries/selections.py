"""Reads of selections and decisions: the problem as the system sees it, the proposal as staff see it."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.fields.json import KT

from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import KeyDestroyed, read_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, DecisionOutcome, Mode, OfferState, SelectionState
from shelterbelt.learn.engine.balance import BalancePlan, BalanceProblem, Candidate, Goals, solve
from shelterbelt.learn.engine.balance.plan import GoalReached
from shelterbelt.learn.engine.definition.admission import BalanceRules
from shelterbelt.learn.engine.review.assigning import folded
from shelterbelt.learn.models import (
    Application,
    Cohort,
    CohortSeats,
    Decision,
    Offer,
    Selection,
    WaitingPlace,
)
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.fees import terms_of
from shelterbelt.learn.queries.income_groups import standing_of
from shelterbelt.learn.queries.reviews import rules_of, scores_of
from shelterbelt.people.choices import Sector, region_of
from shelterbelt.people.queries.apart import pairs_apart

LISTED = 30
SMALL = 5
"""A number of people of a community below this is never told, nor kept."""
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
_TRY_EFFORT = 10.0
_UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.WAITING)
_ORDER = {"offer": 0, "wait": 1, "decline": 2}
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


def goals_of(cohort: Cohort, changes: Mapping[str, int] | None = None, *, applied: AbstractSet[str]) -> Goals:
    """What the cohort should be: its definition's rules and its seats as they are now.

    Args:
        cohort: which.
        changes: other numbers to try, by the rules' names.
        applied: the sectors of everyone who is weighed; only these can be covered.
    """
    definition = definition_of(cohort.definition)
    rules = replace(definition.balance or BalanceRules(), **(changes or {}))  # type: ignore[arg-type]
    seats = {
        Mode.ON_SITE.value: definition.capacity.on_site,
        Mode.ONLINE.value: definition.capacity.online,
        **dict(CohortSeats.objects.filter(cohort=cohort).values_list("mode", "capacity")),
    }
    return Goals(
        seats=tuple(sorted(seats.items())),
        sectors=tuple(key for key in Sector.values if key in applied),
        each_sector_at_least=rules.each_sector_at_least,
        communities=rules.communities,
        each_community_at_least=rules.each_community_at_least,
        lower_income_at_least_percent=rules.lower_income_at_least_percent,
        region_at_most_percent=rules.region_at_most_percent,
        organisation_at_most=rules.organisation_at_most,
        score_at_least_percent=rules.score_at_least_percent if rules_of(cohort) else 0,
    )


def balance_problem(*, for_: Actor, cohort: UUID, changes: Mapping[str, int] | None = None) -> BalanceProblem:
    """Everyone whose readings are settled, with what decides: read as the system, because private facts do.

    Who waits for readings is left out; who holds a seat, or is promised one, is counted.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.selection.propose")
    with transaction.atomic(), scope(SYSTEM):
        found = Cohort.objects.select_related("programme").get(pk=cohort)
        held = _held(cohort)
        read = _scores(found)
        undecided = Application.objects.filter(cohort=cohort, state__in=_UNDECIDED)
        rows = (undecided | Application.objects.filter(pk__in=list(held))).defer("motivation", "access_needs")
        weighed = [row for row in rows.order_by("pk") if row.pk in held or read is None or row.pk in read]
        goals = goals_of(found, changes, applied={key for row in weighed for key in row.sectors})
        year = terms_of(found).rules.table_year
        by_person = {row.person: str(row.pk) for row in weighed}
        return BalanceProblem(
            candidates=tuple(
                _candidate(row, year, (read or {}).get(row.pk, Decimal(0)), held.get(row.pk, ""), goals)
                for row in weighed
            ),
            goals=goals,
            seed=f"{found.programme.slug}/{found.slug}",
            apart=frozenset((by_person[one], by_person[other]) for one, other in pairs_apart(by_person)),
        )


def goals_tried(
    *, for_: Actor, cohort: UUID, changes: Mapping[str, int]
) -> tuple[tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
    """How far each goal is reached with the definition's numbers, and with others; nothing is kept or named.

    Raises:
        ValueError: a number that cannot be tried, or more candidates than `AT_ONCE`.
        NotThere, Denied: the cohort is none of the actor's, or the actor does not lead programmes there.
    """
    found = _cohort(for_, cohort)
    require(access.ADMIT, for_, found.programme.organisation_id)
    problem = balance_problem(for_=SYSTEM, cohort=cohort)
    if not set(changes) <= set(CAN_CHANGE) or len(problem.candidates) > AT_ONCE:
        raise ValueError(f"only {', '.join(CAN_CHANGE)}, of at most {AT_ONCE} candidates, can be tried")
    tried = replace(problem, goals=replace(problem.goals, **changes))  # type: ignore[arg-type]
    before, after = solve(problem, effort=_TRY_EFFORT), solve(tried, effort=_TRY_EFFORT)
    return tuple(map(level_told, before.goals)), tuple(map(level_told, after.goals))


def numbers_now(*, for_: Actor, cohort: UUID) -> dict[str, int]:
    """The numbers of the definition that can be tried.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    rules = definition_of(_cohort(for_, cohort).definition).balance or BalanceRules()
    return {name: getattr(rules, name) for name in CAN_CHANGE}


def candidates_counted(*, for_: Actor, cohort: UUID) -> int:
    """How many applications wait for a decision.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    _cohort(for_, cohort)
    with transaction.atomic(), scope(for_):
        rows = access.READ_ADMISSION.narrow(Application.objects.filter(cohort=cohort), for_)
        return rows.filter(state__in=_UNDECIDED).count()


def selection_readiness(*, for_: Actor, cohort: UUID) -> Readiness:
    """Whether enough is read to select.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    found = _cohort(for_, cohort)
    with transaction.atomic(), scope(for_):
        waiting = Application.objects.filter(cohort=cohort, state__in=_UNDECIDED)
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


def document_of(plan: BalancePlan, *, holding: AbstractSet[str], unread: int) -> dict[str, Any]:
    """A plan as it is kept: nothing from which somebody's community could be read.

    Args:
        plan: what was found.
        holding: ids of those who hold a seat already.
        unread: how many applications wait for readings and were left out.
    """
    fresh = [one for one in plan.outcomes if one.candidate not in holding]
    counts = {outcome: sum(one.outcome == outcome for one in fresh) for outcome in _ORDER}
    ranked = sorted(
        plan.outcomes, key=lambda one: (_ORDER[one.outcome], one.mode, dict(one.ranks).get(one.mode, 0))
    )
    return {
        "is_ready": True,
        "seed": plan.seed,
        "unread": unread,
        "counts": {**counts, "holds": len(holding)},
        "outcomes": [
            {
                "application": one.candidate,
                "outcome": one.outcome,
                "mode": one.mode,
                "ranks": dict(one.ranks),
                "holds": one.candidate in holding,
                "reasons": [[reason.code, dict(reason.parameters)] for reason in one.reasons],
            }
            for one in ranked
        ],
        "goals": [level_told(goal) for goal in plan.goals if goal.parts or goal.code == "score"],
    }


def level_told(goal: GoalReached) -> dict[str, Any]:
    """A goal's level as it may be seen. Of communities: whether all is reached, and no number under five."""
    if goal.code != "communities":
        parts = [[part.subject, part.target, part.reached] for part in goal.parts]
        return {"code": goal.code, "value": goal.value, "bound": goal.bound, "parts": parts}
    return {
        "code": goal.code,
        "is_reached": goal.value == 0,
        "is_proven": goal.is_proven,
        "parts": [
            [part.subject, part.target, part.reached if part.reached >= SMALL else None]
            for part in goal.parts
        ],
    }


def _candidate(row: Application, year: int, score: Decimal, holds: str, goals: Goals) -> Candidate:
    told: frozenset[str] = frozenset()
    if goals.each_community_at_least and row.communities is not None:
        told = _communities(row)
    return Candidate(
        id=str(row.pk),
        score_percent=score,
        sectors=frozenset(row.sectors),
        region=region_of(row.country) or "",
        income_group=standing_of(row.country, year).group,
        modes=(row.mode,),
        organisation=folded(row.agency),
        communities=told & frozenset(goals.communities),
        holds=holds,
    )


def _communities(row: Application) -> frozenset[str]:
    try:
        text = read_field(row, "communities", person=row.person, agency=row.organisation)
    except KeyDestroyed:
        return frozenset()
    return frozenset(str(key) for key in json.loads(text or "[]"))


def _held(cohort: UUID) -> dict[UUID, str]:
    """Who has a seat of the cohort by now, or is promised one because they moved here from an earlier cohort."""
    offers = Offer.objects.filter(cohort=cohort, state__in=_STANDING)
    moved = WaitingPlace.objects.filter(cohort=cohort, left_at=None).exclude(application__cohort=cohort)
    return {
        **dict(moved.values_list("application_id", "mode")),
        **dict(offers.values_list("application_id", "mode")),
    }


def _scores(cohort: Cohort) -> dict[UUID, Decimal] | None:
    """Settled scores by application; None where nobody reads applications."""
    if rules_of(cohort) is None:
        return None
    scores = scores_of(for_=SYSTEM, cohort=cohort.pk)
    return {key: score.score_percent for key, score in scores.items() if score.is_settled}


def _cohort(actor: Actor, cohort: UUID) -> Cohort:
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
