"""Health figures against slow references on drawn networks, and through every refusal."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelterbelt.cultivate.engine.health import (
    BadNetwork,
    CoreRule,
    Network,
    Risk,
    brokers,
    check,
    measure,
    network,
)
from shelterbelt.cultivate.engine.health.brokers import sampled


def random_network(seed: int, members: int, ties: int) -> Network:
    dice = np.random.default_rng(seed)
    pairs = [(a, b) for a in range(members) for b in range(a)]
    chosen = dice.permutation(len(pairs))[:ties]
    ends = np.array([pairs[at] for at in chosen], np.int64).reshape(-1, 2)
    groups = max(1, members)
    return Network(
        sectors=tuple("abcd"),
        countries=tuple("xyz"),
        sector=dice.integers(0, 4, groups)[:members],
        country=dice.integers(0, 3, groups)[:members],
        since=dice.integers(0, 20, groups)[:members].astype(np.float64),
        one=ends[:, 0],
        other=ends[:, 1],
        strength=dice.choice((0.1, 0.25, 0.7, 2.0), len(ends)),
        months_left=dice.integers(0, 9, len(ends)).astype(np.float64),
    )


networks = st.builds(random_network, st.integers(0, 10**6), st.integers(0, 16), st.integers(0, 60))


@given(networks)
def test_health_agrees_with_the_slow_reading(asked: Network) -> None:
    assert check(asked, measure(asked)) == ()


@given(networks)
def test_brokers_agree_with_counting_every_path(asked: Network) -> None:
    assert check(asked, brokers(asked, np.random.default_rng(0))) == ()


@given(networks, st.sampled_from((CoreRule(2, 1, 0), CoreRule(0, 0, 0), CoreRule(1, 1, 1))))
def test_core_holds_for_any_rule(asked: Network, rule: CoreRule) -> None:
    ruled = replace(asked, core=rule)
    assert check(ruled, measure(ruled)) == ()


def test_dealt_chance_is_the_mean_over_every_deal() -> None:
    asked = random_network(3, 6, 9)
    deals = [
        measure(replace(asked, sector=np.array(deal))).sectors.e_i_strength
        for deal in itertools.permutations(asked.sector.tolist())
    ]
    told = measure(asked).sectors.dealt
    assert told == pytest.approx(np.mean([one for one in deals if one is not None]), abs=1e-12)


def test_drawn_brokers_are_unbiased_and_state_their_error() -> None:
    asked = random_network(5, 200, 700)
    right = sampled(asked, np.arange(200)).between
    dice = np.random.default_rng(1)
    drawn = [sampled(asked, dice.choice(200, 100, replace=False)) for _ in range(150)]
    assert np.mean([one.between for one in drawn], axis=0) == pytest.approx(right, abs=4e-3)
    held = np.mean([np.abs(one.between - right) <= one.error + 1e-12 for one in drawn])
    assert (
        held > 0.8
    )  # normal at heart: few large loads leave it under 0.95, as README says; `widest` has no such gap
    assert all((np.abs(one.between - right) <= one.widest).all() for one in drawn)


def test_weights_can_turn_the_sign_of_e_i() -> None:
    # Three weak ties across, one strong inside: counted +1/2; weighed (0.9 - 2)/(2.9).
    rows = [("a", "b", 2.0, 5.0), ("a", "c", 0.3, 5.0), ("b", "c", 0.3, 5.0), ("a", "d", 0.3, 5.0)]
    asked, names = network([(one, "health" if one in "ab" else "law", "ca", 9.0) for one in "abcd"], rows)
    told = measure(asked).sectors
    assert names == ("a", "b", "c", "d")
    assert told.e_i_ties == pytest.approx(0.5)
    assert told.e_i_strength == pytest.approx(-1.1 / 2.9)
    assert told.dealt == pytest.approx(1 / 3)  # two inside pairs of six
    assert told.ties.tolist() == [[1, 3], [3, 0]]


def test_at_risk_names_each_reason() -> None:
    members = [("a", "s", "x", 1.0), ("b", "s", "x", 20.0), ("c", "t", "y", 20.0)]
    asked, _ = network(members, [("b", "c", 1.0, 1.5)])
    risks = {why: who.tolist() for why, who in measure(asked).at_risk.items()}
    assert risks == {Risk.ISOLATE: [0], Risk.NEWCOMER: [0], Risk.LAST: [1, 2], Risk.FADING: [1, 2]}


def test_an_empty_network_has_no_figures_and_no_errors() -> None:
    asked, _ = network([], [])
    told = measure(asked)
    assert (told.members, told.connected, told.core_share, told.sectors.e_i_ties) == (0, 0.0, 0.0, None)


PEOPLE = [("a", "s", "x", 1.0), ("b", "t", "y", 2.0)]


@pytest.mark.parametrize(
    ("make", "place", "remedy"),
    [
        (lambda: network(PEOPLE, [("a", "a", 1.0, 1.0)]), "tie 1", "take it out"),
        (lambda: network(PEOPLE, [("a", "b", 1.0, 1.0), ("b", "a", 1.0, 1.0)]), "tie 2", "each pair once"),
        (lambda: network(PEOPLE, [("a", "z", 1.0, 1.0)]), "tie 1", "add them"),
        (lambda: network([*PEOPLE, PEOPLE[0]], []), "member 'a'", "each member once"),
        (lambda: network(PEOPLE, [("a", "b", float("nan"), 1.0)]), "tie 1", "finite number"),
        (lambda: network(PEOPLE, [("a", "b", 1.0, -1.0)]), "tie 1", "finite number"),
        (lambda: network(PEOPLE, [], live=0.0), "live", "above 0"),
        (lambda: replace(network(PEOPLE, [])[0], sector=np.array([0, 7])), "member 2", "number them"),
        (lambda: replace(network(PEOPLE, [])[0], since=np.zeros(5)), "members", "for each"),
        (lambda: brokers(network(PEOPLE, [])[0], np.random.default_rng(0), 10), "pivots", "1024 or more"),
    ],
)
def test_bad_networks_are_refused_with_place_and_remedy(
    make: Callable[[], object], place: str, remedy: str
) -> None:
    with pytest.raises(BadNetwork, match=remedy) as caught:
        make()
    assert caught.value.place == place


def test_a_million_repeated_rows_are_refused_with_their_number() -> None:
    asked = network(PEOPLE, [])[0]
    many = np.zeros(1_000_000, np.int64)
    with pytest.raises(BadNetwork, match="999999 do"):
        replace(asked, one=many, other=many + 1, strength=np.ones(1_000_000), months_left=np.ones(1_000_000))


def test_check_catches_planted_faults() -> None:
    asked = random_network(9, 14, 50)
    told = measure(asked)
    assert check(asked, replace(told, largest=told.largest - 1)) == ("largest",)
    assert check(asked, replace(told, core=~told.core)) == ("core",)
    wrong = replace(told.sectors, dealt=0.0)
    assert check(asked, replace(told, sectors=wrong)) == ("sectors: dealt",)
    found = brokers(asked, np.random.default_rng(0))
    assert check(asked, replace(found, between=found.between + 0.01)) != ()
