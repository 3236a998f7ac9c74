"""A log of contacts that people know of, and the rules by which a tie is read from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

DAYS_A_MONTH = 365.25 / 12
LONGEST = 1200.0
"""Months: a half-life of more than a century is a slip of the pen, and would make every sum meaningless."""


class BadLog(ValueError):
    """The input cannot be used. `place` names where, `str(error)` is a sentence with the remedy."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.place = place


class Kind(Enum):
    """How two people were in contact. Messages are no kind: they are never read."""

    MET = "met"
    WORKED = "worked together"
    CONSULTED = "consulted"
    SHARED = "shared a panel or a triad"


@dataclass(frozen=True, slots=True)
class Contact:
    """One event that both people know of. `id` is what they name when they take it out."""

    id: str
    one: str
    other: str
    kind: Kind
    on: date


@dataclass(frozen=True, slots=True)
class Rule:
    """What a contact of one kind counts, and in how many months half of it is gone."""

    weight: float = 1.0
    half_life: float = 4.0


def _rules() -> dict[Kind, Rule]:
    return {kind: Rule() for kind in Kind}


@dataclass(frozen=True, slots=True)
class Log:
    """Contacts up to and with the day `on`, and how they count.

    Contacts are only ever added. Whom an event concerns may take it out: its id goes to `removed`, and from then on
    nothing that is computed differs from a log that never held it. `live` is the least strength of a live tie.

    Raises:
        BadLog: an id given twice, the same event given twice under two ids, a contact of somebody with themselves,
            a contact after `on`, an unknown id in `removed`, or a rule that is not a positive finite number.
    """

    on: date
    contacts: tuple[Contact, ...]
    removed: frozenset[str] = frozenset()
    rules: dict[Kind, Rule] = field(default_factory=_rules)
    live: float = 0.25

    def __post_init__(self) -> None:
        _refuse_rules(self)
        ids: dict[str, int] = {}
        events: dict[tuple[str, str, Kind, date], int] = {}
        for number, contact in enumerate(self.contacts, start=1):
            place = f"contact {number} ({contact.id!r})"
            _refuse_contact(place, contact, self.on)
            if contact.id in ids:
                raise BadLog(
                    place, f"has the id of contact {ids[contact.id]}; give each event an id of its own."
                )
            ids[contact.id] = number
            if contact.id in self.removed:
                continue
            event = (*pair(contact), contact.kind, contact.on)
            if event in events:
                raise BadLog(
                    place,
                    f"repeats contact {events[event]}: the same two people, kind and day; keep one of the two.",
                )
            events[event] = number
        strange = sorted(self.removed - ids.keys())
        if strange:
            raise BadLog("removed", f"names {strange[0]!r}, which is not in the log; take that id out.")

    def kept(self) -> tuple[Contact, ...]:
        """Contacts that nobody took out, in the order of the log."""
        return tuple(one for one in self.contacts if one.id not in self.removed)


def pair(contact: Contact) -> tuple[str, str]:
    """The two people in one order, so that a contact counts alike whoever told of it."""
    return (min(contact.one, contact.other), max(contact.one, contact.other))


def months(earlier: date, later: date) -> float:
    """Months of 30.4375 days between two days."""
    return (later - earlier).days / DAYS_A_MONTH


def _refuse_contact(place: str, contact: Contact, on: date) -> None:
    if not contact.id or not contact.one or not contact.other:
        raise BadLog(place, "lacks an id or a person; give an id and two people.")
    if contact.one == contact.other:
        raise BadLog(place, f"joins {contact.one!r} with themselves; name two different people.")
    if contact.on > on:
        raise BadLog(place, f"lies on {contact.on}, after {on}; leave it out, or give a later day.")


def _refuse_rules(log: Log) -> None:
    for kind in Kind:
        rule = log.rules.get(kind)
        if rule is None:
            raise BadLog("rules", f"say nothing of {kind.value!r}; give a weight and a half-life for it.")
        if not 0 < rule.weight < float("inf"):
            raise BadLog(f"rule of {kind.value!r}", f"has weight {rule.weight}; give a number above 0.")
        if not 0 < rule.half_life <= LONGEST:
            raise BadLog(
                f"rule of {kind.value!r}",
                f"has a half-life of {rule.half_life} months; give more than 0 and at most {LONGEST:g}.",
            )
    if not 0 < log.live < float("inf"):
        raise BadLog("live", f"is {log.live}; give a number above 0.")
