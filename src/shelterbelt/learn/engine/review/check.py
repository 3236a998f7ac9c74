"""An independent look at an assignment: recounts everything from the problem, shares no code with the solver."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shelterbelt.learn.engine.review.plan import Assignment
    from shelterbelt.learn.engine.review.problem import AssignmentProblem


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
    return (*wrong, *_uneven(problem, plan, load, blocked))


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
