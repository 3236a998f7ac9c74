"""Betweenness: exact for networks of up to ten thousand, from drawn pivots above."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from shelterbelt.cultivate.engine.health.plan import Brokers
from shelterbelt.cultivate.engine.health.problem import BadNetwork, Floats, Ints, Network

EXACT_UP_TO = 10_000
FEWEST_PIVOTS = 1_024
_CELLS = 1 << 20
_WIDEST, _NARROWEST = 128, 8
_SURE = 0.05
_NORMAL = 1.959963984540054


def brokers(asked: Network, dice: np.random.Generator, pivots: int = FEWEST_PIVOTS) -> Brokers:
    """The share (n) of shortest paths between two others that run through each member, by Brandes 2001.

    Up to 10,000 members every member is a source: exact, `error` zero. Above, `pivots` of them, drawn without
    replacement (Brandes and Pich 2007); `error` is 95 % for one member, with the correction for drawing from a finite
    number, and `widest` holds for all members at once with 95 % (Hoeffding 1963, section 6 for no replacement).
    O(pivots x ties) where paths are short: work grows with the longest shortest path.

    Raises:
        BadNetwork: fewer than 1,024 pivots were asked for.
    """
    if pivots < FEWEST_PIVOTS:
        raise BadNetwork(
            "pivots", f"are {pivots}; give {FEWEST_PIVOTS} or more, or brokers are found by luck."
        )
    members = len(asked)
    if members <= EXACT_UP_TO or pivots >= members:
        return sampled(asked, np.arange(members))
    return sampled(asked, dice.choice(members, size=pivots, replace=False))


def sampled(asked: Network, sources: Ints) -> Brokers:
    """Betweenness from the given sources; exact if they are all members."""
    members, drawn = len(asked), len(sources)
    nothing = np.zeros(members)
    if members <= 2:  # noqa: PLR2004 - nobody stands between others
        return Brokers(nothing, drawn, nothing, 0.0)
    live = asked.is_live()
    one, other = asked.one[live], asked.other[live]
    tied = np.unique(np.concatenate((one, other)))
    number = np.full(members, -1)
    number[tied] = np.arange(len(tied))
    ends = (
        np.concatenate((number[one], number[other])),
        np.concatenate((number[other], number[one])),
    )
    graph = csr_array((np.ones(len(ends[0])), ends), shape=(len(tied), len(tied)))
    first, second = np.zeros(len(tied)), np.zeros(len(tied))
    starts = number[sources]
    starts = starts[starts >= 0]
    width = min(_WIDEST, max(_NARROWEST, _CELLS // max(1, len(tied))))
    for at in range(0, len(starts), width):
        load = _dependence(graph, starts[at : at + width])
        first += load.sum(axis=1)
        second += np.einsum("ij,ij->i", load, load)
    scale = members / ((members - 1) * (members - 2))
    mean = first / drawn
    between = np.zeros(members)
    between[tied] = mean * scale
    error, widest = np.zeros(members), 0.0
    if drawn < members:
        spread = np.maximum(second - drawn * mean**2, 0.0) / (drawn - 1)
        error[tied] = _NORMAL * scale * np.sqrt(spread / drawn * (1.0 - drawn / members))
        widest = members / (members - 1) * math.sqrt(math.log(2 * members / _SURE) / (2 * drawn))
    return Brokers(between, drawn, error, widest)


def _dependence(graph: csr_array, starts: Ints) -> Floats:
    """Of each source (column) on each member (row): the sum over targets of the share of shortest paths through."""
    shape = (graph.shape[0], len(starts))
    columns = np.arange(len(starts))
    paths = np.zeros(shape)
    paths[starts, columns] = 1.0
    unseen = np.ones(shape, np.bool_)
    unseen[starts, columns] = False
    frontier = paths.copy()
    levels: list[npt.NDArray[np.intp]] = [np.flatnonzero(frontier)]
    while True:
        frontier = graph @ frontier
        frontier *= unseen
        reached = np.flatnonzero(frontier)
        if not len(reached):
            break
        unseen.ravel()[reached] = False
        paths.ravel()[reached] = frontier.ravel()[reached]
        levels.append(reached)
    load = np.zeros(shape)
    flat, counted = load.ravel(), paths.ravel()
    for level in range(len(levels) - 1, 0, -1):
        reached = levels[level]
        share = np.zeros(shape)
        share.ravel()[reached] = (1.0 + flat[reached]) / counted[reached]
        back = graph @ share
        before = levels[level - 1]
        flat[before] = counted[before] * back.ravel()[before]
    load[starts, columns] = 0.0
    return load
