"""The model: same seed same story, safety in every policy, the core against a slow one, nothing claimed without friction."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelterbelt.cultivate.engine.introductions.problem import CoreRule
from shelterbelt.cultivate.engine.simulate import Assumptions, BadAssumption, Interval, check, simulate
from shelterbelt.cultivate.engine.simulate.people import draw_people
from shelterbelt.cultivate.engine.simulate.plan import Moment, Run
from shelterbelt.cultivate.engine.simulate.policies import POLICIES
from shelterbelt.cultivate.engine.simulate.run import compared
from shelterbelt.cultivate.engine.simulate.world import World, core_of

SMALL = Assumptions(members=120)
RANDOM = ("none", "random pairs", "cross-sector random pairs", "random groups of four")


def slow_core(live: list[list[bool]], sector: list[int], country: list[int], rule: CoreRule) -> set[int]:
    """By the definition: the union of all sets in which each keeps enough, then its largest component."""
    people = range(len(live))

    def keeps(one: int, inside: set[int]) -> bool:
        ties = [other for other in inside if live[one][other]]
        return (
            len(ties) >= rule.inside
            and sum(sector[one] != sector[other] for other in ties) >= rule.other_sector
            and sum(country[one] != country[other] for other in ties) >= rule.cross_border
        )

    best: set[int] = set()
    for size in people:
        for chosen in itertools.combinations(people, size + 1):
            if all(keeps(one, set(chosen)) for one in chosen):
                best |= set(chosen)
    parts: list[set[int]] = []
    left = set(best)
    while left:
        part, edge = set(), {min(left)}
        while edge:
            part |= edge
            edge = {other for one in edge for other in best - part if live[one][other]}
        parts.append(part)
        left -= part
    return max(parts, key=len, default=set())


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_the_core_is_the_one_of_its_definition(seed: int) -> None:
    dice = np.random.default_rng(seed)
    number = int(dice.integers(1, 9))
    live = np.triu(dice.random((number, number)) < 0.75, 1)
    live = live | live.T
    sector, country = dice.integers(3, size=number), dice.integers(2, size=number)
    rule = CoreRule(2, 1, int(dice.integers(0, 2)))
    found = set(np.flatnonzero(core_of(live, sector, country, rule)).tolist())
    slow = slow_core(live.tolist(), sector.tolist(), country.tolist(), rule)
    assert len(found) == len(slow)
    if found != slow:
        assert not found & slow, "two components of one size"


@pytest.mark.parametrize("policy", POLICIES)
def test_no_policy_brings_together_whom_a_wish_keeps_apart(policy: str) -> None:
    assumed = replace(SMALL, avoids_sector=0.4, shielded=0.2, blocks=0.4, take_part=0.9)
    people = draw_people(assumed, 6, np.random.default_rng(5))
    world, dice = World(people, assumed, np.random.default_rng(6)), np.random.default_rng(7)
    introduced = 0
    for _month in range(4):
        world.begin_month()
        willing = world.willing()
        groups = POLICIES[policy](world, willing, dice)
        everyone = [one for group in groups for one in group]
        assert len(everyone) == len(set(everyone))
        assert set(everyone) <= set(willing.tolist())
        for group in groups:
            assert not any(people.apart[one, other] for one, other in itertools.combinations(group, 2))
        introduced += len(groups)
        world.introduce(groups)
        world.leave()
        world.end_month()
    assert (introduced > 0) is (policy != "none")


def test_a_wish_holds_both_ways_round() -> None:
    people = draw_people(replace(SMALL, blocks=0.5), 6, np.random.default_rng(1))
    assert people.apart.sum() > len(people)
    assert np.array_equal(people.apart, people.apart.T)
    for one in np.flatnonzero(people.blocks >= 0):
        assert people.apart[people.blocks[one], one]


def test_the_same_seeds_give_the_same_report() -> None:
    first, again = (simulate(RANDOM, (1, 2), SMALL, months=6) for _ in range(2))
    assert first == again
    assert check(first) == ()
    other = simulate(RANDOM, (1, 3), SMALL, months=6)
    assert other.runs[0] == first.runs[0]
    assert other.runs[-1] != first.runs[-1]


def test_ties_fade_by_half_in_a_half_life() -> None:
    people = draw_people(SMALL, 6, np.random.default_rng(1))
    world = World(people, replace(SMALL, half_life=3.0, contact=0.0), np.random.default_rng(2))
    world.begin_month()
    before = world.strength.sum()
    for _month in range(3):
        world.end_month()
        world.month += 100  # nobody joins any more
        world.begin_month()
    assert before > 0
    assert world.strength.sum() == pytest.approx(before / 2, rel=1e-9)


def test_ratios_are_of_means_over_the_same_seeds() -> None:
    def run(policy: str, seed: int, core: float) -> Run:
        moments = tuple(Moment(month, 10, core, 0, 0, 0, 0, 0, 1) for month in (1, 2, 3))
        return Run(policy, seed, moments, 1, 1)

    report = compared([run("a", 1, 0.6), run("b", 1, 0.3), run("a", 2, 0.4), run("b", 2, 0.2)], 3)
    assert report.ratios["a", "b"] == Interval(2.0, 2.0, 2.0)
    assert report.means["b", "a"] == Interval(0.5, 0.5, 0.5)
    assert report.mean_core("a") == pytest.approx(0.5)


def test_a_report_that_was_changed_is_found_out() -> None:
    report = simulate(RANDOM[:2], (1, 2), SMALL, months=3)
    run = report.runs[0]
    moment = replace(run.moments[-1], core=0.9, isolates=0.3)
    other = replace(run, moments=(*run.moments[:-1], moment), held=run.invited + 1)
    wrong = check(replace(report, runs=(other, *report.runs[1:])))
    assert f"none, seed 1: {run.invited + 1} of {run.invited} meetings were held" in wrong
    assert "none, seed 1, month 3: somebody in the core has no tie" in wrong
    turned = {pair: replace(one, value=one.value + 1) for pair, one in report.ratios.items()}
    assert len(check(replace(report, ratios=turned))) == len(turned)
    assert "policies were not run under the same seeds" in check(replace(report, runs=report.runs[:-1]))


@pytest.mark.parametrize(
    ("policies", "seeds", "months", "words"),
    [
        (("best",), (1, 2), 3, "no policy is called 'best'; there are none, random pairs"),
        (("none",), (1, 1), 3, "two or more different seeds"),
        (("none",), (1, 2), 0, "one month or more"),
    ],
)
def test_what_cannot_be_run_is_refused(
    policies: tuple[str, ...], seeds: tuple[int, ...], months: int, words: str
) -> None:
    with pytest.raises(BadAssumption, match=words):
        simulate(policies, seeds, SMALL, months=months)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"take_part": 1.5}, "take_part is 1.5; give 0 to 1"),
        ({"members": 0}, "members is 0; give 1 or more"),
        ({"half_life": 0.0}, "half_life, live and most"),
        ({"needs": 30}, "at most half of the 40 topics"),
    ],
)
def test_what_cannot_be_assumed_is_refused(change: dict[str, float], words: str) -> None:
    with pytest.raises(BadAssumption, match=words):
        replace(SMALL, **change)  # type: ignore[arg-type]
