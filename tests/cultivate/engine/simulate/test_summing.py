"""Many runs together: means and intervals by hand, seventeen settings that change one thing each, nothing claimed for nothing."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from shelterbelt.cultivate.engine.simulate import (
    Assumptions,
    BadAssumption,
    Interval,
    Run,
    check,
    policy_names,
    sensitivity,
    simulate,
    standings,
)
from shelterbelt.cultivate.engine.simulate.people import draw_people
from shelterbelt.cultivate.engine.simulate.plan import Moment
from shelterbelt.cultivate.engine.simulate.policies import random_groups
from shelterbelt.cultivate.engine.simulate.run import compared, run_once
from shelterbelt.cultivate.engine.simulate.settings import NO_FRICTION, settings
from shelterbelt.cultivate.engine.simulate.world import World

SMALL = Assumptions(members=120)


def run(policy: str, seed: int, core: float, held: int = 3) -> Run:
    moments = tuple(
        Moment(month, 10, core * part, 0.1, core * part / 2, core * part, core * part, 0.25, 0.75)
        for month, part in ((1, 0.5), (2, 0.75), (3, 1.0))
    )
    return Run(policy, seed, moments, 4, held)


def test_standings_are_means_over_seeds() -> None:
    report = compared([run("a", 1, 0.6), run("b", 1, 0.0, 0), run("a", 2, 0.4), run("b", 2, 0.0, 0)], 3)
    ours, peer = standings(report)
    assert (ours.policy, peer.policy) == ("a", "b")
    assert (ours.core.low, ours.core.high) == (0.4, 0.6)
    assert [ours.core.value, ours.mean_core] == pytest.approx([0.5, 0.375])
    assert [ours.isolates, ours.lowest_sector, ours.careful, ours.others] == pytest.approx(
        [0.1, 0.25, 0.5, 0.5]
    )
    assert (ours.without_link, ours.may_cross, ours.invited, ours.held) == (0.25, 0.75, 4.0, 0.75)
    assert (peer.core, peer.held) == (Interval(0.0, 0.0, 0.0), 0.0)


def test_a_ratio_over_nobody_is_endless_and_of_nobody_over_nobody_one() -> None:
    runs = [run(name, seed, core) for seed in (1, 2) for name, core in (("a", 0.5), ("b", 0.0), ("c", 0.0))]
    report = compared(runs, 3)
    assert report.ratios["a", "b"] == Interval(math.inf, math.inf, math.inf)
    assert report.ratios["b", "a"] == Interval(0.0, 0.0, 0.0)
    assert report.means["c", "b"] == Interval(1.0, 1.0, 1.0)
    assert check(report) == ()


def test_who_meets_nobody_counts_as_all_held() -> None:
    report = simulate(("none", "random pairs"), (1, 2), SMALL, months=3)
    assert [(one.policy, one.invited > 0) for one in standings(report)] == [
        ("none", False),
        ("random pairs", True),
    ]
    assert standings(report)[0].held == 1.0


def test_seventeen_settings_each_change_something_and_the_first_nothing() -> None:
    found = settings(SMALL)
    assert len(found) == 17
    assert next(iter(found)) == "as assumed"
    assert found["as assumed"] == SMALL
    assert all(one != other for one, other in itertools.combinations(found.values(), 2))
    assert {one.members for one in found.values()} == {120}


def test_sensitivity_tells_where_it_is_and_answers_setting_by_setting() -> None:
    told: list[tuple[str, str, int]] = []
    pair = ("random groups of four", "cross-sector random pairs")
    rows = sensitivity(pair, (1, 2), SMALL, months=4, tell=lambda *where: told.append(where))
    assert told == []
    first = next(rows)
    assert told == [("as assumed", policy, seed) for seed in (1, 2) for policy in pair]
    report = simulate(pair, (1, 2), SMALL, months=4)
    assert (first.core, first.peer_core) == (report.mean_core(pair[0]), report.mean_core(pair[1]))
    assert (first.ratio, first.mean_ratio) == (report.ratios[pair], report.means[pair])
    assert first.is_worthwhile is (first.ratio.value >= 1.2)
    assert ["as assumed", *(one.setting for one in rows)] == list(settings(SMALL))


def test_sensitivity_refuses_an_unknown_policy() -> None:
    with pytest.raises(BadAssumption, match="no policy is called 'best'"):
        next(sensitivity(("best", "none"), (1, 2), SMALL))


def test_nothing_is_claimed_where_nothing_stands_in_the_way() -> None:
    assumed = settings(SMALL)[NO_FRICTION]
    pair = ("chosen groups of four", "random groups of four")
    report = simulate(pair, (1, 2, 3), assumed, months=12)
    assert report.mean_core(pair[1]) > 0.5
    assert report.ratios[pair].value <= 1.1


@pytest.mark.parametrize("policy", policy_names())
def test_a_run_is_the_same_again(policy: str) -> None:
    assert run_once(policy, 4, SMALL, 3) == run_once(policy, 4, SMALL, 3)


def test_who_may_cross_a_border_is_found_by_asking_every_pair() -> None:
    assumed = replace(SMALL, link_language=0.1, avoids_sector=0.3, shielded=0.1, drop_out=0.0)
    people = draw_people(assumed, 1, np.random.default_rng([3, 0]))
    found = run_once("none", 3, assumed, 1).at(1)
    here = np.flatnonzero(people.joins < 1).tolist()

    def may_meet(one: int, other: int) -> bool:
        hours = int(people.hours[one]) & int(people.hours[other])
        return (
            not people.apart[one, other]
            and bool(hours & hours >> 1)
            and any(a and b for a, b in zip(people.speaks[one], people.speaks[other], strict=True))
            and people.country[one] != people.country[other]
        )

    may = [any(may_meet(one, other) for other in here if other != one) for one in here]
    assert found.here == len(here)
    assert 0 < sum(may) < len(may)
    assert found.may_cross == pytest.approx(sum(may) / len(may))


def test_the_honest_peer_keeps_hours_language_sectors_and_repeats() -> None:
    people = draw_people(SMALL, 6, np.random.default_rng(5))
    world, dice = World(people, SMALL, np.random.default_rng(6)), np.random.default_rng(7)
    met: set[frozenset[int]] = set()
    for _month in range(5):
        world.begin_month()
        groups = random_groups(world, world.willing(), dice)
        assert groups
        for group in groups:
            hours = int(np.bitwise_and.reduce(people.hours[list(group)]))
            assert hours & hours >> 1
            assert people.speaks[list(group)].all(axis=0).any()
            assert len({int(people.sector[one]) for one in group}) == 4
            pairs = {frozenset(pair) for pair in itertools.combinations(group, 2)}
            assert not pairs & met
            met |= pairs
        world.introduce(groups)
        world.end_month()
