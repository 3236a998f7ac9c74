"""Answers without a name as counts that can be told: none small, none to be had by subtracting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shelterbelt.equip.engine.readiness import Answer
from shelterbelt.equip.engine.readiness.stand import counts_by_group
from shelterbelt.equip.queries.unnamed import before_of, key_of, told_of_question

Key = tuple[str, str, str, str]
"""Group, question, site (empty: all of them, or the agency) and answer (empty: how many answered)."""


@dataclass(frozen=True, slots=True)
class Told:
    """The counts of a table; None where one is left out."""

    cells: Mapping[Key, int | None]

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Groups, questions and sites to tell of; one site alone is told once, not again as the sum of its kind."""
        found = dict.fromkeys(key[:3] for key in self.cells)
        sites = Counter((group, question) for group, question, site in found if site)
        return tuple(one for one in found if one[2] or sites[one[:2]] != 1)


def told_of(unnamed: Iterable[Answer], earlier: Told | None = None) -> Told:
    """What can be told of answers without a name; what an earlier report told is known to its readers.

    A count that was left out of the earlier report stays left out: it stood there to hide another.
    """
    numbers: dict[tuple[str, str], dict[tuple[str, str], int]] = defaultdict(dict)
    for one in counts_by_group(unnamed):
        numbers[one.group, one.question][one.site or "", one.answer] = one.count
    before = before_of((key_of(*key), number) for key, number in (earlier.cells if earlier else {}).items())
    cells: dict[Key, int | None] = {}
    for (group, question), found in sorted(numbers.items()):
        told = told_of_question(group, question, found, before)
        cells.update({(group, question, *place): number for place, number in told.items()})
    return Told(cells)
