"""Answers without a name to one question as counts that may be told: none small, none to be had by subtracting.

The table is sites by answers with all its sums. An empty `site` is the agency, or the sum of its sites; an empty
`answer` is how many answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shelterbelt.equip.choices import Given
from shelterbelt.people.engine.safe_counts import Count, Problem, Sum, plan

_TOTAL_WEIGHT = 40
"""How much more is lost with a total than with one of its parts."""
_ANSWERS = tuple(Given.values)
Place = tuple[str, str]
"""Site and answer."""


@dataclass(frozen=True, slots=True)
class Before:
    """What readers know from earlier tables, and what those left out; by `key_of`."""

    told: tuple[tuple[str, int], ...] = ()
    left_out: frozenset[str] = frozenset()


def key_of(group: str, question: str, site: str, answer: str) -> str:
    """The key of a count; see above for what is empty."""
    return f"{group}|{question}|{site}|{answer}"


def before_of(cells: Iterable[tuple[str, int | None]]) -> Before:
    """What earlier tables make known: their counts by `key_of`, None where one was left out."""
    known = tuple(cells)
    return Before(
        tuple((key, number) for key, number in known if number is not None),
        frozenset(key for key, number in known if number is None),
    )


def told_of_question(
    group: str, question: str, numbers: Mapping[Place, int], before: Before
) -> dict[Place, int | None]:
    """Every count of one group's answers to one question, sums too; None where it is left out.

    A count that was left out once stays left out: it stood there to hide another.

    Args:
        group: who answered.
        question: its key.
        numbers: how many gave an answer at a site; what is missing is nobody.
        before: of every table that readers may have seen.
    """
    sites = sorted({site for site, _answer in numbers if site})
    keys = {
        (site, answer): key_of(group, question, site, answer)
        for site in ("", *sites)
        for answer in (*_ANSWERS, "")
    }
    counts = tuple(
        Count(key, _number(place, sites, numbers), _weight(*place), is_shown=key not in before.left_out)
        for place, key in keys.items()
    )
    told = plan(Problem(counts, tuple(_sums(keys, sites)), earlier=before.told)).shown
    return {place: told.get(key) for place, key in keys.items()}


def _number(place: Place, sites: list[str], numbers: Mapping[Place, int]) -> int:
    site, answer = place
    places = sites if sites and not site else [site]
    return sum(numbers.get((one, each), 0) for one in places for each in ([answer] if answer else _ANSWERS))


def _weight(site: str, answer: str) -> int:
    return (1 if answer else _TOTAL_WEIGHT) * (1 if site else 2)


def _sums(keys: Mapping[Place, str], sites: list[str]) -> Iterator[Sum]:
    for site in ("", *sites):
        yield Sum(keys[site, ""], tuple(keys[site, answer] for answer in _ANSWERS))
    if sites:
        for answer in (*_ANSWERS, ""):
            yield Sum(keys["", answer], tuple(keys[site, answer] for site in sites))
