"""The strength of every tie on a day, and how long it stays live without another contact."""

from __future__ import annotations

import math
from collections import defaultdict

from scipy.optimize import brentq

from shelterbelt.cultivate.engine.ties.plan import Tie, Ties
from shelterbelt.cultivate.engine.ties.problem import Contact, Log, months, pair

_PRECISION = 1e-10
"""Months; far below a second."""
Parts = list[tuple[float, float]]
"""What each contact counts today, and its half-life in months."""


def tally(log: Log) -> Ties:
    """Strength = sum over contacts of weight(kind) * 2^(-age / half_life(kind)), age in months.

    Halving at a steady rate follows Burt, Bridge decay (Social Networks 2002), as a model. `months_left` is where the same sum, left
    alone, falls to `log.live`: closed form where one half-life rules, else a root between two closed forms.
    O(c log c) for c contacts.
    """
    together: defaultdict[tuple[str, str], list[Contact]] = defaultdict(list)
    for contact in log.kept():
        together[pair(contact)].append(contact)
    ties = []
    for (one, other), contacts in sorted(together.items()):
        contacts.sort(key=lambda contact: (contact.on, contact.id))
        parts = _parts(contacts, log)
        strength = math.fsum(value for value, _ in parts)
        ties.append(Tie(one, other, strength, _left(parts, strength, log.live), tuple(contacts)))
    return Ties(tuple(ties), log.live)


def _parts(contacts: list[Contact], log: Log) -> Parts:
    parts = []
    for contact in contacts:
        rule = log.rules[contact.kind]
        age = months(contact.on, log.on)
        parts.append((rule.weight * math.pow(2.0, -age / rule.half_life), rule.half_life))
    return parts


def _left(parts: Parts, strength: float, live: float) -> float:
    if strength <= live:
        return 0.0
    doublings = math.log2(strength / live)
    soonest = doublings * min(half_life for _, half_life in parts)
    latest = doublings * max(half_life for _, half_life in parts)
    if latest - soonest <= _PRECISION:
        return soonest

    def above(later: float) -> float:
        return math.fsum(value * math.pow(2.0, -later / half_life) for value, half_life in parts) - live

    if above(soonest) <= 0:
        return soonest
    if above(latest) >= 0:
        return latest
    return float(brentq(above, soonest, latest, xtol=_PRECISION))
