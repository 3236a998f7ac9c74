"""From a line-up to a plan: reasons, costs, substitutes. A function of public facts and nothing else.

No reason compares the person with someone who was not chosen: such a comparison would show where a
private wish decided.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from .goals import public_goals
from .plan import Goal, Panel, PanelPlan, Reason, SeatTaken, SectorGap

if TYPE_CHECKING:
    from .facts import Facts
    from .goals import LineUp
    from .plan import GoalCode, ReasonCode
    from .problem import PanelMeeting, Seat, Speaker

ALTERNATES = 2


class Room:
    """A line-up with the counts that the questions about it need."""

    def __init__(self, facts: Facts, line_up: LineUp) -> None:
        self.facts = facts
        self.line_up = line_up
        self.speakers = {speaker.id: speaker for speaker in facts.speakers}
        self.wanted = frozenset(facts.problem.sectors)
        self.appearances = Counter(who for _, who in line_up)
        self.in_series = Counter(sector for _, who in line_up for sector in set(self.speakers[who].sectors))
        self.pay = sum(facts.pay[seat] for seat in line_up)

    def at(self, meeting: str) -> list[Speaker]:
        """The people of a panel, by id."""
        return [self.speakers[who] for key, who in sorted(self.line_up) if key == meeting]

    def sectors_at(self, meeting: str) -> Counter[str]:
        """Seats per sector on a panel."""
        return Counter(sector for speaker in self.at(meeting) for sector in set(speaker.sectors))

    def is_needed(self, seat: Seat, meeting: PanelMeeting) -> bool:
        """Whether emptying the seat would lose a sector of the series or a sector the rules ask for."""
        sectors = frozenset(self.speakers[seat[1]].sectors)
        asked = self.wanted | frozenset(self.facts.problem.must_cover)
        at = self.sectors_at(meeting.key)
        return any(self.in_series[sector] == 1 for sector in sectors & asked) or any(
            at[sector] == 1 for sector in sectors & frozenset(meeting.required_sectors)
        )


def plan_of(facts: Facts, line_up: LineUp, proven: dict[GoalCode, bool], first: GoalCode | None) -> PanelPlan:
    """The plan of a line-up that keeps the rules. `first` names a goal that was put before the others."""
    problem = facts.problem
    room = Room(facts, line_up)
    goals = sorted(public_goals(facts), key=lambda goal: goal.code != first)
    return PanelPlan(
        problem_digest=problem.digest(),
        currency=problem.currency,
        panels=tuple(_panel(room, meeting) for meeting in facts.meetings),
        goals=tuple(
            Goal(
                code=goal.code,
                value=goal.measure(line_up),
                bound=goal.measure(line_up) if proven[goal.code] else goal.limit,
                proven=proven[goal.code],
                higher_is_better=goal.is_higher_better,
            )
            for goal in goals
        ),
        pay=room.pay,
        budget_left=None if problem.budget is None else problem.budget - room.pay,
        gaps=tuple(_gap(room, sector) for sector in sorted(room.wanted) if not room.in_series[sector]),
        changes=_changes(room) if problem.published else (),
    )


def _panel(room: Room, meeting: PanelMeeting) -> Panel:
    people = room.at(meeting.key)
    return Panel(
        meeting=meeting.key,
        seats=tuple(
            SeatTaken(
                speaker=speaker.id,
                points=room.facts.points[meeting.key, speaker.id],
                pay=room.facts.pay[meeting.key, speaker.id],
                reasons=tuple(_reasons(room, meeting, speaker)),
                alternates=_alternates(room, meeting, speaker),
            )
            for speaker in people
        ),
        sectors=tuple(sorted(room.wanted & {sector for speaker in people for sector in speaker.sectors})),
        regions=tuple(sorted({speaker.region for speaker in people})),
        pay=sum(room.facts.pay[meeting.key, speaker.id] for speaker in people),
    )


def _reasons(room: Room, meeting: PanelMeeting, speaker: Speaker) -> list[Reason]:
    seat = (meeting.key, speaker.id)
    at = room.sectors_at(meeting.key)
    sectors = sorted(set(speaker.sectors))
    wanted = [sector for sector in sectors if sector in room.wanted]
    regions = Counter(person.region for person in room.at(meeting.key))
    required = [sector for sector in sectors if sector in meeting.required_sectors]
    found = [Reason("locked_in")] if seat in room.facts.problem.locked_in else []
    found += _each("required_sector", required)
    found += _each("only_cover_in_series", [sector for sector in wanted if room.in_series[sector] == 1])
    found += _each("only_cover_in_panel", [sector for sector in wanted if at[sector] == 1])
    if regions[speaker.region] == 1:
        found.append(Reason("only_region_in_panel", (("region", speaker.region),)))
    found += _each("brings_sector", wanted)
    found.append(Reason("comes_from_region", (("region", speaker.region),)))
    found.append(Reason("unsociable_points", (("points", room.facts.points[seat]),)))
    if seat in room.facts.problem.published:
        found.append(Reason("was_published"))
    return found


def _each(code: ReasonCode, sectors: list[str]) -> list[Reason]:
    return [Reason(code, (("sector", sector),)) for sector in sectors]


def _alternates(room: Room, meeting: PanelMeeting, leaving: Speaker) -> tuple[str, ...]:
    """Two people who could take the seat under every rule: nearest in sectors first, then easiest hours."""
    mine = room.wanted & frozenset(leaving.sectors)
    found = [speaker for speaker in room.facts.speakers if _may_replace(room, meeting, leaving, speaker)]
    found.sort(
        key=lambda speaker: (
            len(mine - frozenset(speaker.sectors)),
            speaker.region != leaving.region,
            room.appearances[speaker.id],
            room.facts.points[meeting.key, speaker.id],
            speaker.id,
        )
    )
    return tuple(speaker.id for speaker in found[:ALTERNATES])


def _may_replace(room: Room, meeting: PanelMeeting, leaving: Speaker, joining: Speaker) -> bool:
    problem = room.facts.problem
    seat = (meeting.key, joining.id)
    if seat not in room.facts.eligible or seat in room.line_up:
        return False
    if room.appearances[joining.id] >= joining.max_appearances:
        return False
    staying = [speaker for speaker in room.at(meeting.key) if speaker.id != leaving.id]
    colleagues = sum(speaker.organisation == joining.organisation for speaker in staying)
    pay = room.pay - room.facts.pay[meeting.key, leaving.id] + room.facts.pay[seat]
    lost = frozenset(leaving.sectors) - frozenset(joining.sectors)
    still = frozenset(sector for speaker in staying for sector in speaker.sectors)
    return (
        colleagues < problem.per_organisation
        and (problem.budget is None or pay <= problem.budget)
        and not any(sector in meeting.required_sectors and sector not in still for sector in lost)
        and not any(room.in_series[sector] == 1 for sector in lost & frozenset(problem.must_cover))
    )


def _gap(room: Room, sector: str) -> SectorGap:
    """Where one more person of the sector could sit, and how much the money that is left would pay."""
    facts = room.facts
    left = None if facts.problem.budget is None else facts.problem.budget - room.pay
    offers: dict[str, int] = {}
    for meeting in facts.meetings:
        floor = facts.problem.payment_floor * len(meeting.starts)
        for speaker in room.at(meeting.key):
            seat = (meeting.key, speaker.id)
            if seat in facts.problem.locked_in or room.is_needed(seat, meeting):
                continue
            offer = facts.pay[seat] + (left or 0)
            if left is None or offer >= floor:
                offers[meeting.key] = max(offer, offers.get(meeting.key, 0))
    return SectorGap(
        sector=sector,
        meetings=tuple(meeting.key for meeting in facts.meetings if meeting.key in offers),
        pay_at_most=None if left is None or not offers else min(offers.values()),
    )


def _changes(room: Room) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    before = frozenset(room.facts.problem.published)
    found = []
    for meeting in room.facts.meetings:
        left = tuple(sorted(who for key, who in before - room.line_up if key == meeting.key))
        joined = tuple(sorted(who for key, who in room.line_up - before if key == meeting.key))
        if left or joined:
            found.append((meeting.key, left, joined))
    return tuple(found)
