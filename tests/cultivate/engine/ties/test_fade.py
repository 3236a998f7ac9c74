"""Half-lives from logs drawn from the model: found again within their intervals, and the prior where data are too few."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from shelterbelt.cultivate.engine.ties import Contact, Kind, Log, Rule, Source, check, fade

DAY = date(2028, 5, 1)
DAYS = 900


def drawn(
    pairs: int, half_life: float, every: float, seed: int, kind: Kind = Kind.MET
) -> tuple[Contact, ...]:
    """Pairs met once within two years; then contact every so many days until the tie dies, with a half-life in months."""
    dice = np.random.default_rng(seed)
    contacts = []
    for number in range(pairs):
        start = float(dice.integers(0, 700))
        dead = start + dice.exponential(half_life * 30.4375 / math.log(2))
        at, seen = start, set[int]()
        while at < min(dead, DAYS):
            seen.add(round(at))
            at += dice.exponential(every)
        contacts += [
            Contact(
                f"{kind.name}{number}.{day}",
                f"{kind.name}{number}p",
                f"{kind.name}{number}q",
                kind,
                DAY - timedelta(days=DAYS - day),
            )
            for day in sorted(seen)
        ]
    return tuple(contacts)


@pytest.mark.parametrize("half_life", [2.0, 4.0, 9.0])
def test_half_life_is_found_again(half_life: float) -> None:
    log = Log(DAY, drawn(1500, half_life, 40, 7))
    told = fade(log)[0]
    assert told.source is Source.LOG
    assert told.months == pytest.approx(half_life, rel=0.15)


@pytest.mark.parametrize("half_life", [4.0, 9.0])
def test_interval_holds_the_truth_about_as_often_as_it_says(half_life: float) -> None:
    inside = 0
    for seed in range(60):
        told = fade(Log(DAY, drawn(150, half_life, 30, seed)))[0]
        assert told.low is not None
        assert told.high is not None
        inside += told.low < half_life < told.high
    assert inside >= 52  # of 60 draws at 95 %, fewer come about once in a thousand times


def test_half_lives_agree_with_the_slow_likelihood() -> None:
    log = Log(DAY, drawn(60, 5.0, 30, 3) + drawn(60, 2.0, 20, 4, Kind.CONSULTED))
    told = fade(log)
    assert [one.source is Source.LOG for one in told] == [True, False, True, False]
    assert check(log, told) == ()
    wrong = replace(told[0], months=told[0].months * 1.2)
    assert "met: not the most likely" in check(log, (wrong, *told[1:]))


def test_prior_stands_where_data_are_too_few() -> None:
    log = Log(DAY, drawn(10, 4.0, 30, 1), rules=dict.fromkeys(Kind, Rule(half_life=6.5)))
    for told in fade(log):
        assert (told.months, told.low, told.high) == (6.5, None, None)
        assert told.source is Source.PRIOR_TOO_FEW
    assert check(log, fade(log)) == ()


def test_prior_stands_where_nothing_bounds_the_half_life() -> None:
    # Everybody meets every ten days until the last: nobody is seen to part, so a tie may last for ever.
    contacts = tuple(
        Contact(f"{pair}.{day}", f"p{pair}", f"q{pair}", Kind.MET, DAY - timedelta(days=day))
        for pair in range(60)
        for day in range(5, 200, 10)
    )
    told = fade(Log(DAY, contacts))[0]
    assert (told.source, told.months) == (Source.PRIOR_UNSTABLE, 4.0)
