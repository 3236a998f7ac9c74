"""Whether a report follows from a network: every figure again by plain loops over members and ties."""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable

from shelterbelt.cultivate.engine.health.plan import Brokers, Health, Mixing, Risk
from shelterbelt.cultivate.engine.health.problem import Network

Graph = dict[int, dict[int, float]]
_NEAR = 1e-9


def check(asked: Network, told: Health | Brokers) -> tuple[str, ...]:
    """What is wrong with a result; empty if nothing is. Slow on purpose: up to some hundred members.

    Drawn brokers are held to `widest` only, which chance may break once in twenty draws.
    """
    graph = _graph(asked)
    if isinstance(told, Brokers):
        return _check_brokers(graph, told)
    wrong = _check_shape(asked, graph, told) + _check_people(asked, graph, told)
    for what, group, found in (
        ("sectors", asked.sector.tolist(), told.sectors),
        ("countries", asked.country.tolist(), told.countries),
    ):
        wrong += [f"{what}: {each}" for each in _check_mixing(graph, group, found)]
    return tuple(wrong)


def _graph(asked: Network) -> Graph:
    graph: Graph = {number: {} for number in range(len(asked))}
    for one, other, strength in zip(
        asked.one.tolist(), asked.other.tolist(), asked.strength.tolist(), strict=True
    ):
        if strength >= asked.live:
            graph[one][other] = graph[other][one] = strength
    return graph


def _parts(graph: Graph, kept: Iterable[int]) -> list[set[int]]:
    waiting, parts = set(kept), []
    while waiting:
        part, queue = set(), [min(waiting)]
        while queue:
            one = queue.pop()
            if one in waiting:
                waiting.discard(one)
                part.add(one)
                queue.extend(graph[one])
        parts.append(part)
    return parts


def _core(asked: Network, graph: Graph) -> set[int]:
    kept = set(graph)
    while True:
        falls = set()
        for one in kept:
            inside = [other for other in graph[one] if other in kept]
            sectors = sum(asked.sector[one] != asked.sector[other] for other in inside)
            borders = sum(asked.country[one] != asked.country[other] for other in inside)
            rule = asked.core
            if len(inside) < rule.inside or sectors < rule.other_sector or borders < rule.cross_border:
                falls.add(one)
        if not falls:
            return kept
        kept -= falls


def _check_shape(asked: Network, graph: Graph, told: Health) -> list[str]:
    parts = _parts(graph, graph)
    largest = max(map(len, parts), default=0)
    inside = _core(asked, graph)
    core_part = max(_parts(graph, inside), key=len, default=set())
    order = sorted(graph, key=lambda one: (-len(graph[one]), one))
    gone = -(-len(graph) // 10)
    left = max(map(len, _parts(graph, order[gone:])), default=0)
    size = max(1, len(graph))
    expected: dict[str, tuple[object, object]] = {
        "members": (told.members, len(graph)),
        "live_ties": (told.live_ties, sum(map(len, graph.values())) // 2),
        "components": (told.components, len(parts)),
        "largest": (told.largest, largest),
        "connected": (told.connected, largest / size),
        "core": (set(told.core.nonzero()[0].tolist()), inside),
        "core_part": (set(told.core_part.nonzero()[0].tolist()), core_part),
        "core_share": (told.core_share, len(core_part) / size),
        "gone": (told.gone, gone),
        "left": (told.left, left),
        "robust": (told.robust, left / max(1, len(graph) - gone)),
    }
    return [what for what, (found, right) in expected.items() if found != right]


def _check_people(asked: Network, graph: Graph, told: Health) -> list[str]:
    left: defaultdict[int, list[float]] = defaultdict(list)
    months, dying = [], []
    across: defaultdict[int, float] = defaultdict(float)
    both = total = 0.0
    rows = zip(
        asked.one.tolist(),
        asked.other.tolist(),
        asked.strength.tolist(),
        asked.months_left.tolist(),
        strict=True,
    )
    for number, (one, other, strength, until) in enumerate(rows):
        if strength < asked.live:
            continue
        months.append(until)
        left[one].append(until)
        left[other].append(until)
        dying += [number] if until <= asked.soon else []
        total += strength
        if asked.sector[one] != asked.sector[other]:
            across[one] += strength
            across[other] += strength
            both += strength if asked.country[one] != asked.country[other] else 0.0
    risks = {
        Risk.ISOLATE: [one for one in graph if not graph[one]],
        Risk.NEWCOMER: [
            one for one in graph if asked.since[one] <= asked.newcomer and len(graph[one]) < asked.few
        ],
        Risk.LAST: [one for one in graph if len(graph[one]) == 1],
        Risk.FADING: [one for one in graph if graph[one] and max(left[one]) <= asked.soon],
    }
    wrong = [f"at risk: {why.value}" for why, who in risks.items() if told.at_risk[why].tolist() != who]
    if told.dying.tolist() != dying:
        wrong.append("dying")
    months.sort()
    quarters = [_quarter(months, share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)] if months else []
    if not _same(list(told.months), quarters):
        wrong.append("months")
    if not _same([told.crossing_both], [both / total if months else None]):
        wrong.append("crossing_both")
    held = sorted(across.values(), reverse=True)
    load = sum(held[: -(-len(graph) // 20)]) / sum(held) if held else None
    return wrong if _same([told.top_load], [load]) else [*wrong, "top_load"]


def _quarter(ordered: list[float], share: float) -> float:
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def _check_mixing(graph: Graph, group: list[int], told: Mixing) -> list[str]:
    ties: Counter[tuple[int, int]] = Counter()
    strength: defaultdict[tuple[int, int], float] = defaultdict(float)
    edges = [(one, other, value) for one in graph for other, value in graph[one].items() if one < other]
    for one, other, value in edges:
        for cell in {(group[one], group[other]), (group[other], group[one])}:
            ties[cell] += 1
            strength[cell] += value
    size = range(len(told.ties))
    wrong = [] if told.ties.tolist() == [[ties[a, b] for b in size] for a in size] else ["ties"]
    flat = [strength[a, b] for a in size for b in size]
    if not _same(told.strength.ravel().tolist(), flat):
        wrong.append("strength")
    if (told.covered, told.pairs) != (sum(a < b for a, b in ties), len(size) * (len(size) - 1) // 2):
        wrong.append("covered")
    if not edges:
        given = (told.e_i_ties, told.e_i_strength, told.dealt, told.ends_ties, told.ends_strength)
        return wrong if given == (None,) * 5 else [*wrong, "no ties, yet an index"]
    dealt = [1 if group[a] != group[b] else -1 for a in graph for b in graph if a != b]
    plain, plain_chance, _ = _crossing([(group[a], group[b], 1.0) for a, b, _ in edges])
    index, chance, assortativity = _crossing([(group[a], group[b], value) for a, b, value in edges])
    pairs = {
        "e_i_ties": (told.e_i_ties, plain),
        "e_i_strength": (told.e_i_strength, index),
        "dealt": (told.dealt, sum(dealt) / len(dealt)),
        "ends_ties": (told.ends_ties, plain_chance),
        "ends_strength": (told.ends_strength, chance),
        "assortativity": (told.assortativity, assortativity),
    }
    return wrong + [what for what, (found, right) in pairs.items() if not _same([found], [right])]


def _crossing(ends: list[tuple[int, int, float]]) -> tuple[float, float, float | None]:
    total = sum(value for _, _, value in ends)
    index = sum(value if a != b else -value for a, b, value in ends) / total
    share: defaultdict[int, float] = defaultdict(float)
    for a, b, value in ends:
        share[a] += value / (2 * total)
        share[b] += value / (2 * total)
    chance = sum(p * q * (1 if a != b else -1) for a, p in share.items() for b, q in share.items())
    return index, chance, (chance - index) / (chance + 1) if len(share) > 1 else None


def _check_brokers(graph: Graph, told: Brokers) -> tuple[str, ...]:
    right = [0.0] * len(graph)
    for source in graph:
        for target in graph:
            if source < target:
                _through(graph, source, target, right)
    pairs = max(1, (len(graph) - 1) * (len(graph) - 2) // 2)
    room = told.widest + _NEAR
    far = [
        one
        for one, (a, b) in enumerate(zip(told.between.tolist(), right, strict=True))
        if abs(a - b / pairs) > room
    ]
    return tuple(f"between: {one}" for one in far)


def _through(graph: Graph, source: int, target: int, load: list[float]) -> None:
    ahead, behind = _paths(graph, source), _paths(graph, target)
    if target not in ahead:
        return
    length, count = ahead[target]
    for one in graph:
        if one not in (source, target) and one in ahead and ahead[one][0] + behind[one][0] == length:
            load[one] += ahead[one][1] * behind[one][1] / count


def _paths(graph: Graph, source: int) -> dict[int, tuple[int, int]]:
    found = {source: (0, 1)}
    queue = deque([source])
    while queue:
        one = queue.popleft()
        far, count = found[one]
        for other in graph[one]:
            if other not in found:
                found[other] = (far + 1, 0)
                queue.append(other)
            if found[other][0] == far + 1:
                found[other] = (far + 1, found[other][1] + count)
    return found


def _same(found: list[float | None] | list[float], right: list[float | None] | list[float]) -> bool:
    return len(found) == len(right) and all(
        a is b if a is None or b is None else math.isclose(a, b, rel_tol=_NEAR, abs_tol=_NEAR)
        for a, b in zip(found, right, strict=True)
    )
