"""A problem turned into tables: who can sit where, at what cost, bringing what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .clock import is_free, points_at
from .plan import Rule

if TYPE_CHECKING:
    from .problem import PanelMeeting, PanelProblem, Seat, Speaker


@dataclass(frozen=True, slots=True)
class Facts:
    """Tables over all (meeting key, speaker id), in an order that the input's order does not change."""

    problem: PanelProblem
    meetings: tuple[PanelMeeting, ...]
    speakers: tuple[Speaker, ...]
    free: frozenset[Seat]
    points: dict[Seat, int]
    pay: dict[Seat, int]
    eligible: frozenset[Seat]

    def meeting(self, key: str) -> PanelMeeting:
        """The meeting of that key."""
        return next(meeting for meeting in self.meetings if meeting.key == key)


def facts_of(problem: PanelProblem) -> Facts:
    """The tables of a valid problem."""
    meetings = tuple(sorted(problem.meetings, key=lambda m: (min(m.starts), m.key)))
    speakers = tuple(sorted(problem.speakers, key=lambda s: s.id))
    pairs = [(meeting, speaker) for meeting in meetings for speaker in speakers]
    free = frozenset((m.key, s.id) for m, s in pairs if is_free(s, m))
    points = {(m.key, s.id): points_at(problem, s, m) for m, s in pairs}
    return Facts(
        problem=problem,
        meetings=meetings,
        speakers=speakers,
        free=free,
        points=points,
        pay={(m.key, s.id): pay_of(problem, s, m) for m, s in pairs},
        eligible=frozenset(
            seat for seat in free if points[seat] <= problem.points_limit and seat not in problem.locked_out
        ),
    )


def pay_of(problem: PanelProblem, speaker: Speaker, meeting: PanelMeeting) -> int:
    """Minor units for all runs of a meeting; nobody is paid less than the floor."""
    return max(speaker.fee or 0, problem.payment_floor) * len(meeting.starts)


def rules_of(facts: Facts) -> tuple[Rule, ...]:
    """Every rule that can block, one per meeting where it is a rule of meetings."""
    problem = facts.problem
    rules = []
    for meeting in facts.meetings:
        rules += [Rule(code, meeting.key) for code in ("seats", "availability", "points_limit")]
        rules.append(Rule("per_organisation", meeting.key))
        rules += [
            Rule("required_sector", meeting.key, sector) for sector in sorted(set(meeting.required_sectors))
        ]
    rules.append(Rule("max_appearances"))
    if problem.budget is not None:
        rules.append(Rule("budget"))
    rules += [Rule("must_cover", sector=sector) for sector in sorted(set(problem.must_cover))]
    rules += [Rule("locked_in", meeting, speaker=who) for meeting, who in sorted(problem.locked_in)]
    rules += [Rule("locked_out", meeting, speaker=who) for meeting, who in sorted(problem.locked_out)]
    return tuple(rules)
