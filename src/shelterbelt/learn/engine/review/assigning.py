"""Who reads what: a minimum-cost flow with rising cost per reading, so that loads end as even as conflicts allow."""

from __future__ import annotations

import unicodedata
from itertools import count

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from shelterbelt.learn.engine.review.plan import Assignment, Block, Shortfall
from shelterbelt.learn.engine.review.problem import AssignmentProblem, Bar, Reader, Subject

# Providers whose addresses say nothing about where someone works.
_PUBLIC = """aol.com fastmail.com free.fr gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.com hotmail.fr icloud.com
    laposte.net live.com mail.com mail.ru me.com msn.com orange.fr outlook.com outlook.fr proton.me protonmail.com
    qq.com rediffmail.com riseup.net tutanota.com web.de yahoo.ca yahoo.co.uk yahoo.com yahoo.fr yandex.ru ymail.com
    zoho.com 163.com"""
PUBLIC_DOMAINS = frozenset(_PUBLIC.split())
_SEPARATE_ENOUGH = 1_000


def assign(problem: AssignmentProblem) -> Assignment:
    """Give every application its readers: as many readings as possible, loads as even as possible.

    The flow's cost of a reader's n-th reading is n, so the sum of squares of the loads is least; ties go to the
    reader who stands first after a rotation by the application's place, so that no two people always read together.
    """
    blocks = tuple(
        Block(subject.id, reader.id, bar)
        for subject in problem.subjects
        for reader in problem.readers
        if (bar := bar_between(reader, subject)) is not None
    )
    barred = {(block.subject, block.reader) for block in blocks}
    pairs = _flow(problem, barred)
    given = {subject.id: 0 for subject in problem.subjects}
    kept: dict[str, int] = dict(given)
    for subject, _reader in pairs:
        given[subject] += 1
    for subject, _reader in barred:
        kept[subject] += 1
    short = tuple(
        Shortfall(subject.id, subject.wanted - given[subject.id], kept[subject.id])
        for subject in problem.subjects
        if given[subject.id] < subject.wanted
    )
    return Assignment(pairs, blocks, short)


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


def folded(name: str) -> str:
    """A name without case, accents, punctuation and doubled spaces, to compare it."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    return " ".join("".join(one if one.isalnum() else " " for one in plain.casefold()).split())


def _is_within(mine: str, theirs: str) -> bool:
    return mine == theirs or mine.endswith(f".{theirs}") or theirs.endswith(f".{mine}")


def _flow(problem: AssignmentProblem, barred: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    readers, subjects = problem.readers, problem.subjects
    if not readers or not subjects:
        return ()
    open_pairs = [
        (place, seat)
        for place, subject in enumerate(subjects)
        for seat in _turned(len(readers), place)
        if readers[seat].id not in subject.have and (subject.id, readers[seat].id) not in barred
    ]
    ways = [0] * len(readers)
    for _place, seat in open_pairs:
        ways[seat] += 1
    source, sink, first = 0, 1, 2
    tails: list[int] = []
    heads: list[int] = []
    caps: list[int] = []
    costs: list[int] = []

    def arc(tail: int, head: int, cap: int, cost: int) -> None:
        tails.append(tail)
        heads.append(head)
        caps.append(cap)
        costs.append(cost)

    turns = count()
    for place, seat in open_pairs:
        arc(first + seat, first + len(readers) + place, 1, next(turns) % len(readers))
    for seat, reader in enumerate(readers):
        for number in range(ways[seat]):
            arc(source, first + seat, 1, _SEPARATE_ENOUGH * (reader.load + number))
    for place, subject in enumerate(subjects):
        arc(first + len(readers) + place, sink, subject.wanted, 0)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.array(tails), np.array(heads), np.array(caps), np.array(costs)
    )
    supply = sum(subject.wanted for subject in subjects)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([supply, -supply]))
    flow.solve_max_flow_with_min_cost()
    used = flow.flows(np.arange(len(open_pairs)))
    return tuple(
        (subjects[place].id, readers[seat].id)
        for (place, seat), amount in zip(open_pairs, used, strict=True)
        if amount
    )


def _turned(length: int, by: int) -> list[int]:
    start = by % length
    return [*range(start, length), *range(start)]
