"""Health of networks of a thousand to a million, and their brokers, beside networkx and rustworkx where they finish.

`python -m benchmarks.health`. Seconds are of processor time, all threads; memory is the peak of a process of its own.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from shelterbelt.cultivate.engine.health import Network, brokers, measure

SIZES = tuple(int(one) for one in os.environ.get("HEALTH_SIZES", "1000,10000,100000,1000000").split(","))
TIES_EACH = 4.3
NETWORKX_UP_TO, BROKERS_UP_TO, PEER_BROKERS_UP_TO = 100_000, 10_000, 10_000
GOALS = {100_000: "5 s", 1_000_000: "60 s, 2 GB"}


def invented(members: int, seed: int = 1) -> Network:
    """Half of all ties near in number (cohorts), half anywhere; strengths faded at random. No pair twice."""
    dice = np.random.default_rng(seed)
    wanted = int(members * TIES_EACH * 1.5)
    one = dice.integers(0, members, wanted)
    near = (one + dice.integers(1, 30, wanted)) % members
    other = np.where(dice.random(wanted) < 0.5, near, dice.integers(0, members, wanted))
    keys = np.unique(np.minimum(one, other) * members + np.maximum(one, other))
    one, other = keys // members, keys % members
    kept = one != other
    one, other = one[kept], other[kept]
    strength = 2.0 ** (1.0 - dice.exponential(2.0, len(one)))
    return Network(
        sectors=tuple(f"s{number}" for number in range(13)),
        countries=tuple(f"c{number}" for number in range(30)),
        sector=dice.integers(0, 13, members),
        country=dice.integers(0, 30, members),
        since=dice.integers(0, 36, members).astype(np.float64),
        one=one,
        other=other,
        strength=strength,
        months_left=np.maximum(0.0, 4.0 * np.log2(strength / 0.25)),
    )


def timed(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    began = time.process_time()
    work()
    return time.process_time() - began


def one_size(members: int) -> None:
    """A line of figures for one size."""
    began = time.process_time()
    asked = invented(members)
    made = time.process_time() - began
    ours = timed(lambda: measure(asked))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    live = int(asked.is_live().sum())
    print(
        f"{members:>9,} members, {live:>9,} live ties: health {ours:.2f} s, peak {peak:,.0f} MB, made and checked {made:.1f} s"
        f" (goal {GOALS.get(members, 'none')})",
        flush=True,
    )
    if members <= NETWORKX_UP_TO and importlib.util.find_spec("networkx"):
        beside_networkx(asked, ours)
    if members <= BROKERS_UP_TO or os.environ.get("HEALTH_BROKERS"):
        spent = timed(lambda: brokers(asked, np.random.default_rng(1)))
        print(f"{'':>10}brokers {spent:.1f} s", flush=True)
    if members <= PEER_BROKERS_UP_TO and importlib.util.find_spec("rustworkx"):
        beside_rustworkx(asked)


def beside_networkx(asked: Network, ours: float) -> None:
    """Components, core numbers and assortativity only: a part of what ours reports."""
    peer = importlib.import_module("networkx")
    graph = peer.Graph()
    graph.add_nodes_from((number, {"sector": group}) for number, group in enumerate(asked.sector.tolist()))
    live = asked.is_live()
    graph.add_edges_from(zip(asked.one[live].tolist(), asked.other[live].tolist(), strict=True))

    def part() -> None:
        max(map(len, peer.connected_components(graph)))
        peer.core_number(graph)
        peer.attribute_assortativity_coefficient(graph, "sector")

    spent = timed(part)
    print(f"{'':>10}networkx, three of the figures: {spent:.2f} s, {spent / ours:.0f} times ours", flush=True)


def beside_rustworkx(asked: Network) -> None:
    """Exact betweenness; the greatest difference from ours."""
    peer = importlib.import_module("rustworkx")
    graph = peer.PyGraph()
    graph.add_nodes_from(range(len(asked)))
    live = asked.is_live()
    graph.add_edges_from_no_data(list(zip(asked.one[live].tolist(), asked.other[live].tolist(), strict=True)))
    began = time.process_time()
    right = peer.betweenness_centrality(graph)
    spent = time.process_time() - began
    found = brokers(asked, np.random.default_rng(1)).between
    far = max(abs(right[number] - value) for number, value in enumerate(found.tolist()))
    print(f"{'':>10}rustworkx, exact: {spent:.1f} s; greatest difference {far:.1e}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_size(int(sys.argv[1]))
    else:
        for size in SIZES:
            subprocess.run([sys.executable, "-m", "benchmarks.health", str(size)], check=True)
