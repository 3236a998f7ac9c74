"""Runs the model: the same people and the same luck for every policy under one seed, and an interval over seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from shelterbelt.cultivate.engine.simulate.assumptions import Assumptions, BadAssumption
from shelterbelt.cultivate.engine.simulate.people import Bools, Floats, Ints, People, draw_people
from shelterbelt.cultivate.engine.simulate.plan import Interval, Moment, Report, Run
from shelterbelt.cultivate.engine.simulate.policies import POLICIES
from shelterbelt.cultivate.engine.simulate.world import World, core_of

_DRAWS = 4_000
_FEWEST_SEEDS = 2


def simulate(
    policies: Sequence[str],
    seeds: Sequence[int],
    assumed: Assumptions | None = None,
    *,
    months: int = 36,
    tell: Callable[[str, int], None] = lambda _policy, _seed: None,
) -> Report:
    """Every policy under every seed, and each policy against each other one.

    Args:
        policies: names of `policies.POLICIES`.
        seeds: two or more; results that are published take seeds that no policy was shaped on.
        assumed: what the model assumes.
        months: how long.
        tell: called before each run.

    Raises:
        BadAssumption: an unknown policy, too few seeds, or no month.
    """
    unknown = [one for one in policies if one not in POLICIES]
    if unknown:
        raise BadAssumption(f"no policy is called {unknown[0]!r}; there are {', '.join(POLICIES)}.")
    if len(set(seeds)) < _FEWEST_SEEDS or months < 1:
        raise BadAssumption("give two or more different seeds, and one month or more.")
    given = assumed or Assumptions()
    runs = []
    for seed in dict.fromkeys(seeds):
        for policy in dict.fromkeys(policies):
            tell(policy, seed)
            runs.append(run_once(policy, seed, given, months))
    return compared(runs, months)


def run_once(policy: str, seed: int, assumed: Assumptions, months: int) -> Run:
    """One policy under one seed."""
    people = draw_people(assumed, months, np.random.default_rng([seed, 0]))
    world = World(people, assumed, np.random.default_rng([seed, 1]))
    dice = np.random.default_rng([seed, 2])
    told = []
    for _month in range(months):
        world.begin_month()
        world.live_by_themselves()
        world.introduce(POLICIES[policy](world, world.willing(), dice))
        world.leave()
        world.end_month()
        if world.month in dates_of(months):
            told.append(_moment(world))
    return Run(policy, seed, tuple(told), world.invited, world.held)


def compared(runs: Iterable[Run], months: int) -> Report:
    """Ratios of policies over the same seeds, with 95 % intervals by resampling seeds (paired bootstrap)."""
    found = tuple(runs)
    names = list(dict.fromkeys(one.policy for one in found))
    seeds = sorted({one.seed for one in found})
    by = {(one.policy, one.seed): one for one in found}
    dates = dates_of(months)
    last = {name: np.array([by[name, seed].at(months).core for seed in seeds]) for name in names}
    mean = {
        name: np.array([np.mean([by[name, seed].at(date).core for date in dates]) for seed in seeds])
        for name in names
    }
    pairs = [(one, other) for one in names for other in names if one != other]
    return Report(
        found,
        months,
        {pair: _ratio(last[pair[0]], last[pair[1]]) for pair in pairs},
        {pair: _ratio(mean[pair[0]], mean[pair[1]]) for pair in pairs},
    )


def dates_of(months: int) -> tuple[int, ...]:
    """The ends of the thirds of the time; the last is the end."""
    return tuple(sorted({max(1, months // 3), max(1, 2 * months // 3), months}))


def spread(values: Sequence[float]) -> Interval:
    """A mean over seeds with its 95 % interval by resampling seeds."""
    found = np.array(values)
    low, high = np.quantile(found[_drawn(len(found))].mean(1), (0.025, 0.975), method="closest_observation")
    return Interval(float(found.mean()), float(low), float(high))


def _drawn(seeds: int) -> Ints:
    return np.random.default_rng(seeds).integers(seeds, size=(_DRAWS, seeds))


def _ratio(ours: Floats, peer: Floats) -> Interval:
    """Mean over mean; infinite where the peer has nobody in its core."""
    drawn = _drawn(len(ours))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.nan_to_num(ours[drawn].mean(1) / peer[drawn].mean(1), nan=1.0, posinf=np.inf)
        value = float(np.nan_to_num(ours.mean() / peer.mean(), nan=1.0, posinf=np.inf))
    low, high = np.quantile(ratios, (0.025, 0.975), method="closest_observation")
    return Interval(value, float(low), float(high))


def _moment(world: World) -> Moment:
    people = world.people
    here = np.flatnonzero((people.joins < world.month) & ~world.has_left)
    live = world.strength[np.ix_(here, here)] >= world.assumed.live
    core = core_of(live, people.sector[here], people.country[here], world.assumed.core)
    sectors = [_share(core, people.sector[here] == one) for one in np.unique(people.sector[here])]
    careful = people.is_careful[here]
    return Moment(
        month=world.month,
        here=len(here),
        core=_share(core, np.ones(len(here), bool)),
        isolates=_share(live.sum(axis=1) == 0, np.ones(len(here), bool)),
        lowest_sector=min(sectors, default=0.0),
        careful=_share(core, careful),
        others=_share(core, ~careful),
        without_link=_share(core, ~people.has_link[here]),
        may_cross=float(_may_cross(people, here).mean()) if len(here) else 0.0,
    )


def _may_cross(people: People, here: Ints) -> Bools:
    """Who of those here can be introduced to anyone at all over a border, by wishes, an hour and a language in common."""
    square = np.ix_(here, here)
    tongues = people.speaks[here].astype(np.float32)
    hours = people.hours[here][:, None] & people.hours[here][None, :]
    may = (tongues @ tongues.T > 0) & ((hours & (hours >> np.uint64(1))) != 0) & ~people.apart[square]
    answer: Bools = (may & (people.country[here][:, None] != people.country[here][None, :])).any(axis=1)
    return answer


def _share(found: Bools, among: Bools) -> float:
    return float(found[among].mean()) if among.any() else 0.0
