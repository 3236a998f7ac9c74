"""Who reads what: a minimum-cost flow with rising cost per reading, so that loads end as even as conflicts allow."""

from __future__ import annotations

from collections import Counter
from itertools import count

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from shelterbelt.learn.engine.review.names import folded
from shelterbelt.learn.engine.review.plan import Assignment, Block, Shortfall
from shelterbelt.learn.engine.review.problem import AssignmentProblem, Bar, Reader, Subject
from shelterbelt.learn.engine.review.spreading import Spread, house

# Providers whose addresses say nothing about where someone works.
_PUBLIC = """aol.com fastmail.com free.fr gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.com hotmail.fr icloud.com
    laposte.net live.com mail.com mail.ru me.com msn.com orange.fr outlook.com outlook.fr proton.me protonmail.com
    qq.com rediffmail.com riseup.net tutanota.com web.de yahoo.ca yahoo.co.uk yahoo.com yahoo.fr yandex.ru ymail.com
    zoho.com 163.com"""
PUBLIC_DOMAINS = frozenset(_PUBLIC.split())


def assign(problem: AssignmentProblem) -> Assignment:
    """Give every application its readers; each goal is finished before the next is looked at.

    1. As many readings as possible. 2. Loads as even as possible: the flow's cost of a reader's n-th reading is n, so
    the sum of squares is least. 3. As few pairs of readers of one application from one organisation as possible.
    4. As few pairs who share a sector as exchanges of two readings reach. Ties go to the reader who stands first after
    a rotation by the application's place, so that no two people always read together.
    """
    blocks = tuple(
        Block(subject.id, reader.id, bar)
        for subject in problem.subjects
        for reader in problem.readers
        if (bar := bar_between(reader, subject)) is not None
    )
    barred = {(block.subject, block.reader) for block in blocks}
    closed = [
        frozenset(
            seat
            for seat, reader in enumerate(problem.readers)
            if reader.id in subject.have or (subject.id, reader.id) in barred
        )
        for subject in problem.subjects
    ]
    spread = Spread(problem, closed, _flow(problem, closed))
    places = spread.improve()
    pairs = tuple((problem.subjects[place].id, problem.readers[seat].id) for place, seat in places)
    given = Counter(subject for subject, _reader in pairs)
    kept = Counter(subject for subject, _reader in barred)
    short = tuple(
        Shortfall(subject.id, subject.wanted - given[subject.id], kept[subject.id])
        for subject in problem.subjects
        if given[subject.id] < subject.wanted
    )
    return Assignment(pairs, blocks, short, spread.alike())


def bar_between(reader: Reader, subject: Subject) -> Bar | None:
    """Why the reader must not read the application; None if they may."""
    for other, bar in subject.barred:
        if other == reader.id:
            return bar
    agency = folded(subject.agency)
    if agency and agency in {folded(name) for name in reader.organisations}:
        return Bar.SAME_ORGANISATION
    theirs = subject.domain.casefold()
    mine = {domain.casefold() for domain in reader.domains} - PUBLIC_DOMAINS
    if theirs and any(domain and _is_within(domain, theirs) for domain in mine):
        return Bar.SHARED_DOMAIN
    return None


def _is_within(mine: str, theirs: str) -> bool:
    return mine == theirs or mine.endswith(f".{theirs}") or theirs.endswith(f".{mine}")


class _Network:
    """Arcs of a flow, and nodes that are numbered as they are named."""

    def __init__(self) -> None:
        self.arcs: list[tuple[int, int, int, int]] = []
        self._nodes: dict[tuple[str, object], int] = {}

    def node(self, kind: str, name: object = None) -> int:
        return self._nodes.setdefault((kind, name), len(self._nodes))

    def add(self, tail: int, head: int, room: int, cost: int) -> None:
        self.arcs.append((tail, head, room, cost))


def _flow(problem: AssignmentProblem, closed: list[frozenset[int]]) -> list[tuple[int, int]]:
    """Places of subjects and readers. The first arcs are the pairs, in order."""
    readers, subjects = problem.readers, problem.subjects
    if not readers or not subjects:
        return []
    pairs = [
        (place, seat)
        for place in range(len(subjects))
        for seat in _turned(len(readers), place)
        if seat not in closed[place]
    ]
    seats = {reader.id: seat for seat, reader in enumerate(readers)}
    houses = [house(reader) for reader in readers]
    shared = {name for name, members in Counter(filter(None, houses)).items() if members > 1}
    net, turns = _Network(), count()
    source, sink = net.node("source"), net.node("sink")
    for place, seat in pairs:
        name = houses[seat]
        through = net.node("house", (place, name)) if name in shared else net.node("subject", place)
        net.add(net.node("reader", seat), through, 1, next(turns) % len(readers))
    house_cost, load_cost = _costs(problem)
    for place, subject in enumerate(subjects):
        net.add(net.node("subject", place), sink, subject.wanted, 0)
        known = Counter(houses[seats[one]] for one in subject.have if one in seats)
        for name in sorted(shared):
            # The next reader of a house makes one pair with each that it has there already.
            for number in range(subject.wanted):
                cost = house_cost * (known[name] + number)
                net.add(net.node("house", (place, name)), net.node("subject", place), 1, cost)
    ways = Counter(seat for _place, seat in pairs)
    for seat, reader in enumerate(readers):
        for number in range(ways[seat]):
            net.add(source, net.node("reader", seat), 1, load_cost * (reader.load + number))
    supply = sum(subject.wanted for subject in subjects)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(*np.array(net.arcs, dtype=np.int64).T)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([supply, -supply]))
    flow.solve_max_flow_with_min_cost()
    used = flow.flows(np.arange(len(pairs)))
    return [pair for pair, amount in zip(pairs, used, strict=True) if amount]


def _costs(problem: AssignmentProblem) -> tuple[int, int]:
    """What a pair of one organisation costs, and a step of a load, so that no sum of lesser goals outweighs a greater.

    Two flows differ by cycles that pass each reader once: by at most two pairs and two arcs of houses per reader.
    """
    readers = len(problem.readers)
    most = max(subject.wanted + len(subject.have) for subject in problem.subjects)
    pair = 2 * readers * readers + 1
    return pair, pair * (2 * (readers + 1) * most + 1)


def _turned(length: int, by: int) -> list[int]:
    start = by % length
    return [*range(start, length), *range(start)]
