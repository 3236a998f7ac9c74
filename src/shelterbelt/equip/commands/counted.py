"""Answers without a name as counts that can be told: none small, none to be had by subtracting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shelterbelt.equip.engine.readiness import Answer
from shelterbelt.equip.engine.readiness.problem import GIVEN
from shelterbelt.equip.engine.readiness.stand import counts_by_group
from shelterbelt.people.engine.safe_counts import Count, Problem, Sum, plan

_TOTAL_WEIGHT = 40
"""How much more is lost with a total than with one of its parts."""
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
    cells: dict[Key, int | None] = {}
    for (group, question), found in sorted(numbers.items()):
        keys = {_name(key): key for key in _keys(group, question, found)}
        told = plan(_problem(keys, found, earlier)).shown
        cells.update({key: told.get(name) for name, key in keys.items()})
    return Told(cells)


def _keys(group: str, question: str, found: Mapping[tuple[str, str], int]) -> Iterator[Key]:
    for site in ("", *_sites(found)):
        for answer in (*GIVEN, ""):
            yield group, question, site, answer


def _sites(found: Mapping[tuple[str, str], int]) -> list[str]:
    return sorted({site for site, _answer in found if site})


def _problem(keys: Mapping[str, Key], found: Mapping[tuple[str, str], int], earlier: Told | None) -> Problem:
    sites = _sites(found)
    before = earlier.cells if earlier else {}
    counts = []
    for name, key in keys.items():
        _group, _question, site, answer = key
        number = sum(
            found.get((place, given), 0)
            for place in ([site] if site or not sites else sites)
            for given in ([answer] if answer else GIVEN)
        )
        weight = (1 if answer else _TOTAL_WEIGHT) * (1 if site else 2)
        counts.append(Count(name, number, weight, is_shown=key not in before or before[key] is not None))
    known = [(name, then) for name, key in keys.items() if (then := before.get(key)) is not None]
    return Problem(tuple(counts), tuple(_sums(keys, sites)), earlier=tuple(known))


def _sums(keys: Mapping[str, Key], sites: list[str]) -> Iterator[Sum]:
    group, question = next(iter(keys.values()))[:2]

    def at(site: str, answer: str) -> str:
        return _name((group, question, site, answer))

    for site in ("", *sites):
        yield Sum(at(site, ""), tuple(at(site, answer) for answer in GIVEN))
    if sites:
        for answer in (*GIVEN, ""):
            yield Sum(at("", answer), tuple(at(site, answer) for site in sites))


def _name(key: Key) -> str:
    return "|".join(key)
