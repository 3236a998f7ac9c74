"""The problem as sums over places: which sums are limited, and which may fall short at what cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .plan import GoalCode
    from .problem import BalanceProblem, Candidate

MISSING_GOALS: tuple[GoalCode, ...] = ("seats", "sectors", "communities", "lower_income", "regions")
"""Goals that count missing people, in order; the sum of scores comes after them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A candidate in a mode: what can be chosen."""

    candidate: Candidate
    mode: str


@dataclass(frozen=True, slots=True)
class Row:
    """A limit of the number of places chosen among `members` (numbers of places).

    With a `goal` it may be broken: each person missing (`is_least`) or too many counts one against the goal.
    """

    members: tuple[int, ...]
    limit: int
    is_least: bool = False
    goal: GoalCode | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """Places in the order of their draw, hard and soft rows, and rows of organisations and pairs, seldom needed.

    `missed` counts, per goal, what is missing whoever is chosen.
    """

    places: tuple[Place, ...]
    rows: tuple[Row, ...]
    seldom: tuple[Row, ...]
    missed: dict[GoalCode, int]

    @property
    def goals(self) -> tuple[GoalCode, ...]:
        """Goals that still have rows, in order."""
        open_ = {row.goal for row in self.rows if row.goal}
        return tuple(code for code in MISSING_GOALS if code in open_)


def field_of(problem: BalanceProblem, *, is_reduced: bool = True) -> Field:
    """The sums that a problem limits; whoever holds a seat is counted already, and limits the others.

    Args:
        problem: which.
        is_reduced: leave out those who cannot be needed (see README, "Outdone").
    """
    goals = problem.goals
    holders = [one for one in problem.candidates if one.holds]
    taken = _Taken(problem, holders)
    free = {mode: max(0, count - sum(one.holds == mode for one in holders)) for mode, count in goals.seats}
    open_to = sorted(
        (one for one in problem.candidates if taken.is_open_to(one)), key=lambda one: problem.draw(one.id)
    )
    wanted = _not_outdone(open_to, sum(free.values()), taken) if is_reduced else open_to
    places = tuple(Place(one, mode) for one in wanted for mode in one.modes if free[mode])
    rows, missed = _rows(problem, places, holders, free)
    return Field(places, tuple(rows), tuple(_seldom(problem, places, taken)), missed)


class _Taken:
    """What the holders of seats use up already."""

    def __init__(self, problem: BalanceProblem, holders: list[Candidate]) -> None:
        self.goals = problem.goals
        self.of_organisation: dict[str, int] = defaultdict(int)
        for one in holders:
            self.of_organisation[one.organisation] += 1
        held = {one.id for one in holders}
        self.paired = frozenset(person for pair in problem.apart for person in pair)
        self.barred = frozenset(
            person for pair in problem.apart for person in pair if held & (set(pair) - {person})
        )

    def left_of(self, organisation: str) -> int:
        """How many more of an organisation may come."""
        return max(0, self.goals.organisation_at_most - self.of_organisation[organisation])

    def is_open_to(self, one: Candidate) -> bool:
        """Whether someone can be offered a seat at all."""
        return (
            not one.holds
            and not one.must_decline
            and one.points >= self.goals.score_at_least_percent * 100
            and one.id not in self.barred
            and not (one.organisation and not self.left_of(one.organisation))
        )


def _not_outdone(people: list[Candidate], seats: int, taken: _Taken) -> list[Candidate]:
    """Without those who cannot be needed: see README, "Outdone"."""
    alike: dict[object, list[Candidate]] = defaultdict(list)
    for one in people:
        kind = (one.sectors, one.region, one.is_lower_income, one.communities, frozenset(one.modes))
        alike[kind].append(one)
    kept = {one.id for one in people if one.id in taken.paired}
    for group in alike.values():
        same: dict[str, int] = defaultdict(int)
        count = 0
        for one in sorted(group, key=lambda one: -one.points):
            if count == seats:
                break
            left = taken.left_of(one.organisation) if one.organisation else seats
            if one.id in taken.paired or same[one.organisation] >= left:
                continue
            same[one.organisation] += 1
            kept.add(one.id)
            count += 1
    return [one for one in people if one.id in kept]


def _rows(
    problem: BalanceProblem, places: tuple[Place, ...], holders: list[Candidate], free: dict[str, int]
) -> tuple[list[Row], dict[GoalCode, int]]:
    goals = problem.goals
    rows: list[Row] = []
    missed: dict[GoalCode, int] = dict.fromkeys(MISSING_GOALS, 0)
    of_sector, of_community = _by(places, "sectors"), _by(places, "communities")
    of_mode: dict[str, list[int]] = defaultdict(list)
    of_region: dict[str, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        of_mode[place.mode].append(number)
        of_region[place.candidate.region].append(number)

    def at_least(code: GoalCode, members: list[int], count: int) -> None:
        if count <= 0:
            return
        missed[code] += max(0, count - len(members))
        if members:
            rows.append(Row(tuple(members), min(count, len(members)), is_least=True, goal=code))

    for mode, count in free.items():
        rows.append(Row(tuple(of_mode[mode]), count))
        at_least("seats", of_mode[mode], count)
    for sector in goals.sectors:
        held = sum(sector in one.sectors for one in holders)
        at_least("sectors", of_sector[sector], goals.each_sector_at_least - held)
    for community in goals.communities:
        held = sum(community in one.communities for one in holders)
        at_least("communities", of_community[community], goals.each_community_at_least - held)
    lower = [number for number, place in enumerate(places) if place.candidate.is_lower_income]
    held = sum(one.is_lower_income for one in holders)
    at_least("lower_income", lower, goals.lower_income_at_least - held)
    if goals.region_at_most_percent < _ALL:
        limited, missed["regions"] = _regions(problem, of_region, Counter(one.region for one in holders))
        rows += limited
    return rows, missed


def _regions(
    problem: BalanceProblem, of_region: dict[str, list[int]], held: Counter[str]
) -> tuple[list[Row], int]:
    rows, above = [], 0
    for region in sorted({one.region for one in problem.candidates}):
        left = problem.goals.region_at_most - held[region]
        above += max(0, -left)
        if len(of_region[region]) > max(0, left):
            rows.append(Row(tuple(of_region[region]), max(0, left), goal="regions"))
    return rows, above


def _by(places: tuple[Place, ...], name: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        keys: frozenset[str] = getattr(place.candidate, name)
        for key in keys:
            found[key].append(number)
    return found


def _seldom(problem: BalanceProblem, places: tuple[Place, ...], taken: _Taken) -> list[Row]:
    of_organisation: dict[str, list[int]] = defaultdict(list)
    of_person: dict[str, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        of_person[place.candidate.id].append(number)
        if place.candidate.organisation:
            of_organisation[place.candidate.organisation].append(number)
    rows = [Row(tuple(found), 1) for found in of_person.values() if len(found) > 1]
    for organisation, members in of_organisation.items():
        left = taken.left_of(organisation)
        if len({places[number].candidate.id for number in members}) > left:
            rows.append(Row(tuple(members), left))
    for first, second in sorted(tuple(sorted(pair)) for pair in problem.apart):
        both = (*of_person.get(first, ()), *of_person.get(second, ()))
        if of_person.get(first) and of_person.get(second):
            rows.append(Row(both, 1))
    return rows


_ALL = 100
