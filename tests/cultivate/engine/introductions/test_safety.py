"""No introduction breaks a hard rule, whichever way it came about: an independent reading of tens of thousands."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random

import numpy as np
import pytest
from tests.cultivate.engine.introductions.introductions_cases import DAY, crowd

from shelterbelt.cultivate.engine.introductions import Met, Round, allowed, check, introduce
from shelterbelt.cultivate.engine.introductions.candidates import candidates
from shelterbelt.cultivate.engine.introductions.check import Rules
from shelterbelt.cultivate.engine.introductions.table import compiled
from shelterbelt.cultivate.engine.introductions.weight import Worth

ROUNDS = (
    (2, 1, 0.2),
    (2, 3, 0.0),
    (4, 1, 0.1),
    (5, 1, 1.0),
    (6, 1, 0.1),
)
"""Size, slots, and the share left to chance."""


def drill(people: int, months: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How many introductions each path made, and every breach: `months` rounds, each after the meetings before it."""
    dice = Random(seed)  # noqa: S311 - invented data
    made: Counter[str] = Counter()
    breaches: list[str] = []
    met: tuple[Met, ...] = ()
    for month in range(months):
        size, slots, by_chance = ROUNDS[month % len(ROUNDS)]
        asked = Round(
            size=size,
            slots=slots,
            by_chance=by_chance,
            largest=min(6, size + 1) if size > 2 else 0,
            scan_up_to=(4_000, 100)[month % 2],
            proves=month % 3 == 0,
            chance_crosses=size != 5,
            passes=0 if people > 200 else 1,
            candidates=8,
        )
        problem = crowd(people, dice, asked, met)
        rules = Rules(problem)
        plan = introduce(problem)
        breaches += check(problem, plan)
        made.update(f"{one.arm} {len(one.people)}" for one in plan.introductions)
        met = tuple(Met(a, b, DAY) for one in plan.introductions for a, b in combinations(one.people, 2))
        table = compiled(problem)
        found = candidates(Worth(table), np.flatnonzero(table.takes_part), np.random.default_rng(seed))
        for a, b in zip(found.a.tolist(), found.b.tolist(), strict=True):
            breaches += rules.breaches((problem.people[a].id, problem.people[b].id))
        made["candidates"] += len(found.a)
    return made, breaches


def by_hand(tries: int, seed: int) -> tuple[Counter[str], list[str]]:
    """The same for what a steward may introduce: two to six people at random, answers compared either way."""
    dice = Random(seed)  # noqa: S311 - invented data
    made: Counter[str] = Counter()
    wrong: list[str] = []
    problem = crowd(60, dice, Round(), ())
    rules, names = Rules(problem), [one.id for one in problem.people]
    for _ in range(tries):
        chosen = dice.sample(names, dice.choice((2, 2, 2, 3, 4)))
        may, found = allowed(problem, chosen), list(rules.breaches(chosen))
        made["by hand"] += may
        wrong += [f"{chosen}: {may}, {found}"] if may == bool(found) else []
    return made, wrong


def test_no_introduction_breaks_a_rule() -> None:
    """The short form: more than 20,000 of which thousands are final, over every path."""
    made: Counter[str] = Counter()
    for people, months, seed in ((1_500, 2, 1), (300, 5, 2), (80, 5, 3)):
        counted, breaches = drill(people, months, seed)
        assert breaches == []
        made += counted
    counted, wrong = by_hand(600, 4)
    assert wrong == []
    made += counted
    assert sum(made.values()) > 20_000
    paths = {
        "chosen 2",
        "chosen 4",
        "chosen 5",
        "chosen 6",
        "chance 2",
        "chance 4",
        "chance 5",
        "candidates",
        "by hand",
    }
    assert {name for name in paths if not made[name]} == set()
    assert sum(made.values()) - made["candidates"] > 2_500


@pytest.mark.soak
def test_soak_no_introduction_breaks_a_rule() -> None:
    """A million introductions, and the candidates they come from on top."""
    made: Counter[str] = Counter()
    seed = 100
    while sum(made.values()) - made["candidates"] < 1_000_000:
        people, months = ((20_000, 2), (20_000, 2), (800, 5))[seed % 3]
        counted, breaches = drill(people, months, seed)
        assert breaches == []
        made += counted
        seed += 1
    assert made["candidates"] > 1_000_000
