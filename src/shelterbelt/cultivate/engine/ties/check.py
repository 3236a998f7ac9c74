"""Whether ties and half-lives follow from a log: every contact is gone through again, one by one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from shelterbelt.cultivate.engine.ties.plan import HalfLife, Source, Ties
from shelterbelt.cultivate.engine.ties.problem import Contact, Kind, Log

_NEAR = 1e-7
_DROP = 1.92073
_STEP = 1.01


def check(log: Log, told: Ties | Sequence[HalfLife]) -> tuple[str, ...]:
    """What is wrong with a result; empty if nothing is. O(pairs x contacts), slow on purpose."""
    if isinstance(told, Ties):
        return _check_ties(log, told)
    wrong = [] if [one.kind for one in told] == list(Kind) else ["kinds"]
    return tuple(wrong + [f"{one.kind.value}: {what}" for one in told for what in _check_fade(log, one)])


def _check_ties(log: Log, told: Ties) -> tuple[str, ...]:
    kept = [one for one in log.contacts if one.id not in log.removed]
    wrong = [] if told.live == log.live else ["live"]
    expected = {tuple(sorted((one.one, one.other))) for one in kept}
    if [(tie.one, tie.other) for tie in told.ties] != sorted(expected):
        wrong.append("pairs")
    for tie in told.ties:
        place = f"{tie.one}-{tie.other}"
        theirs = [one for one in kept if {one.one, one.other} == {tie.one, tie.other}]
        if sorted(one.id for one in theirs) != sorted(one.id for one in tie.contacts):
            wrong.append(f"{place}: contacts")
        now = _strength(log, theirs, 0.0)
        if not math.isclose(now, tie.strength, rel_tol=1e-12):
            wrong.append(f"{place}: strength")
        lives = now > log.live
        at_end = _strength(log, theirs, tie.months_left)
        if lives != (tie.months_left > 0) or (lives and abs(at_end - log.live) > _NEAR * now):
            wrong.append(f"{place}: months_left")
    return tuple(wrong)


def _strength(log: Log, contacts: list[Contact], later: float) -> float:
    total = 0.0
    for one in contacts:
        age = (log.on - one.on).days * 12 / 365.25 + later
        total += log.rules[one.kind].weight * 0.5 ** (age / log.rules[one.kind].half_life)
    return total


def _check_fade(log: Log, told: HalfLife) -> list[str]:
    gaps, still = _gaps(log, told.kind)
    wrong = [] if (told.spells, told.renewals) == (len(gaps) + len(still), len(gaps)) else ["spells"]
    if told.source is not Source.LOG:
        same = told.months == log.rules[told.kind].half_life and told.low is told.high is told.beyond is None
        return wrong if same else [*wrong, "prior"]
    if told.low is None or told.high is None or told.beyond is None:
        return [*wrong, "interval"]
    death = math.log(2) / (told.months * 365.25 / 12)
    contact = death * (1 - told.beyond) / told.beyond
    best = _likelihood(gaps, still, death, contact)
    pushed = ((a, b) for a in (1 / _STEP, 1, _STEP) for b in (1 / _STEP, 1, _STEP))
    if any(_likelihood(gaps, still, death * a, contact * b) > best + _NEAR for a, b in pushed):
        wrong.append("not the most likely")
    for name, end in (("low", told.low), ("high", told.high)):
        rate = math.log(2) / (end * 365.25 / 12)
        grid = (math.exp(-14 + 0.002 * step) for step in range(8001))
        reached = max(_likelihood(gaps, still, rate, other) for other in grid)
        if abs(best - reached - _DROP) > 0.01 * _DROP:
            wrong.append(name)
    return wrong if told.low < told.months < told.high else [*wrong, "order"]


def _gaps(log: Log, kind: Kind) -> tuple[list[int], list[int]]:
    kept = [one for one in log.contacts if one.id not in log.removed]
    starts = {(frozenset((one.one, one.other)), one.on) for one in kept if one.kind is kind}
    gaps, still = [], []
    for both, day in starts:
        later = [each.on for each in kept if {each.one, each.other} == both and each.on > day]
        if later:
            gaps.append((min(later) - day).days)
        elif day < log.on:
            still.append((log.on - day).days)
    return gaps, still


def _likelihood(gaps: list[int], still: list[int], death: float, contact: float) -> float:
    rate = death + contact
    total = math.fsum(
        math.log(contact / rate) - rate * (days - 0.5) + math.log1p(-math.exp(-rate)) for days in gaps
    )
    total -= (len(gaps) + len(still)) * math.log((death + contact * math.exp(-rate / 2)) / rate)
    return total + math.fsum(math.log((death + contact * math.exp(-rate * days)) / rate) for days in still)
