"""The waiting list of each mode: who comes next as places come free, so that the cohort stays balanced."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .problem import BalanceProblem, Candidate, Goals


def ranks(
    problem: BalanceProblem, waiting: Iterable[Candidate], admitted: Iterable[Candidate]
) -> dict[str, dict[str, int]]:
    """Ranks by mode and candidate, 1 first.

    The first of a list, as many as its mode has seats, are taken one by one: who brings most of what the cohort
    would lack, together with those above on the list; then the score; then the draw. All others follow by score and
    draw. Whoever would break the limit of an organisation comes last.
    """
    people, inside = tuple(waiting), tuple(admitted)
    return {
        mode: {
            one.id: rank
            for rank, one in enumerate(
                _ordered(problem, [one for one in people if mode in one.modes], inside, seats), start=1
            )
        }
        for mode, seats in problem.goals.seats
    }


def _ordered(
    problem: BalanceProblem, people: list[Candidate], inside: tuple[Candidate, ...], seats: int
) -> list[Candidate]:
    by_score = sorted(people, key=lambda one: (-one.points, problem.draw(one.id)))
    alike: dict[object, list[Candidate]] = defaultdict(list)
    for one in reversed(by_score):
        alike[(one.sectors, one.communities, one.is_lower_income, one.region)].append(one)
    place = {one.id: number for number, one in enumerate(by_score)}
    cohort = _Cohort(problem.goals, inside)
    listed: list[Candidate] = []
    put_off: list[Candidate] = []
    while len(listed) < seats and alike:
        kind = min(alike, key=lambda kind: (cohort.lack_after(alike[kind][-1]), place[alike[kind][-1].id]))
        one = alike[kind].pop()
        if not alike[kind]:
            del alike[kind]
        if cohort.is_full_of(one.organisation):
            put_off.append(one)
            continue
        cohort.add(one)
        listed.append(one)
    done = {one.id for one in (*listed, *put_off)}
    rest = [one for one in by_score if one.id not in done]
    late = {one.id for one in rest if cohort.is_full_of(one.organisation)} | {one.id for one in put_off}
    return [
        *listed,
        *(one for one in rest if one.id not in late),
        *(one for one in by_score if one.id in late),
    ]


class _Cohort:
    """Who is in so far, counted. Targets of shares grow with it, those in people do not."""

    def __init__(self, goals: Goals, inside: tuple[Candidate, ...]) -> None:
        self.goals = goals
        self.size = 0
        self.sectors: Counter[str] = Counter()
        self.communities: Counter[str] = Counter()
        self.regions: Counter[str] = Counter()
        self.organisations: Counter[str] = Counter()
        self.lower = 0
        for one in inside:
            self.add(one)

    def add(self, one: Candidate) -> None:
        self.size += 1
        self.sectors.update(one.sectors)
        self.communities.update(one.communities)
        self.regions[one.region] += 1
        self.organisations[one.organisation] += 1
        self.lower += one.is_lower_income

    def is_full_of(self, organisation: str) -> bool:
        return bool(organisation) and self.organisations[organisation] >= self.goals.organisation_at_most

    def lack_after(self, one: Candidate) -> tuple[int, int, int, int]:
        """What this person would not bring of what is lacking: by goals in order, less is better."""
        goals, size = self.goals, max(self.size + 1, goals_size(self.goals))
        sectors = sum(
            self.sectors[key] < goals.each_sector_at_least for key in one.sectors if key in goals.sectors
        )
        communities = sum(
            self.communities[key] < goals.each_community_at_least
            for key in one.communities
            if key in goals.communities
        )
        least = -(-size * goals.lower_income_at_least_percent // 100)
        most = size * goals.region_at_most_percent // 100
        brings_lower = one.is_lower_income and self.lower < least
        return -sectors, -communities, -int(brings_lower), int(self.regions[one.region] >= most)


def goals_size(goals: Goals) -> int:
    """The seats of which shares are reckoned while the cohort is smaller."""
    return goals.all_seats
