"""Ways to introduce people, all under the same safety rules: nobody meets someone whom one of the two avoids."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from shelterbelt.cultivate.engine.simulate.chosen import chosen
from shelterbelt.cultivate.engine.simulate.people import Bools, Ints
from shelterbelt.cultivate.engine.simulate.world import World

Groups = list[tuple[int, ...]]
Policy = Callable[[World, Ints, np.random.Generator], Groups]
"""Who meets whom this month, of those who take part (places, ascending); each person at most once."""

_TRIES = 60
_FOUR = 4


def nothing(world: World, willing: Ints, dice: np.random.Generator) -> Groups:
    """No introductions."""
    del world, willing, dice
    return []


def random_pairs(world: World, willing: Ints, dice: np.random.Generator) -> Groups:
    """Anyone with anyone."""
    return _pairs(world, willing, dice, across=False, is_new=False)


def cross_sector_pairs(world: World, willing: Ints, dice: np.random.Generator) -> Groups:
    """Across sectors, not yet tied, no repeat: as Donut does across its groups."""
    return _pairs(world, willing, dice, across=True, is_new=True)


def random_groups(world: World, willing: Ints, dice: np.random.Generator) -> Groups:
    """Groups of four that can meet: an hour and a language in common, across sectors, no repeat. The honest peer."""
    left = dice.permutation(willing)
    found: Groups = []
    while len(left) >= _FOUR:
        group, left = [int(left[-1])], left[:-1]
        asked = left[-_TRIES:]
        fits = np.ones(len(asked), bool)
        hours, speaks = world.people.hours[group[0]], world.people.speaks[group[0]]
        after = -1
        while len(group) < _FOUR:
            fits &= _fits(world, group[-1], asked, hours, speaks)
            later = np.flatnonzero(fits[after + 1 :])
            if not len(later):
                break
            after += 1 + int(later[0])
            group.append(int(asked[after]))
            hours, speaks = hours & world.people.hours[group[-1]], speaks & world.people.speaks[group[-1]]
        left = left[~np.isin(left, group)]
        if len(group) == _FOUR:
            found.append(tuple(group))
    return found


def chosen_groups(world: World, willing: Ints, dice: np.random.Generator) -> Groups:
    """Groups of four by `cultivate.engine.introductions`, without a share by chance."""
    return chosen(world, willing, dice, 4)


def chosen_pairs(world: World, willing: Ints, dice: np.random.Generator) -> Groups:
    """Pairs by `cultivate.engine.introductions`, without a share by chance."""
    return chosen(world, willing, dice, 2)


POLICIES: dict[str, Policy] = {
    "none": nothing,
    "random pairs": random_pairs,
    "cross-sector random pairs": cross_sector_pairs,
    "random groups of four": random_groups,
    "chosen pairs": chosen_pairs,
    "chosen groups of four": chosen_groups,
}


def policy_names() -> tuple[str, ...]:
    """What policies are called, from doing nothing to our own."""
    return tuple(POLICIES)


def _pairs(world: World, willing: Ints, dice: np.random.Generator, *, across: bool, is_new: bool) -> Groups:
    left = list(dice.permutation(willing))
    found: Groups = []
    while len(left) > 1:
        one = left.pop()
        for other in reversed(left[-_TRIES:]):
            if world.people.apart[one, other]:
                continue
            if across and world.people.sector[one] == world.people.sector[other]:
                continue
            if is_new and (_met_lately(world, one, other) or world.known[one, other] >= world.assumed.live):
                continue
            left.remove(other)
            found.append((int(one), int(other)))
            break
    return found


def _met_lately(world: World, one: int, other: int) -> bool:
    return bool(world.month - world.met_on[one, other] < world.assumed.no_repeat)


def _fits(world: World, last: int, others: Ints, hours: np.uint64, speaks: Bools) -> Bools:
    """Who may join a group whose members but the last were asked before; they share `hours` and `speaks`."""
    people = world.people
    fits = ~people.apart[last, others] & (world.month - world.met_on[last, others] >= world.assumed.no_repeat)
    fits &= people.sector[others] != people.sector[last]
    common = people.hours[others] & hours
    fits &= (common & (common >> np.uint64(1))) != 0
    answer: Bools = fits & (people.speaks[others] & speaks).any(axis=1)
    return answer
