"""Gaps between contacts, as days: each ends in a renewal or is still open on the day of the log."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from shelterbelt.cultivate.engine.ties.problem import Kind, Log, pair


@dataclass(frozen=True, slots=True)
class Spells:
    """Counts by length in days: `renewed` gaps ended in a contact, `open` ones had not by the day of the log."""

    renewed: Counter[int]
    open: Counter[int]

    @property
    def renewals(self) -> int:
        """How many gaps ended in a contact."""
        return self.renewed.total()

    @property
    def still(self) -> int:
        """How many gaps are still open."""
        return self.open.total()


def spells(log: Log) -> dict[Kind, Spells]:
    """The spells that a contact of each kind began; a contact of any kind renews.

    Days count, not events: two kinds on one day begin a spell each. A spell of no days (contact on the day itself)
    says nothing and is left out.
    """
    days: defaultdict[tuple[str, str], defaultdict[date, set[Kind]]] = defaultdict(lambda: defaultdict(set))
    for contact in log.kept():
        days[pair(contact)][contact.on].add(contact.kind)
    found = {kind: Spells(Counter(), Counter()) for kind in Kind}
    for history in days.values():
        ordered = sorted(history)
        for day, following in zip(ordered, [*ordered[1:], None], strict=True):
            for kind in history[day]:
                if following is not None:
                    found[kind].renewed[(following - day).days] += 1
                elif day < log.on:
                    found[kind].open[(log.on - day).days] += 1
    return found
