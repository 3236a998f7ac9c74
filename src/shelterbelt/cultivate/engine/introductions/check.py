"""An independent look at a round: every hard rule read again from the people themselves; no code of the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from shelterbelt.cultivate.engine.introductions.plan import Arm, Introduction, Plan, Reason, Scope, Why
from shelterbelt.cultivate.engine.introductions.problem import Person, Problem

_CLOSE = 1e-6
_MOST_SEARCHED = 24
"""Among more people waiting than this, groups of four to six are not searched for: pairs always are."""


class Rules:
    """The hard rules over one problem, as sets of names."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.people = {one.id: one for one in problem.people}
        last: dict[frozenset[str], date] = {}
        for met in problem.met:
            both = frozenset((met.one, met.other))
            last[both] = max(met.on, last.get(both, met.on))
        self.recent = {
            both for both, day in last.items() if (problem.day - day).days < problem.round.repeat_after
        }

    def breaches(self, names: Sequence[str]) -> Iterator[str]:
        """Sentences, for the makers' eyes alone, about each rule that one meeting of these people breaks."""
        people = [self.people[name] for name in names]
        for one in people:
            if one.is_paused or one.cap < 1:
                yield f"{one.id} takes no part this month"
        for one, other in combinations(people, 2):
            yield from self._between(one, other)
            yield from self._between(other, one)
            if frozenset((one.id, other.id)) in self.recent:
                yield f"{one.id} and {other.id} met a short while ago"
        spoken = [{name.strip().casefold() for name in one.languages} for one in people]
        if not set.intersection(*spoken):
            yield f"{', '.join(names)} share no language"
        if not _has_time([one.hours for one in people], self.problem.round.half_hours):
            yield f"{', '.join(names)} share no time"

    def _between(self, one: Person, other: Person) -> Iterator[str]:
        if other.id in one.avoids or other.id in one.kept_apart or other.id in one.conflicts:
            yield f"{one.id} is kept from {other.id}"
        if self.problem.round.is_confidential and other.id in one.manages:
            yield f"{one.id} manages {other.id}"
        shunned = {name.strip().casefold() for name in one.avoided_sectors}
        if shunned & {name.strip().casefold() for name in (other.sector, *other.also)}:
            yield f"{one.id} avoids the sector of {other.id}"
        if other.country.strip().casefold() in {name.strip().casefold() for name in one.avoided_countries}:
            yield f"{one.id} avoids the country of {other.id}"


def check(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """Sentences about what is wrong with a round; empty if nothing is. They name rules: never show them to members."""
    rules = Rules(problem)
    wrong = [line for made in plan.introductions for line in rules.breaches(made.people)]
    wrong += [line for made in plan.introductions for line in _shape(rules, plan, made)]
    wrong += [line for made in plan.introductions for line in _told(rules, made)]
    met = Counter(name for made in plan.introductions for name in made.people)
    for name, count in met.items():
        if count > min(rules.people[name].cap, problem.round.slots):
            wrong.append(f"{name} has {count} introductions, more than wanted")
    twice = Counter(both for made in plan.introductions for both in combinations(sorted(made.people), 2))
    wrong += [
        f"{' and '.join(both)} are introduced {count} times" for both, count in twice.items() if count > 1
    ]
    idle = {one.id for one in problem.people if not one.is_paused and one.cap > 0 and not met[one.id]}
    if idle != set(plan.waiting) or len(plan.waiting) != len(idle):
        wrong.append("those who wait are not those who meet nobody")
    wrong += _waiting(rules, plan)
    value = sum(made.worth for made in plan.introductions if made.arm is Arm.CHOSEN)
    if abs(value - plan.value) > _CLOSE * max(1.0, value) or plan.value > plan.bound * (1 + _CLOSE) + _CLOSE:
        wrong.append(f"value {plan.value} and bound {plan.bound} do not fit a sum of {value}")
    if plan.scope not in Scope:
        wrong.append("the bound has no scope")
    return tuple(wrong)


def _has_time(hours: Sequence[int], length: int) -> bool:
    common = (1 << 48) - 1
    for one in hours:
        common &= one
    day = f"{common:048b}"
    return "1" * length in day + day[: length - 1]


def _shape(rules: Rules, plan: Plan, made: Introduction) -> Iterator[str]:
    asked, many = rules.problem.round, len(made.people)
    if not asked.size <= many <= max(asked.size, asked.largest) or len(set(made.people)) != many:
        yield f"{', '.join(made.people)} are not as many as asked for"
    if made.arm is Arm.CHOSEN:
        return
    if not set(made.people) <= plan.drawn:
        yield f"{', '.join(made.people)} were not all drawn"
    sectors = {rules.people[name].sector.strip().casefold() for name in made.people}
    if asked.chance_crosses and len(sectors) < many:
        yield f"{', '.join(made.people)} met by chance within a sector"


def _told(rules: Rules, made: Introduction) -> Iterator[str]:
    """Reasons, languages and hours say nothing that is not of the people introduced."""
    people = {name: rules.people[name] for name in made.people}
    for reason in made.reasons:
        if not _is_true(people, reason):
            yield f"{', '.join(made.people)}: {reason} is not so"
    if not made.reasons:
        yield f"{', '.join(made.people)} have no reason"
    hours = (1 << 48) - 1
    for one in people.values():
        hours &= one.hours
    spoken = [{name.strip().casefold() for name in one.languages} for one in people.values()]
    if made.hours != hours or set(made.languages) != set.intersection(*spoken):
        yield f"{', '.join(made.people)}: hours or languages are not so"


def _is_true(people: dict[str, Person], reason: Reason) -> bool:
    if reason.why is Why.NEW_PEOPLE:
        return (reason.giver, reason.taker, reason.topic) == ("", "", "")
    if reason.giver not in people or reason.taker not in people or reason.giver == reason.taker:
        return False
    giver, taker = people[reason.giver], people[reason.taker]
    if reason.why is Why.OFFERS_WHAT_IS_NEEDED:
        return reason.topic in giver.offers and reason.topic in taker.needs
    if reason.why is Why.SAME_NEED:
        return reason.topic in giver.needs and reason.topic in taker.needs
    return reason.topic in giver.offers and reason.topic in taker.offers


def _waiting(rules: Rules, plan: Plan) -> Iterator[str]:
    """Nobody waits who could meet others who wait; and who waited last month waits for nobody who did not."""
    asked = rules.problem.round
    if asked.size == 2 or len(plan.waiting) <= _MOST_SEARCHED:  # noqa: PLR2004 - a pair
        for names in combinations(plan.waiting, asked.size):
            if not any(rules.breaches(names)):
                yield f"{', '.join(names)} wait and could meet"
    first = [name for name in plan.waiting if rules.people[name].waited]
    for made in plan.introductions if first else ():
        others = [name for name in made.people if not rules.people[name].waited]
        if len(made.people) != asked.size or made.arm is Arm.CHANCE:
            continue
        for name, other in ((name, other) for name in first for other in others):
            kept = [one for one in made.people if one != other]
            if not any(rules.breaches([*kept, name])):
                yield f"{name} waited last month and waits again, and could meet {', '.join(kept)}"
