"""What the panels engine answers: a line-up with values, reasons, costs and substitutes.

Everything here is a function of the problem and the line-up, so that two runs which end in the
same line-up give the same bytes whatever was private about the people in it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

Parameter = tuple[str, str | int]

GoalCode = Literal[
    "sectors_covered",
    "worst_panel_sectors",
    "worst_panel_regions",
    "worst_speaker_points",
    "total_points",
    "seats_changed",
    "repeat_appearances",
]

ReasonCode = Literal[
    "brings_sector",
    "comes_from_region",
    "unsociable_points",
    "locked_in",
    "required_sector",
    "only_cover_in_series",
    "only_cover_in_panel",
    "only_region_in_panel",
    "was_published",
]

RuleCode = Literal[
    "seats",
    "availability",
    "points_limit",
    "per_organisation",
    "max_appearances",
    "budget",
    "locked_in",
    "locked_out",
    "required_sector",
    "must_cover",
]

AdditionCode = Literal["speakers", "budget", "release_locked_in", "release_locked_out"]


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal, in order. `bound` is the best value that is still possible, `proven` that value meets it.

    A proof says: no line-up that keeps the rules and everything the organiser ranks above this
    goal does better.
    """

    code: GoalCode
    value: int
    bound: int
    proven: bool
    higher_is_better: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person has a seat, as a code and its parameters; the words are made by the caller."""

    code: ReasonCode
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """One person on one panel. `pay` is for all runs, in minor units; `alternates` are up to two ids."""

    speaker: str
    points: int
    pay: int
    reasons: tuple[Reason, ...]
    alternates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One meeting's panel, seats ordered by speaker id."""

    meeting: str
    seats: tuple[SeatTaken, ...]
    sectors: tuple[str, ...]
    regions: tuple[str, ...]
    pay: int


@dataclass(frozen=True, slots=True)
class SectorGap:
    """A sector no seat covers, and what addition would cover it.

    One more speaker of `sector`, from an organisation not yet on the panel, free at any of
    `meetings` within the limit of unsociable points and paid at most `pay_at_most` (minor units for
    all runs; `None`: no budget was set) could take a seat without any other sector being lost.
    """

    sector: str
    meetings: tuple[str, ...]
    pay_at_most: int | None


@dataclass(frozen=True, slots=True)
class PanelPlan:
    """The composed series. `changes` are (meeting, left, joined) against the published line-up."""

    problem_digest: str
    currency: str
    panels: tuple[Panel, ...]
    goals: tuple[Goal, ...]
    pay: int
    budget_left: int | None
    gaps: tuple[SectorGap, ...]
    changes: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]

    def line_up(self) -> tuple[tuple[str, str], ...]:
        """Every (meeting key, speaker id), in order: what to keep as `published` for the next run."""
        return tuple((panel.meeting, seat.speaker) for panel in self.panels for seat in panel.seats)

    def to_json(self) -> str:
        """The whole plan as JSON with sorted keys."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, indent=1)


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """One rule that blocks, at the meeting, for the sector or the speaker it is about (empty: none)."""

    code: RuleCode
    meeting: str = ""
    sector: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Addition:
    """One thing to add or release.

    "speakers": `count` new people, each from an organisation not yet in the pool, free at
    `meeting` within the limit of points, paid at most `amount` minor units per run, of `sector`
    (empty: any). "budget": `amount` more minor units. "release_*": the pin (`meeting`, `speaker`).
    """

    code: AdditionCode
    meeting: str = ""
    sector: str = ""
    speaker: str = ""
    count: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why no line-up exists. `blocking` cannot be made smaller; each of `remedies` alone is enough."""

    blocking: tuple[Rule, ...]
    remedies: tuple[tuple[Addition, ...], ...]
    sentence: str


class InfeasibleError(Exception):
    """No line-up keeps every rule; `explanation` says which rules block and what would free them."""

    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation
        super().__init__(explanation.sentence)


class SearchLimitError(Exception):
    """The effort allowed ended before any line-up was found and before none was proven possible."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault that `check` found in a plan."""

    code: str
    place: str
    detail: str
