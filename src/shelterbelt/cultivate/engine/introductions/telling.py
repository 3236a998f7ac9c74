"""What the people introduced are told: from their own needs, offers, languages and hours, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import combinations

from shelterbelt.cultivate.engine.introductions.plan import Arm, Introduction, Reason, Why
from shelterbelt.cultivate.engine.introductions.problem import ALL_DAY, Person, plain

MOST_REASONS = 6


def told(people: Sequence[Person], arm: Arm, worth: float) -> Introduction:
    """An introduction with its reasons, at most six: those that join two people not yet joined by one come first."""
    shared = set.intersection(*({plain(name) for name in one.languages} for one in people))
    first = tuple(dict.fromkeys(plain(name) for name in people[0].languages))
    return Introduction(
        people=tuple(one.id for one in people),
        arm=arm,
        reasons=_reasons(people),
        languages=tuple(name for name in first if name in shared),
        hours=reduce(lambda mine, one: mine & one.hours, people, ALL_DAY),
        worth=worth,
    )


def _reasons(people: Sequence[Person]) -> tuple[Reason, ...]:
    found = [list(_between(one, other)) for one, other in combinations(people, 2)]
    by_turn = [reasons[turn] for turn in range(MOST_REASONS) for reasons in found if turn < len(reasons)]
    by_turn.sort(key=lambda reason: reason.why is not Why.OFFERS_WHAT_IS_NEEDED)
    return tuple(by_turn[:MOST_REASONS]) or (Reason(Why.NEW_PEOPLE),)


def _between(one: Person, other: Person) -> Iterator[Reason]:
    for giver, taker in ((one, other), (other, one)):
        for topic in sorted(giver.offers & taker.needs):
            yield Reason(Why.OFFERS_WHAT_IS_NEEDED, giver.id, taker.id, topic)
    for topic in sorted(one.needs & other.needs):
        yield Reason(Why.SAME_NEED, one.id, other.id, topic)
    for topic in sorted(one.offers & other.offers):
        yield Reason(Why.SAME_OFFER, one.id, other.id, topic)
