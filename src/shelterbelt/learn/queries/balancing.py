"""The question of whom a cohort admits, put together as the system sees it, and its answer as it may be kept."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from shelterbelt.ground.access.permissions import Denied, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import Mode, OfferState
from shelterbelt.learn.engine.balance import BalancePlan, BalanceProblem, Candidate, Goals, solve
from shelterbelt.learn.engine.balance.plan import GoalReached
from shelterbelt.learn.engine.definition.admission import BalanceRules
from shelterbelt.learn.engine.review.names import folded
from shelterbelt.learn.models import Application, Cohort, CohortSeats, Offer, WaitingPlace
from shelterbelt.learn.queries.apart import applications_apart
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.communities import communities_named
from shelterbelt.learn.queries.fees import terms_of
from shelterbelt.learn.queries.income_groups import standing_of
from shelterbelt.learn.queries.reviews import rules_of, scores_of
from shelterbelt.learn.queries.selections import AT_ONCE, CAN_CHANGE, UNDECIDED, cohort_read
from shelterbelt.people.choices import Sector, region_of

SMALL = 5
"""A number of people of a community below this is never told, nor kept; others are told in steps of it."""
_TRY_EFFORT = 10.0
_ORDER = {"offer": 0, "wait": 1, "decline": 2}
_STANDING = (OfferState.MADE, OfferState.ACCEPTED)


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
        undecided = Application.objects.filter(cohort=cohort, state__in=UNDECIDED)
        rows = (undecided | Application.objects.filter(pk__in=list(held))).defer("motivation", "access_needs")
        weighed = [row for row in rows.order_by("pk") if row.pk in held or read is None or row.pk in read]
        goals = goals_of(found, changes, applied={key for row in weighed for key in row.sectors})
        year = terms_of(found).rules.table_year
        apart = applications_apart(for_=SYSTEM, organisation=found.programme.organisation_id)
        known = {row.pk for row in weighed}
        return BalanceProblem(
            candidates=tuple(
                _candidate(row, year, (read or {}).get(row.pk, Decimal(0)), held.get(row.pk, ""), goals)
                for row in weighed
            ),
            goals=goals,
            seed=f"{found.programme.slug}/{found.slug}",
            apart=frozenset(
                (str(one), str(other))
                for one, others in apart.items()
                for other in others
                if one < other and {one, other} <= known
            ),
        )


def goals_tried(
    *, for_: Actor, cohort: UUID, changes: Mapping[str, int]
) -> tuple[tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
    """How far each goal is reached with the definition's numbers, and with others; nothing is kept or named.

    Raises:
        ValueError: a number that cannot be tried, or more candidates than `AT_ONCE`.
        NotThere, Denied: the cohort is none of the actor's, or the actor does not lead programmes there.
    """
    found = cohort_read(for_, cohort)
    require(access.ADMIT, for_, found.programme.organisation_id)
    problem = balance_problem(for_=SYSTEM, cohort=cohort)
    if not set(changes) <= set(CAN_CHANGE) or len(problem.candidates) > AT_ONCE:
        raise ValueError(f"only {', '.join(CAN_CHANGE)}, of at most {AT_ONCE} candidates, can be tried")
    tried = replace(problem, goals=replace(problem.goals, **changes))  # type: ignore[arg-type]
    before, after = solve(problem, effort=_TRY_EFFORT), solve(tried, effort=_TRY_EFFORT)
    return tuple(map(level_told, before.goals)), tuple(map(level_told, after.goals))


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
    """A goal's level as it may be seen. Of communities: whether all is reached, and no exact number.

    A number of people of a community is rounded down to a multiple of `SMALL`, and not told under it: otherwise two
    selections, before and after someone left or changed their answer, would tell what that person had named.
    """
    if goal.code != "communities":
        parts = [[part.subject, part.target, part.reached] for part in goal.parts]
        return {"code": goal.code, "value": goal.value, "bound": goal.bound, "parts": parts}
    return {
        "code": goal.code,
        "is_reached": goal.value == 0,
        "is_proven": goal.is_proven,
        "parts": [[part.subject, part.target, part.reached // SMALL * SMALL or None] for part in goal.parts],
    }


def _candidate(row: Application, year: int, score: Decimal, holds: str, goals: Goals) -> Candidate:
    told: frozenset[str] = frozenset()
    if goals.each_community_at_least and goals.communities:
        told = frozenset(communities_named(row))
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
