"""The health of a network but for its brokers: every figure in time linear in members and ties, up to sorting."""

from __future__ import annotations

import math

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from shelterbelt.cultivate.engine.health.core import core
from shelterbelt.cultivate.engine.health.mixing import mixing
from shelterbelt.cultivate.engine.health.plan import Health, Risk
from shelterbelt.cultivate.engine.health.problem import Bools, Floats, Ints, Network

REMOVED = 0.1
LOAD = 0.05
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def measure(asked: Network) -> Health:
    """All of `Health`. O(n + m), with sorts of n and m; sources of each figure in README.md."""
    live = asked.is_live()
    one, other, strength = asked.one[live], asked.other[live], asked.strength[live]
    members = len(asked)
    count, labels = components(members, one, other)
    largest = int(np.bincount(labels).max()) if members else 0
    degree = np.bincount(one, minlength=members) + np.bincount(other, minlength=members)
    inside = core(asked)
    part = largest_part(inside, one, other)
    gone, left = loss(degree, one, other)
    abroad = asked.country[one] != asked.country[other]
    across = asked.sector[one] != asked.sector[other]
    total = float(strength.sum())
    months_left = asked.months_left[live]
    return Health(
        members=members,
        live_ties=len(one),
        components=count,
        largest=largest,
        connected=largest / members if members else 0.0,
        core=inside,
        core_part=part,
        core_share=float(part.sum()) / members if members else 0.0,
        sectors=mixing(asked.sector, len(asked.sectors), one, other, strength),
        countries=mixing(asked.country, len(asked.countries), one, other, strength),
        crossing_both=float(strength[abroad & across].sum()) / total if len(one) else None,
        gone=gone,
        left=left,
        robust=left / (members - gone) if members > gone else 0.0,
        top_load=_load(asked, live & (asked.sector[asked.one] != asked.sector[asked.other])),
        at_risk=_at_risk(asked, degree, one, other, months_left),
        months=tuple(float(value) for value in np.quantile(months_left, _QUARTERS)) if len(one) else (),
        dying=np.flatnonzero(live & (asked.months_left <= asked.soon)),
    )


def components(members: int, one: Ints, other: Ints) -> tuple[int, Ints]:
    """How many components there are, and the component of each member (n)."""
    if not members:
        return 0, np.zeros(0, np.int64)
    graph = csr_array((np.ones(len(one), np.int8), (one, other)), shape=(members, members))
    count, labels = connected_components(graph, directed=False)
    return int(count), labels.astype(np.int64)


def largest_part(kept: Bools, one: Ints, other: Ints) -> Bools:
    """The largest component (n) among `kept` members; of equal ones, that of the lowest number."""
    if not kept.any():
        return kept.copy()
    both = kept[one] & kept[other]
    _, labels = components(len(kept), one[both], other[both])
    sizes = np.bincount(labels[kept])
    first = np.full(len(sizes), len(kept))
    np.minimum.at(first, labels[kept], np.flatnonzero(kept))
    best = int(np.lexsort((first, -sizes))[0])
    return np.asarray(kept & (labels == best), np.bool_)


def loss(degree: Ints, one: Ints, other: Ints) -> tuple[int, int]:
    """How many members are taken out, and the largest component among those who stay."""
    members = len(degree)
    gone = math.ceil(members * REMOVED)
    stays = np.ones(members, np.bool_)
    stays[np.argsort(-degree, kind="stable")[:gone]] = False
    return gone, int(largest_part(stays, one, other).sum())


def _load(asked: Network, counted: Bools) -> float | None:
    if not counted.any():
        return None
    held = np.bincount(asked.one[counted], asked.strength[counted], minlength=len(asked))
    held += np.bincount(asked.other[counted], asked.strength[counted], minlength=len(asked))
    top = math.ceil(len(asked) * LOAD)
    return float(np.sort(held)[-top:].sum() / held.sum())


def _at_risk(asked: Network, degree: Ints, one: Ints, other: Ints, months_left: Floats) -> dict[Risk, Ints]:
    longest = np.zeros(len(asked))
    np.maximum.at(longest, one, months_left)
    np.maximum.at(longest, other, months_left)
    return {
        Risk.ISOLATE: np.flatnonzero(degree == 0),
        Risk.NEWCOMER: np.flatnonzero((asked.since <= asked.newcomer) & (degree < asked.few)),
        Risk.LAST: np.flatnonzero(degree == 1),
        Risk.FADING: np.flatnonzero((degree > 0) & (longest <= asked.soon)),
    }
