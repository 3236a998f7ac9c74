"""Pairs: never against a rule, as good as the best there is, first those who waited, and nothing told but one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from tests.cultivate.engine.introductions.introductions_cases import DAY, problems, someone

from shelterbelt.cultivate.engine.introductions import Met, Problem, Round, Tie, check, introduce
from shelterbelt.cultivate.engine.introductions.check import Rules
from shelterbelt.cultivate.engine.introductions.plan import Arm, Reason, Scope, Why
from shelterbelt.cultivate.engine.introductions.table import compiled
from shelterbelt.cultivate.engine.introductions.weight import Worth

Pairs = tuple[tuple[str, str], ...]


def matchings(problem: Problem) -> Iterator[Pairs]:
    """Every choice of pairs that keeps the rules and everyone's cap."""
    rules = Rules(problem)
    names = [one.id for one in problem.people]
    pairs = [pair for pair in combinations(names, 2) if not any(rules.breaches(pair))]
    room = {one.id: min(one.cap, problem.round.slots) for one in problem.people}

    def further(at: int, made: Pairs) -> Iterator[Pairs]:
        if at == len(pairs):
            yield made
            return
        yield from further(at + 1, made)
        one, other = pairs[at]
        if room[one] and room[other]:
            room[one] -= 1
            room[other] -= 1
            yield from further(at + 1, (*made, pairs[at]))
            room[one] += 1
            room[other] += 1

    return further(0, ())


def worths(problem: Problem) -> dict[frozenset[str], float]:
    names = [one.id for one in problem.people]
    both = list(combinations(range(len(names)), 2))
    a, b = (np.array([pair[side] for pair in both], np.int64) for side in (0, 1))
    values = Worth(compiled(problem)).of(a, b).tolist()
    return {
        frozenset((names[one], names[other])): value for (one, other), value in zip(both, values, strict=True)
    }


@given(problems(largest=7))
@settings(max_examples=120, deadline=None)
def test_no_other_pairs_are_worth_more(problem: Problem) -> None:
    """Against every choice of pairs, without chance and with nobody who waited."""
    people = tuple(replace(one, waited=False) for one in problem.people)
    problem = replace(problem, people=people, round=replace(problem.round, by_chance=0.0, scan_up_to=100))
    plan = introduce(problem)
    assert check(problem, plan) == ()
    worth = worths(problem)
    best = max(sum(worth[frozenset(pair)] for pair in made) for made in matchings(problem))
    assert plan.value == pytest.approx(best, abs=1e-6)
    assert plan.bound == pytest.approx(best, abs=1e-4)
    assert plan.scope is Scope.EVERY


@given(problems(largest=7))
@settings(max_examples=80, deadline=None)
def test_as_many_as_can_of_those_who_waited_meet_first(problem: Problem) -> None:
    problem = replace(problem, round=replace(problem.round, by_chance=0.0, scan_up_to=100, slots=1))
    plan = introduce(problem)
    assert check(problem, plan) == ()
    worth = worths(problem)
    waited = {one.id for one in problem.people if one.waited}

    def rank(made: Pairs) -> tuple[int, float]:
        met = {name for pair in made for name in pair}
        return len(met & waited), sum(worth[frozenset(pair)] for pair in made)

    first, value = max(map(rank, matchings(problem)))
    met = {name for made in plan.introductions for name in made.people}
    assert len(met & waited) == first
    assert plan.value == pytest.approx(value, abs=1e-6)


@given(problems(largest=40))
@settings(max_examples=150, deadline=None)
def test_every_round_keeps_every_rule_and_repeats_itself(problem: Problem) -> None:
    plan = introduce(problem)
    assert check(problem, plan) == ()
    assert introduce(problem) == plan


def test_an_odd_circle_of_friends_leaves_one_out_and_is_proven() -> None:
    """Five people of one worth to each other: the linear programme says 2.5 pairs, two is the best there is."""
    people = tuple(someone(f"p{number}") for number in range(5))
    problem = Problem(DAY, people, round=Round(by_chance=0.0))
    plan = introduce(problem)
    assert [len(plan.introductions), len(plan.waiting)] == [2, 1]
    assert plan.gap == pytest.approx(0.0, abs=1e-9)
    left = plan.waiting[0]
    later = replace(problem, people=tuple(replace(one, waited=one.id == left) for one in people))
    assert left not in introduce(later).waiting


def test_nobody_is_introduced_who_may_meet_nobody() -> None:
    people = (someone("a", avoids=frozenset("bc")), someone("b"), someone("c"), someone("d", is_paused=True))
    plan = introduce(Problem(DAY, people, round=Round(by_chance=0.0)))
    assert [made.people for made in plan.introductions] == [("b", "c")]
    assert plan.waiting == ("a",)


def test_an_empty_network_has_an_empty_round() -> None:
    plan = introduce(Problem(DAY, ()))
    assert (plan.introductions, plan.waiting, plan.value, plan.gap) == ((), (), 0.0, 0.0)


def test_reasons_are_from_the_two_peoples_own_needs_and_offers() -> None:
    """A third person's tie decides who meets (they close a triangle), and nothing of it is told."""
    people = (
        someone("a", needs=frozenset({"interviews"}), languages=("EN", "fr")),
        someone("b", offers=frozenset({"interviews", "funding"}), languages=("fr", "en")),
        someone("c", offers=frozenset({"funding"}), needs=frozenset({"planted third need"}), is_paused=True),
    )
    ties = (Tie("a", "c", 1.0, 5.0), Tie("b", "c", 1.0, 5.0))
    (made,) = introduce(Problem(DAY, people, ties, round=Round(by_chance=0.0))).introductions
    assert made.reasons == (Reason(Why.OFFERS_WHAT_IS_NEEDED, "b", "a", "interviews"),)
    assert (made.people, made.arm, made.languages) == (("a", "b"), Arm.CHOSEN, ("en", "fr"))
    assert made.hours == people[0].hours
    without = introduce(Problem(DAY, people, round=Round(by_chance=0.0))).introductions[0]
    assert without.reasons == made.reasons
    assert without.worth < made.worth


def test_people_with_nothing_in_common_are_new_to_each_other() -> None:
    (made,) = introduce(Problem(DAY, (someone("a"), someone("b")))).introductions
    assert made.reasons == (Reason(Why.NEW_PEOPLE),)


def pair_worth(*people: object, **links: object) -> float:
    problem = Problem(DAY, people, **links)  # type: ignore[arg-type]
    zero, one = np.array([0]), np.array([1])
    there, back = Worth(compiled(problem)).of(zero, one), Worth(compiled(problem)).of(one, zero)
    assert there == back
    return float(there[0])


def test_worth_by_hand() -> None:
    """Two people all in one: same sector, country, language, 8 hours, steady, three ties to spare but the border's."""
    a = someone("a", inside=6, other_sector=5, cross_border=1, is_in_core=True, steadiness=1.0)
    b = replace(a, id="b")
    # meeting 0.5, core 0.05 + 0.05 (neither sector nor border differs), nothing else, and nothing in the way
    assert pair_worth(a, b) == pytest.approx(0.6)
    abroad = replace(b, country="KE", sector="policing")
    # each: inside 0.05, another sector 0.05, across a border with none to spare 0.6
    assert pair_worth(a, abroad) == pytest.approx(0.5 + 2 * 0.7)
    # three short hours in common: 0.5 + 0.5 * 6/8; easiest languages differ but both speak both
    few = replace(b, hours=0b111111, languages=("fr", "en"))
    assert pair_worth(replace(a, languages=("en", "fr")), few) == pytest.approx(0.6 * 0.875)
    assert pair_worth(a, few) == pytest.approx(0.6 * 0.875 * 0.9)


def test_worth_moves_the_way_it_should() -> None:
    a, b = someone("a"), someone("b", sector="policing", country="KE")
    plain = pair_worth(a, b)
    short = replace(a, inside=2, other_sector=2, cross_border=1)
    assert pair_worth(short, b) > pair_worth(replace(short, inside=0), b)
    assert pair_worth(short, b) > pair_worth(replace(short, inside=5, other_sector=5, cross_border=5), b)
    topic = frozenset({"funding"})
    fits = pair_worth(replace(a, needs=topic), replace(b, offers=topic))
    assert fits > plain == pair_worth(replace(a, needs=topic), replace(b, needs=topic))
    assert pair_worth(a, replace(b, steadiness=0.2)) < plain
    dying, safe = Tie("a", "b", 0.3, 0.2), Tie("a", "b", 2.0, 9.0)
    assert pair_worth(a, b, ties=(dying,)) > pair_worth(a, b, ties=(safe,))
    assert pair_worth(a, b, ties=(safe,)) < plain
    third = someone("c")
    closing = (Tie("a", "c", 1, 5), Tie("c", "b", 1, 5))
    assert pair_worth(a, b, third, ties=closing) > pair_worth(a, b, third)


def test_a_tie_about_to_die_is_renewed_before_a_safe_one() -> None:
    people = tuple(someone(name) for name in "abcd")
    dying, safe = (("a", "b"), ("c", "d")), (("a", "c"), ("b", "d"), ("a", "d"), ("b", "c"))
    ties = (*(Tie(a, b, 0.3, 0.1) for a, b in dying), *(Tie(a, b, 2.0, 9.0) for a, b in safe))
    plan = introduce(Problem(DAY, people, ties, round=Round(by_chance=0.0)))
    assert [made.people for made in plan.introductions] == [("a", "b"), ("c", "d")]


def test_chance_draws_its_share_and_crosses_sectors() -> None:
    sectors = ("health care", "policing")
    people = tuple(someone(f"p{n:03}", sector=sectors[n % 2]) for n in range(200))
    problem = Problem(DAY, people, round=Round(by_chance=0.25), seed=4)
    plan = introduce(problem)
    assert check(problem, plan) == ()
    assert len(plan.drawn) == 50
    by_chance = [made for made in plan.introductions if made.arm is Arm.CHANCE]
    assert len(by_chance) >= 20
    assert {name for made in by_chance for name in made.people} <= plan.drawn
    assert introduce(replace(problem, seed=5)).drawn != plan.drawn


def test_months_on_end_repeat_nobody_before_their_time() -> None:
    people = tuple(someone(f"p{n}") for n in range(8))
    met: tuple[Met, ...] = ()
    for _month in range(7):
        plan = introduce(Problem(DAY, people, met=met, round=Round(by_chance=0.3)))
        met += tuple(Met(made.people[0], made.people[1], DAY) for made in plan.introductions)
    assert len({frozenset((one.one, one.other)) for one in met}) == len(met)
    assert len(met) >= 24


def test_check_catches_planted_faults() -> None:
    people = (someone("a", avoids=frozenset("b")), someone("b"), someone("c"), someone("d", waited=True))
    problem = Problem(DAY, people, round=Round(by_chance=0.0))
    plan = introduce(problem)
    assert check(problem, plan) == ()
    made = plan.introductions[0]
    wrong = replace(plan, introductions=(replace(made, people=("a", "b")), plan.introductions[1]))
    assert "a is kept from b" in check(problem, wrong)
    assert check(problem, replace(plan, waiting=("a",))) == ("those who wait are not those who meet nobody",)
    fewer = replace(plan, introductions=(), waiting=("a", "b", "c", "d"), value=0.0)
    assert "a, c wait and could meet" in check(problem, fewer)
    told = replace(made, reasons=(Reason(Why.SAME_NEED, made.people[0], made.people[1], "funding"),))
    assert any(
        "is not so" in line
        for line in check(problem, replace(plan, introductions=(told, plan.introductions[1])))
    )
    assert any("do not fit" in line for line in check(problem, replace(plan, value=plan.value * 2)))
