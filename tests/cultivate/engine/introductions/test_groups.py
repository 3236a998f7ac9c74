"""Groups of four to six: never against a rule, proven where they are few, and nobody waits who could meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from tests.cultivate.engine.introductions.introductions_cases import DAY, problems, someone
from tests.cultivate.engine.introductions.test_pairs import worths

from shelterbelt.cultivate.engine.introductions import Problem, Round, check, introduce
from shelterbelt.cultivate.engine.introductions.check import Rules
from shelterbelt.cultivate.engine.introductions.dense import dense
from shelterbelt.cultivate.engine.introductions.groups import bound_by_pairs, grouped
from shelterbelt.cultivate.engine.introductions.packing import lawful_groups
from shelterbelt.cultivate.engine.introductions.plan import Arm, Scope
from shelterbelt.cultivate.engine.introductions.swaps import Gathering
from shelterbelt.cultivate.engine.introductions.table import compiled
from shelterbelt.cultivate.engine.introductions.weight import Worth

Groups = tuple[tuple[str, ...], ...]


def groupings(problem: Problem) -> Iterator[Groups]:
    """Every choice of disjoint groups that keeps the rules."""
    rules = Rules(problem)
    names = [one.id for one in problem.people]
    lawful = [one for one in combinations(names, problem.round.size) if not any(rules.breaches(one))]

    def further(at: int, made: Groups) -> Iterator[Groups]:
        yield made
        taken = {name for group in made for name in group}
        for place in range(at, len(lawful)):
            if not taken & set(lawful[place]):
                yield from further(place + 1, (*made, lawful[place]))

    return further(0, ())


@given(problems(largest=10, smallest=4, size=4))
@settings(max_examples=80, deadline=None)
def test_no_other_groups_are_worth_more(problem: Problem) -> None:
    """Against every choice of groups of four, who waited counting first."""
    problem = replace(problem, round=replace(problem.round, by_chance=0.0, largest=0, scan_up_to=100))
    plan = introduce(problem)
    assert check(problem, plan) == ()
    worth = worths(problem)
    waited = {one.id for one in problem.people if one.waited}

    def rank(made: Groups) -> tuple[int, float]:
        met = {name for group in made for name in group}
        return len(met & waited), sum(
            worth[frozenset(two)] for group in made for two in combinations(group, 2)
        )

    first, value = max(map(rank, groupings(problem)))
    assert len({name for made in plan.introductions for name in made.people} & waited) == first
    assert plan.value == pytest.approx(value, abs=1e-5)
    assert plan.bound == pytest.approx(value, abs=1e-4)
    assert plan.scope is Scope.EVERY


@pytest.mark.parametrize("size", [4, 5, 6])
@given(problems(largest=32))
@settings(max_examples=20, deadline=None)
def test_every_round_of_groups_keeps_every_rule_and_repeats_itself(size: int, problem: Problem) -> None:
    problem = replace(problem, round=replace(problem.round, size=size, slots=1, largest=min(6, size + 1)))
    plan = introduce(problem)
    assert check(problem, plan) == ()
    assert introduce(problem) == plan


def test_groups_grow_so_that_fewer_wait() -> None:
    people = tuple(someone(f"p{number}") for number in range(11))
    kept = introduce(Problem(DAY, people, round=Round(size=4, by_chance=0.0)))
    grown = introduce(Problem(DAY, people, round=Round(size=4, largest=6, by_chance=0.0)))
    assert (len(kept.introductions), len(kept.waiting)) == (2, 3)
    assert sorted(len(made.people) for made in grown.introductions) in ([5, 6], [5, 6])
    assert grown.waiting == ()


def test_the_odd_ones_out_go_first_next_month() -> None:
    people = tuple(someone(f"p{number}") for number in range(7))
    problem = Problem(DAY, people, round=Round(size=4, by_chance=0.0))
    waiting = introduce(problem).waiting
    later = replace(problem, people=tuple(replace(one, waited=one.id in waiting) for one in people))
    assert set(introduce(later).waiting) & set(waiting) == set()


def test_a_group_is_told_what_all_of_it_shares() -> None:
    people = (
        someone("a", languages=("fr", "en")),
        someone("b", languages=("en",), needs=frozenset({"funding"})),
        someone("c", languages=("ar", "en"), offers=frozenset({"funding"})),
        someone("d", hours=0b1111),
    )
    (made,) = introduce(Problem(DAY, people, round=Round(size=4, by_chance=0.0))).introductions
    assert (made.languages, made.hours) == (("en",), 0b1111)
    assert [(one.giver, one.taker, one.topic) for one in made.reasons] == [("c", "b", "funding")]


def test_chance_makes_groups_of_different_sectors() -> None:
    sectors = ("health care", "policing", "journalism", "hospitality", "refugee services")
    people = tuple(someone(f"p{n:02}", sector=sectors[n % 5]) for n in range(60))
    problem = Problem(DAY, people, round=Round(size=4, by_chance=1.0))
    plan = introduce(problem)
    assert check(problem, plan) == ()
    assert sum(made.arm is Arm.CHANCE for made in plan.introductions) >= 12


@given(problems(largest=30, smallest=8, size=4))
@settings(max_examples=40, deadline=None)
def test_exchanges_keep_rules_and_count_right(problem: Problem) -> None:
    """Sums kept up step by step equal those counted anew, whatever was exchanged, shaken and taken back."""
    table = compiled(problem)
    worth = Worth(table)
    people = dense(worth, np.flatnonzero(table.takes_part), np.where(table.waited, 3.0, 0.0))
    gathering = Gathering(people, 4)
    dice = np.random.default_rng(problem.seed)
    gathering.begin(np.arange(len(people)))
    values = [gathering.value()]
    gathering.improve(dice.permutation(len(people)))
    values.append(gathering.value())
    gathering.shake(40, dice)
    values.append(gathering.value())
    groups = gathering.groups()
    assert all(people.is_lawful(group) and len(group) == 4 for group in groups)
    assert all(after >= before - 1e-9 for before, after in pairwise(values))
    again = people.value(np.array(groups)).sum() if groups else 0.0
    assert values[-1] == pytest.approx(again)


@given(problems(largest=12, size=4))
@settings(max_examples=60, deadline=None)
def test_every_lawful_group_is_listed(problem: Problem) -> None:
    table, rules = compiled(problem), Rules(problem)
    members = np.flatnonzero(table.takes_part)
    listed = lawful_groups(dense(Worth(table), members, np.zeros(len(table))), 4)
    assert listed is not None
    names = [problem.people[at].id for at in members]
    wanted = [
        list(one)
        for one in combinations(range(len(names)), 4)
        if not any(rules.breaches([names[k] for k in one]))
    ]
    assert sorted(listed.tolist()) == wanted


def test_many_people_are_dealt_into_blocks_and_bounded_by_pairs() -> None:
    people = tuple(
        someone(f"p{n:04}", sector=f"s{n % 13}", country=f"c{n % 7}", inside=n % 5, hours=0xFFFF << (n % 3))
        for n in range(1_700)
    )
    problem = Problem(DAY, people, round=Round(size=4, passes=0, by_chance=0.0, candidates=10, proves=False))
    table = compiled(problem)
    worth = Worth(table)
    pool, dice = np.arange(len(people)), np.random.default_rng(1)
    groups, whole = grouped(worth, pool, np.zeros(len(people)), dice)
    assert whole is None
    assert len(groups) >= 424
    made = [tuple(group.tolist()) for group in groups]
    bound, scope = bound_by_pairs(worth, pool, made, 4, dice)
    value = dense(worth, pool, np.zeros(len(people))).value(np.array(made)).sum()
    assert scope is Scope.CANDIDATES
    assert 0.5 * bound < value <= bound
