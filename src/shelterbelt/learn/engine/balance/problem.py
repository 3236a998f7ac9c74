"""What the balance engine is asked: candidates, seats, and the goals that a programme states in public.

Communities and people who are kept apart are private. They are part of the problem, because they decide, and of
nothing else: no `repr` shows them, and no reason is made from them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOWER_INCOME = frozenset({"LM", "L"})
"""The World Bank's groups that count as lower income: lower middle and low."""

_MOST_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One person who applied, and whose readings are settled.

    `score_percent` is the calibrated score, 0 to 100, of which two decimals count. `modes` are those in which the
    person can take part, the one they wish first. `organisation` is any key; empty: of none. `holds` names the mode
    of a seat that the person has already (an offer that stands, or an acceptance): they keep it.
    `must_decline` is set where a rule outside this engine says no.
    """

    id: str
    score_percent: Decimal
    sectors: frozenset[str]
    region: str
    income_group: str
    modes: tuple[str, ...]
    organisation: str = ""
    communities: frozenset[str] = field(default=frozenset(), repr=False)
    holds: str = ""
    must_decline: bool = False

    @property
    def points(self) -> int:
        """The score in hundredths of a percent."""
        return int(self.score_percent * 100)

    @property
    def is_lower_income(self) -> bool:
        """Whether the person lives in a country of lower middle or low income."""
        return self.income_group in LOWER_INCOME


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """What the cohort should be, as its definition says in public.

    `seats` by mode, those included that are held already. `sectors` are those to be covered. Shares are percent of
    all seats: a least share is rounded up, a greatest share down, to whole people.
    """

    seats: tuple[tuple[str, int], ...]
    sectors: tuple[str, ...] = ()
    each_sector_at_least: int = 0
    communities: tuple[str, ...] = ()
    each_community_at_least: int = 0
    lower_income_at_least_percent: int = 0
    region_at_most_percent: int = 100
    organisation_at_most: int = 2
    score_at_least_percent: int = 0

    @property
    def all_seats(self) -> int:
        """Seats of every mode."""
        return sum(count for _mode, count in self.seats)

    @property
    def lower_income_at_least(self) -> int:
        """People from countries of lower income, at least."""
        return -(-self.all_seats * self.lower_income_at_least_percent // 100)

    @property
    def region_at_most(self) -> int:
        """People of one region, at most."""
        return self.all_seats * self.region_at_most_percent // 100


@dataclass(frozen=True, kw_only=True)
class BalanceProblem:
    """Candidates and goals. `apart` are pairs of ids who must not be in one cohort; `seed` draws between equals."""

    candidates: tuple[Candidate, ...]
    goals: Goals
    seed: str
    apart: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)

    @cached_property
    def by_id(self) -> dict[str, Candidate]:
        """Candidates by id."""
        return {one.id: one for one in self.candidates}

    def draw(self, candidate: str) -> str:
        """The lot of a candidate: SHA-256 of seed and id, as anyone can compute again. The lower goes first."""
        return hashlib.sha256(f"{self.seed}\n{candidate}".encode()).hexdigest()

    def digest(self) -> str:
        """SHA-256 of the problem in canonical form; the order of people does not count."""
        people = sorted(
            [
                one.id,
                one.points,
                sorted(one.sectors),
                one.region,
                one.is_lower_income,
                list(one.modes),
                one.organisation,
                sorted(one.communities),
                one.holds,
                one.must_decline,
            ]
            for one in self.candidates
        )
        goals = self.goals
        asked = [
            sorted(goals.seats),
            sorted(goals.sectors),
            goals.each_sector_at_least,
            sorted(goals.communities),
            goals.each_community_at_least,
            goals.lower_income_at_least_percent,
            goals.region_at_most_percent,
            goals.organisation_at_most,
            goals.score_at_least_percent,
        ]
        apart = sorted(sorted(pair) for pair in self.apart)
        content = json.dumps([people, asked, apart, self.seed], separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()


class ProblemError(ValueError):
    """The input cannot be used. The message names every mistake with its place and remedy."""


def require_usable(problem: BalanceProblem) -> None:
    """Refuse what cannot be answered.

    Raises:
        ProblemError: it lists every mistake found.
    """
    faults = [*_faults_of_goals(problem.goals), *_faults_of_people(problem)]
    known = problem.by_id
    if len(known) != len(problem.candidates):
        faults.append("candidates: an id is there twice; give each person once.")
    if any(first == second or not {first, second} <= known.keys() for first, second in problem.apart):
        faults.append("apart: each pair must be two different candidates.")
    if faults:
        raise ProblemError("\n".join(faults))


def _faults_of_goals(goals: Goals) -> Iterator[str]:
    modes = {mode for mode, _count in goals.seats}
    if len(modes) != len(goals.seats) or any(count < 0 for _mode, count in goals.seats):
        yield "seats: name each mode once, with 0 seats or more."
    for name in ("lower_income_at_least_percent", "region_at_most_percent", "score_at_least_percent"):
        if not 0 <= getattr(goals, name) <= _MOST_PERCENT:
            yield f"{name}: give a percentage from 0 to 100."
    for name in ("each_sector_at_least", "each_community_at_least", "organisation_at_most"):
        if getattr(goals, name) < 0:
            yield f"{name}: give a number of people, 0 or more."


def _faults_of_people(problem: BalanceProblem) -> Iterator[str]:
    modes = {mode for mode, _count in problem.goals.seats}
    for one in problem.candidates:
        if not one.modes or len(set(one.modes)) != len(one.modes) or not set(one.modes) <= modes:
            yield f"candidate {one.id}: name modes that have seats (0 or more), each once."
        if one.holds and one.holds not in modes:
            yield f"candidate {one.id}: the seat held is of a mode that is not known."
        if not 0 <= one.score_percent <= _MOST_PERCENT:
            yield f"candidate {one.id}: give a score from 0 to 100."
