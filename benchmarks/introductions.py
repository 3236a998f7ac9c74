"""Introductions: pairs beside greedy and exact peers, groups beside the set-packing optimum.

`python -m benchmarks.introductions`. Every solver gets the same candidate pairs; seconds are of processor time. networkx
and rustworkx are used where they are installed, at the sizes they finish in reason.
"""

from __future__ import annotations

import importlib
import importlib.util
import math
import os
import time
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import linprog
from scipy.sparse import csc_array

from benchmarks._network import network
from shelterbelt.cultivate.engine.introductions import Problem, Round, check, introduce
from shelterbelt.cultivate.engine.introductions.candidates import Candidates, candidates
from shelterbelt.cultivate.engine.introductions.dense import dense
from shelterbelt.cultivate.engine.introductions.packing import lawful_groups
from shelterbelt.cultivate.engine.introductions.pairs import matched, perfected
from shelterbelt.cultivate.engine.introductions.plan import Arm
from shelterbelt.cultivate.engine.introductions.table import Ints, compiled
from shelterbelt.cultivate.engine.introductions.weight import Worth

SIZES = tuple(int(one) for one in os.environ.get("INTRODUCTIONS_SIZES", "100,1000,10000,100000").split(","))
PEER_SECONDS = float(os.environ.get("INTRODUCTIONS_PEER_SECONDS", "60"))
RUSTWORKX_UP_TO, NETWORKX_UP_TO, CP_SAT_UP_TO = 10_000, 1_000, 1_000
Answer = tuple[float, int, float]
"""Worth, people introduced, seconds."""


def timed(solve: Callable[[], Ints], found: Candidates) -> Answer:
    """What a solver's chosen candidates are worth, and what they cost."""
    began = time.process_time()
    chosen = solve()
    return float(found.worth[chosen].sum()), 2 * len(chosen), time.process_time() - began


def greedy(found: Candidates, people: int) -> Ints:
    """The heaviest pair that is free, again and again: at least half of the best (Avis 1983)."""
    free, chosen = [True] * people, []
    ends = list(zip(found.a.tolist(), found.b.tolist(), strict=True))
    for place in np.argsort(-found.worth, kind="stable").tolist():
        one, other = ends[place]
        if free[one] and free[other]:
            free[one] = free[other] = False
            chosen.append(place)
    return np.array(chosen, np.int64)


def by_rustworkx(found: Candidates, peer: ModuleType) -> Ints:
    """Edmonds' blossoms, in whole millionths."""
    graph = peer.PyGraph()
    graph.add_nodes_from(range(int(found.b.max()) + 1))
    ends = list(zip(found.a.tolist(), found.b.tolist(), strict=True))
    place = {pair: at for at, pair in enumerate(ends)}
    worth = np.rint(found.worth * 1e6).astype(np.int64).tolist()
    graph.add_edges_from([(a, b, value) for (a, b), value in zip(ends, worth, strict=True)])
    pairs = peer.max_weight_matching(graph, max_cardinality=False, weight_fn=int)
    return np.array([place[min(pair), max(pair)] for pair in pairs], np.int64)


def by_networkx(found: Candidates, peer: ModuleType) -> Ints:
    """The same in Python."""
    graph = peer.Graph()
    ends = list(zip(found.a.tolist(), found.b.tolist(), strict=True))
    place = {pair: at for at, pair in enumerate(ends)}
    graph.add_weighted_edges_from(
        (a, b, value) for (a, b), value in zip(ends, found.worth.tolist(), strict=True)
    )
    return np.array([place[min(pair), max(pair)] for pair in peer.max_weight_matching(graph)], np.int64)


def by_cp_sat(found: Candidates) -> Ints:
    """At most one pair per person, by constraint programming within the time for peers."""
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in found.worth]
    of: dict[int, list[cp_model.IntVar]] = {}
    for at, (one, other) in enumerate(zip(found.a.tolist(), found.b.tolist(), strict=True)):
        of.setdefault(one, []).append(chosen[at])
        of.setdefault(other, []).append(chosen[at])
    for held in of.values():
        model.add_at_most_one(held)
    model.maximize(
        cp_model.LinearExpr.weighted_sum(chosen, np.rint(found.worth * 1e4).astype(np.int64).tolist())
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = PEER_SECONDS
    solver.solve(model)
    return np.array([at for at, one in enumerate(chosen) if solver.boolean_value(one)], np.int64)


def pairs(people: int) -> bool:
    """Prints a row per solver; answers whether ours is within a thousandth of its bound (a hundredth up to 100)."""
    problem = network(people, 1, Round(candidates=30 if people <= 10_000 else 20))
    table = compiled(problem)
    pool = np.flatnonzero(table.takes_part)
    began = time.process_time()
    found = candidates(Worth(table), pool, np.random.default_rng(1))
    print(f"{people} people, {len(found.a)} candidate pairs, listed in {time.process_time() - began:.1f} s")
    nobody = np.zeros(people)
    began = time.process_time()
    best = perfected(found, table.capacity, nobody, matched(found, table.capacity, nobody))
    took = time.process_time() - began
    value = float(found.worth[best.chosen].sum())
    rows: list[tuple[str, Answer]] = [("ours", (value, 2 * len(best.chosen), took))]
    rows.append(("greedy", timed(lambda: greedy(found, people), found)))
    if people <= RUSTWORKX_UP_TO and importlib.util.find_spec("rustworkx"):
        rustworkx = importlib.import_module("rustworkx")
        rows.append(("rustworkx", timed(lambda: by_rustworkx(found, rustworkx), found)))
    if people <= NETWORKX_UP_TO and importlib.util.find_spec("networkx"):
        networkx = importlib.import_module("networkx")
        rows.append(("networkx", timed(lambda: by_networkx(found, networkx), found)))
    if people <= CP_SAT_UP_TO:
        rows.append(("CP-SAT", timed(lambda: by_cp_sat(found), found)))
    for name, (worth, met, seconds) in rows:
        gap = 1 - worth / best.bound
        print(
            f"  {name:10} worth {worth:12.2f}  below bound {gap:8.4%}  without partner {people - met:6}  {seconds:7.2f} s"
        )
    return 1 - value / best.bound <= (1e-3 if people > 100 else 1e-2)


def whole_round(people: int) -> bool:
    """A round of pairs from end to end, chance's share and last look included, read by the checker."""
    problem = network(people, 2, Round(candidates=20))
    began = time.process_time()
    plan = introduce(problem)
    took = time.process_time() - began
    by_chance = sum(made.arm is Arm.CHANCE for made in plan.introductions)
    print(
        f"whole round of {people}: {len(plan.introductions)} pairs, {by_chance} by chance, {len(plan.waiting)} wait, "
        f"gap {plan.gap:.4%} over {plan.scope}, {took:.1f} s"
    )
    return not check(problem, plan)


def relaxation(problem: Problem) -> tuple[float, float, int]:
    """The set-packing relaxation over all lawful groups at once: no choice exceeds it. Worth, seconds, groups.

    The integer programme over the same hundreds of thousands of columns found nothing in 240 s.
    """
    table = compiled(problem)
    people = dense(Worth(table), np.flatnonzero(table.takes_part), np.zeros(len(table)))
    began = time.process_time()
    listed = lawful_groups(people, problem.round.size)
    if listed is None:
        return math.inf, 0.0, 0
    columns = np.repeat(np.arange(len(listed)), problem.round.size)
    joins = csc_array((np.ones(listed.size), (listed.ravel(), columns)), shape=(len(people), len(listed)))
    done = linprog(-people.value(listed), A_ub=joins, b_ub=np.ones(len(people)), method="highs")
    return -float(done.fun), time.process_time() - began, len(listed)


def groups(people: int, size: int, *, peer: bool) -> bool:
    """Groups beside the set-packing optimum where that is in reach."""
    problem = network(people, 3, Round(size=size, by_chance=0.0))
    # Nobody waited: who did would come before worth, and the peer knows worth alone.
    problem = replace(problem, people=tuple(replace(one, waited=False) for one in problem.people))
    began = time.process_time()
    plan = introduce(problem)
    took = time.process_time() - began
    print(
        f"groups of {size} among {people}: worth {plan.value:.2f}, bound {plan.bound:.2f}, gap {plan.gap:.2%}, "
        f"{len(plan.waiting)} wait, {took:.1f} s"
    )
    good = not check(problem, plan)
    if peer:
        best, seconds, many = relaxation(problem)
        print(
            f"  set packing over {many} groups at most {best:.2f} ({seconds:.1f} s); ours {1 - plan.value / best:.3%} below"
        )
        good &= plan.value >= 0.99 * best
    return good


def main() -> int:
    """Prints the tables; answers 1 if a gap or a rule is not held."""
    good = [pairs(people) for people in SIZES]
    good += [whole_round(people) for people in SIZES if 1_000 <= people <= 10_000]
    good += [groups(100, 4, peer=True), groups(100, 5, peer=False), groups(1_000, 4, peer=False)]
    return int(not all(good))


if __name__ == "__main__":
    raise SystemExit(main())
