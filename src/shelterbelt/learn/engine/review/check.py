"""An independent look at an assignment: recounts everything from the problem, shares no code with the solver."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shelterbelt.learn.engine.review.plan import Assignment
    from shelterbelt.learn.engine.review.problem import AssignmentProblem, Reader


def check(problem: AssignmentProblem, plan: Assignment) -> tuple[str, ...]:
    """Sentences about what is wrong with an assignment; empty if nothing is."""
    wrong: list[str] = []
    readers = {one.id: one for one in problem.readers}
    subjects = {one.id: one for one in problem.subjects}
    given = Counter(subject for subject, _reader in plan.pairs)
    load = Counter({one.id: one.load for one in problem.readers})
    load.update(reader for _subject, reader in plan.pairs)
    if len(set(plan.pairs)) != len(plan.pairs):
        wrong.append("Someone was asked twice to read one application.")
    blocked = {(one.subject, one.reader) for one in plan.blocks}
    for read, reader in plan.pairs:
        one = subjects[read]
        if (read, reader) in blocked or reader in {other for other, _bar in one.barred}:
            wrong.append(f"{reader} reads {read} in spite of a conflict.")
        if one.agency and one.agency in readers[reader].organisations:
            wrong.append(f"{reader} and {read} are of one agency.")
        if reader in one.have:
            wrong.append(f"{reader} has read {read} already.")
    for subject in problem.subjects:
        if given[subject.id] > subject.wanted:
            wrong.append(f"{subject.id} has more readers than it needs.")
        missing = subject.wanted - given[subject.id]
        told = [one.missing for one in plan.short if one.subject == subject.id]
        if (told or [0]) != [missing]:
            wrong.append(f"{subject.id} lacks {missing} readers, and {told or 'nothing'} was said.")
        free = [
            reader
            for reader in readers
            if reader not in subject.have
            and (subject.id, reader) not in blocked
            and (subject.id, reader) not in plan.pairs
        ]
        if missing and free:
            wrong.append(f"{subject.id} lacks a reader, and {free[0]} could read it.")
    return (*wrong, *_uneven(problem, plan, load, blocked), *_alike(problem, plan, load, blocked))


def _uneven(
    problem: AssignmentProblem, plan: Assignment, load: Counter[str], blocked: set[tuple[str, str]]
) -> list[str]:
    """One reading that could pass from a reader to another whose load is lower by two or more is one too many."""
    taken = set(plan.pairs)
    have = {one.id: set(one.have) for one in problem.subjects}
    return [
        f"{subject} could pass from {reader} ({load[reader]}) to {other.id} ({load[other.id]})."
        for subject, reader in plan.pairs
        for other in problem.readers
        if load[reader] - load[other.id] > 1
        and (subject, other.id) not in taken
        and (subject, other.id) not in blocked
        and other.id not in have[subject]
    ]


def _alike(
    problem: AssignmentProblem, plan: Assignment, load: Counter[str], blocked: set[tuple[str, str]]
) -> list[str]:
    """Every pair of readers who share an organisation or a sector is told, and no simple change leaves fewer."""
    readers = {one.id: one for one in problem.readers}
    shut = {
        one.id: {*one.have, *(reader for subject, reader in blocked if subject == one.id)}
        for one in problem.subjects
    }
    known = {one.id: frozenset(one.have) & readers.keys() for one in problem.subjects}
    asked: dict[str, set[str]] = defaultdict(set)
    for subject, reader in plan.pairs:
        asked[subject].add(reader)
    wrong, told = [], {(one.subject, one.readers, one.likeness.value) for one in plan.alike}
    found = {
        (subject, frozenset(two), shared)
        for subject, new in asked.items()
        for two in combinations(sorted(new | known[subject]), 2)
        if new & set(two) and (shared := _shared(readers[two[0]], readers[two[1]]))
    }
    wrong += [
        f"{subject}: {' and '.join(sorted(two))} share a {what}; told wrongly."
        for subject, two, what in told ^ found
    ]

    def weight(subject: str, new: set[str]) -> tuple[int, int]:
        two = combinations(sorted(new | known[subject]), 2)
        shared = Counter(_shared(readers[a], readers[b]) for a, b in two)
        return shared["organisation"], shared["sector"]

    for subject in sorted({subject for subject, _two, _what in found}):
        for reader, other in ((a, b) for a in asked[subject] for b in readers):
            if other in shut[subject] | asked[subject] or reader in shut[subject]:
                continue
            after, before = (
                weight(subject, (asked[subject] - {reader}) | {other}),
                weight(subject, asked[subject]),
            )
            if after < before and load[reader] - load[other] == 1:
                wrong.append(
                    f"{subject} could pass from {reader} to {other}, who is less like its other readers."
                )
            for there in (one for one, new in asked.items() if other in new and one != subject):
                if reader in shut[there] | asked[there]:
                    continue
                back = weight(there, (asked[there] - {other}) | {reader})
                was = weight(there, asked[there])
                if (after[0] + back[0], after[1] + back[1]) < (before[0] + was[0], before[1] + was[1]):
                    wrong.append(f"{reader} and {other} could exchange {subject} and {there}.")
    return wrong


def _shared(one: Reader, other: Reader) -> str:
    mine, theirs = (
        _plain(reader.organisations[0]) if reader.organisations else "" for reader in (one, other)
    )
    if mine and mine == theirs:
        return "organisation"
    return "sector" if set(one.sectors) & set(other.sectors) else ""


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    words = "".join(one if one.isalnum() else " " for one in letters if not unicodedata.combining(one))
    return "-".join(words.split())
