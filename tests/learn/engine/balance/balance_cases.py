"""Invented cohorts for tests of the balance engine, and the slow, obvious answer to small ones."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal

from hypothesis import strategies as st

from shelterbelt.learn.engine.balance import BalanceProblem, Candidate, Goals

SECTORS = ("education", "health_care", "policing")
COMMUNITIES = ("inuit", "metis")
REGIONS = ("africa", "americas", "europe")
MODES = ("on_site", "online")

GOALS = Goals(
    seats=(("on_site", 2), ("online", 2)),
    sectors=SECTORS,
    each_sector_at_least=1,
    communities=COMMUNITIES,
    each_community_at_least=1,
    lower_income_at_least_percent=35,
    region_at_most_percent=50,
    organisation_at_most=1,
    score_at_least_percent=30,
)


@st.composite
def candidates(draw: st.DrawFn, number: int) -> Candidate:
    """Someone who applied; few values, so that people resemble one another."""
    wanted = draw(st.permutations(MODES))
    return Candidate(
        id=f"c{number:02}",
        score_percent=Decimal(draw(st.sampled_from((10, 30, 55, 55, 80, 95)))),
        sectors=frozenset(draw(st.lists(st.sampled_from(SECTORS), min_size=1, max_size=2))),
        region=draw(st.sampled_from(REGIONS)),
        income_group=draw(st.sampled_from(("H", "UM", "LM", "L"))),
        communities=frozenset(draw(st.lists(st.sampled_from(COMMUNITIES), max_size=1))),
        organisation=draw(st.sampled_from(("", "a", "b", "c"))),
        modes=tuple(wanted[: draw(st.integers(1, 2))]),
        holds=draw(st.sampled_from(("", "", "", "", "", "online"))),
        must_decline=draw(st.sampled_from((False, False, False, True))),
    )


@st.composite
def problems(draw: st.DrawFn, most: int = 6) -> BalanceProblem:
    """A small problem, feasible or not."""
    people = tuple(draw(candidates(number)) for number in range(draw(st.integers(0, most))))
    pairs = list(itertools.combinations([one.id for one in people], 2))
    apart = draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else []
    goals = Goals(
        seats=tuple((mode, draw(st.integers(0, 3))) for mode in MODES),
        sectors=SECTORS,
        each_sector_at_least=draw(st.integers(0, 2)),
        communities=COMMUNITIES,
        each_community_at_least=draw(st.integers(0, 2)),
        lower_income_at_least_percent=draw(st.sampled_from((0, 35, 100))),
        region_at_most_percent=draw(st.sampled_from((0, 40, 100))),
        organisation_at_most=draw(st.integers(1, 2)),
        score_at_least_percent=draw(st.sampled_from((0, 30))),
    )
    return BalanceProblem(candidates=people, goals=goals, seed="a seed", apart=frozenset(apart))


def best_by_trying(problem: BalanceProblem) -> tuple[int, ...]:
    """The best levels by goals in order, by trying every choice there is. The last is the sum of scores, negated."""
    free = [one for one in problem.candidates if not one.holds]
    options = [("", *one.modes) if _may(one, problem.goals) else ("",) for one in free]
    held = [(one, one.holds) for one in problem.candidates if one.holds]
    found = []
    for modes in itertools.product(*options):
        fresh = [(one, mode) for one, mode in zip(free, modes, strict=True) if mode]
        if _keeps_rules(problem, held, fresh):
            found.append(_levels(problem, held, held + fresh))
    return min(found)


def _may(one: Candidate, goals: Goals) -> bool:
    return not one.must_decline and one.score_percent >= goals.score_at_least_percent


Taken = list[tuple[Candidate, str]]


def _keeps_rules(problem: BalanceProblem, held: Taken, fresh: Taken) -> bool:
    both = held + fresh
    for mode, seats in problem.goals.seats:
        before = sum(taken == mode for _one, taken in held)
        if sum(taken == mode for _one, taken in both) > max(seats, before):
            return False
    for one, _mode in fresh:
        alike = sum(other.organisation == one.organisation for other, _taken in both)
        if one.organisation and alike > problem.goals.organisation_at_most:
            return False
    ids, new = {one.id for one, _mode in both}, {one.id for one, _mode in fresh}
    return not any(set(pair) <= ids and set(pair) & new for pair in problem.apart)


def _levels(problem: BalanceProblem, held: Taken, inside: Taken) -> tuple[int, ...]:
    goals = problem.goals
    empty = sum(
        max(0, max(seats, sum(m == mode for _o, m in held)) - sum(m == mode for _o, m in inside))
        for mode, seats in goals.seats
    )
    people = [one for one, _mode in inside]
    sectors = sum(
        max(0, goals.each_sector_at_least - sum(key in one.sectors for one in people))
        for key in goals.sectors
    )
    communities = sum(
        max(0, goals.each_community_at_least - sum(key in one.communities for one in people))
        for key in goals.communities
    )
    lower = max(0, goals.lower_income_at_least - sum(one.is_lower_income for one in people))
    regions = 0
    if goals.region_at_most_percent < 100:
        regions = sum(
            max(0, sum(one.region == key for one in people) - goals.region_at_most) for key in REGIONS
        )
    return empty, sectors, communities, lower, regions, -sum(one.points for one in people)


def crowd(count: int, *, seats: int, seed: int = 1) -> BalanceProblem:
    """Many invented candidates, and goals that can be reached."""
    dice = random.Random(seed)  # noqa: S311 - invented data
    people = tuple(
        Candidate(
            id=f"c{number:05}",
            score_percent=Decimal(dice.randrange(2000, 10_000)) / 100,
            sectors=frozenset(dice.sample(SECTORS, dice.choice((1, 1, 2)))),
            region=dice.choice(REGIONS),
            income_group=dice.choice(("H", "H", "UM", "LM", "L")),
            communities=frozenset(dice.sample(COMMUNITIES, 1) if dice.random() < 0.1 else ()),
            organisation=f"o{dice.randrange(max(1, count // 3))}",
            modes=(dice.choice(MODES),),
        )
        for number in range(count)
    )
    goals = Goals(
        seats=(("on_site", seats // 2), ("online", seats - seats // 2)),
        sectors=SECTORS,
        each_sector_at_least=seats // 4,
        communities=COMMUNITIES,
        each_community_at_least=3,
        lower_income_at_least_percent=45,
        region_at_most_percent=35,
        score_at_least_percent=30,
    )
    pairs = frozenset((people[n].id, people[n + 1].id) for n in range(0, min(count - 1, 40), 4))
    return BalanceProblem(candidates=people, goals=goals, seed="crowd", apart=pairs)
