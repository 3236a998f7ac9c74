"""Where an agency stands, with what each standing rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shelterbelt.equip.engine.readiness.problem import NOT_HERE

Place = tuple[str, str | None]
"""A question and a site; None for the whole agency."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One question at one place.

    Attributes:
        answer: what was settled; until then the most cautious named answer; None if nobody answered.
        is_settled: whether the agency agreed on it.
        differs: whether named assessors said different things.
        by_group: what the named people of each group said, in the order of caution.
    """

    question: str
    domain: str
    site: str | None
    answer: str | None
    is_settled: bool
    differs: bool
    by_group: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions stand how. There is no total score."""

    met: int = 0
    in_progress: int = 0
    not_met: int = 0
    need_support: int = 0
    does_not_apply: int = 0
    unanswered: int = 0

    @property
    def asked(self) -> int:
        """All questions."""
        return self.applies + self.does_not_apply

    @property
    def applies(self) -> int:
        """Questions of which nobody says that they are none here."""
        return self.met + self.in_progress + self.not_met + self.need_support + self.unanswered


@dataclass(frozen=True, slots=True)
class Results:
    """Every standing, and how many stand how: by domain, by site (None: the whole agency), and by both."""

    standings: tuple[Standing, ...]
    by_domain: Mapping[str, Tally]
    by_site: Mapping[str | None, Tally]
    by_both: Mapping[tuple[str, str | None], Tally]

    def at(self, question: str, site: str | None) -> Standing | None:
        """One standing; None if the question is not asked there."""
        return next((one for one in self.standings if (one.question, one.site) == (question, site)), None)


@dataclass(frozen=True, slots=True)
class Change:
    """From one assessment to the next. What is newly asked, or no longer, is no progress and no setback.

    Attributes:
        domains: the tallies before and after, over what was asked both times.
        newly_met: met now and not before.
        slipped: met before and not now.
        moved_on: not met now and not before, yet further along.
        newly_asked: places asked about for the first time.
        no_longer_asked: places that were asked about before.
    """

    domains: Mapping[str, tuple[Tally, Tally]]
    newly_met: tuple[Place, ...]
    slipped: tuple[Place, ...]
    moved_on: tuple[Place, ...]
    newly_asked: tuple[Place, ...]
    no_longer_asked: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that is not met somewhere, and why it stands where it does in the list.

    Attributes:
        answer: the most cautious one over all its places.
        sites: where; empty for a question to the whole agency.
    """

    question: str
    domain: str
    answer: str
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many anonymous assessors of a group gave an answer at a place."""

    group: str
    question: str
    site: str | None
    answer: str
    count: int


def tallied(answers: list[str | None]) -> Tally:
    """How many of each; `None` is unanswered."""
    counts = {
        name: answers.count(name) for name in ("met", "in_progress", "not_met", "need_support", NOT_HERE)
    }
    return Tally(**counts, unanswered=answers.count(None))
