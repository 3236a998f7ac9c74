"""Our own policy: a month of the model as a problem of `cultivate.engine.introductions`, which does the choosing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from shelterbelt.cultivate.engine.introductions import Met, Person, Problem, Round, Tie, Weights, introduce
from shelterbelt.cultivate.engine.simulate.people import Bools, Ints
from shelterbelt.cultivate.engine.simulate.world import World, core_of

_START = date(2026, 1, 1)
_MONTH_DAYS = 30
_HALF_HOURS = 14
"""Half-hours that all of a meeting have in common: seven hours of the day, so that a time is found and the meeting held.

Tried on development seeds; with a single hour a third of meetings is not held.
"""
_WEIGHTS = Weights(fit=2.0)
_RENEW_WITHIN = 4.0
"""Months: at the half-life assumed, a tie with less left gains more from a meeting than a new one would."""


def chosen(world: World, willing: Ints, dice: np.random.Generator, size: int) -> list[tuple[int, ...]]:
    """Meetings of `size` people among those who take part, as the network would be given them."""
    here = np.flatnonzero(world.is_here)
    problem = Problem(
        day=_day(world.month),
        people=_people(world, here, willing, dice),
        ties=_ties(world, here, willing),
        met=_met(world, willing),
        round=Round(
            size=size,
            by_chance=0.0,
            repeat_after=_MONTH_DAYS * world.assumed.no_repeat,
            half_hours=_HALF_HOURS,
            core=world.assumed.core,
            weights=_WEIGHTS,
            renew_within=_RENEW_WITHIN,
            proves=False,
            passes=0,
        ),
        seed=int(dice.integers(2**31)),
    )
    return [tuple(int(one) for one in each.people) for each in introduce(problem).introductions]


def _people(world: World, here: Ints, willing: Ints, dice: np.random.Generator) -> tuple[Person, ...]:
    """Everyone here as their profile shows them: some needs and offers are missing, ties are those that are known."""
    people, rule = world.people, world.assumed.core
    live = world.known[np.ix_(here, here)] >= world.assumed.live
    core = core_of(live, people.sector[here], people.country[here], rule)
    inside = live & core[None, :]
    across = people.sector[here][:, None] != people.sector[here][None, :]
    abroad = people.country[here][:, None] != people.country[here][None, :]
    counts = (inside.sum(1), (inside & across).sum(1), (inside & abroad).sum(1))
    read = dice.random((2, len(people), people.needs.shape[1])) >= world.assumed.misread
    needs, offers = _named(people.needs & read[0], here), _named(people.offers & read[1], here)
    tongues = _named(people.speaks, here)
    takes_part = np.isin(here, willing)
    return tuple(
        Person(
            id=str(one),
            sector=str(people.sector[one]),
            country=str(people.country[one]),
            languages=tuple(reversed(tongues[at])),
            hours=int(people.hours[one]),
            needs=frozenset(needs[at]),
            offers=frozenset(offers[at]),
            is_paused=not takes_part[at],
            inside=int(counts[0][at]),
            other_sector=int(counts[1][at]),
            cross_border=int(counts[2][at]),
            is_in_core=bool(core[at]),
            avoids=_wishes(world, one),
            avoided_sectors=frozenset({str(people.avoided_sector[one])} - {"-1"}),
            avoided_countries=frozenset({str(people.country[one])} if people.is_shielded[one] else ()),
        )
        for at, one in enumerate(here.tolist())
    )


def _named(holds: Bools, here: Ints) -> list[list[str]]:
    """For each person here, the names of what their row holds, ascending."""
    found: list[list[str]] = [[] for _ in here]
    for at, which in zip(*(side.tolist() for side in np.nonzero(holds[here])), strict=True):
        found[at].append(str(which))
    return found


def _wishes(world: World, one: int) -> frozenset[str]:
    """Whom someone avoids by name; who is not there any more is no news to the engine."""
    other = int(world.people.blocks[one])
    return frozenset({str(other)} if other >= 0 else ())


def _ties(world: World, here: Ints, willing: Ints) -> tuple[Tie, ...]:
    """Known live ties of those who take part; those between two others change nothing this month."""
    known, live, half = world.known, world.assumed.live, world.assumed.half_life
    one, other = np.nonzero(np.triu(known[np.ix_(here, here)] >= live, 1))
    one, other = here[one], here[other]
    asked = np.isin(one, willing) | np.isin(other, willing)
    one, other = one[asked], other[asked]
    strengths = known[one, other]
    months = half * np.log2(strengths / live)
    rows = zip(one.tolist(), other.tolist(), strengths.tolist(), months.tolist(), strict=True)
    return tuple(Tie(str(a), str(b), strength, left) for a, b, strength, left in rows)


def _met(world: World, willing: Ints) -> tuple[Met, ...]:
    on = world.met_on[np.ix_(willing, willing)]
    one, other = np.nonzero(np.triu(world.month - on < world.assumed.no_repeat, 1))
    days = {month: _day(month) for month in range(world.month + 1)}
    rows = zip(willing[one].tolist(), willing[other].tolist(), on[one, other].tolist(), strict=True)
    return tuple(Met(str(a), str(b), days[month]) for a, b, month in rows)


def _day(month: int) -> date:
    return _START + timedelta(days=_MONTH_DAYS * month)
