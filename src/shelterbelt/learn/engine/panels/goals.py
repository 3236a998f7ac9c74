"""The public goals in order: how each is measured, modelled and bounded without any search."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from .facts import Facts
    from .plan import GoalCode
    from .problem import PanelMeeting, Seat, Speaker
    from .rules import RuleModel

LineUp = frozenset["Seat"]


@dataclass(frozen=True, slots=True)
class PublicGoal:
    """`measure` reads a line-up, `express` adds the same to a model, `limit` no line-up can pass."""

    code: GoalCode
    is_higher_better: bool
    limit: int
    measure: Callable[[LineUp], int]
    express: Callable[[RuleModel], cp_model.LinearExprT]


def public_goals(facts: Facts) -> list[PublicGoal]:
    """The goals in the order of the programme; stability only if something was published."""
    wanted = frozenset(facts.problem.sectors)
    sectors = {speaker.id: frozenset(speaker.sectors) & wanted for speaker in facts.speakers}
    regions = {speaker.id: frozenset({speaker.region}) for speaker in facts.speakers}
    region_cap = facts.problem.region_goal
    worst_sectors = min(_most_kinds(facts, meeting, sectors) for meeting in facts.meetings)
    worst_regions = min(_most_kinds(facts, meeting, regions) for meeting in facts.meetings)
    if region_cap is not None:
        worst_regions = min(worst_regions, region_cap)
    goals = [
        _series_goal(facts, sectors),
        _worst_panel_goal(facts, "worst_panel_sectors", sectors, worst_sectors),
        _worst_panel_goal(facts, "worst_panel_regions", regions, worst_regions),
        _worst_points_goal(facts),
        _total_points_goal(facts),
    ]
    if facts.problem.published:
        goals.append(_changed_goal(facts))
    goals.append(_repeats_goal(facts))
    return goals


def _eligible(facts: Facts, meeting: PanelMeeting) -> list[Speaker]:
    return [speaker for speaker in facts.speakers if (meeting.key, speaker.id) in facts.eligible]


def _most_kinds(facts: Facts, meeting: PanelMeeting, kinds: dict[str, frozenset[str]]) -> int:
    """No panel can show more kinds than exist among its possible people, nor than its seats can bring."""
    possible = _eligible(facts, meeting)
    existing = len(frozenset().union(*(kinds[speaker.id] for speaker in possible)))
    richest = sorted((len(kinds[speaker.id]) for speaker in possible), reverse=True)[: meeting.seats]
    return min(existing, sum(richest))


def _series_goal(facts: Facts, sectors: dict[str, frozenset[str]]) -> PublicGoal:
    reachable = frozenset().union(*(sectors[who] for _, who in facts.eligible))
    most = sum(_most_kinds(facts, meeting, sectors) for meeting in facts.meetings)

    def measure(line_up: LineUp) -> int:
        return len(frozenset().union(*(sectors[who] for _, who in line_up)))

    def express(made: RuleModel) -> cp_model.LinearExprT:
        flags = []
        for sector in sorted(reachable):
            seats = [seat for (_, who), seat in made.seats.items() if sector in sectors[who]]
            flags.append(_flag(made, seats))
        return cp_model.LinearExpr.sum(flags)

    return PublicGoal("sectors_covered", True, min(len(reachable), most), measure, express)


def _worst_panel_goal(
    facts: Facts, code: GoalCode, kinds: dict[str, frozenset[str]], limit: int
) -> PublicGoal:
    def measure(line_up: LineUp) -> int:
        found = [
            len(frozenset().union(*(kinds[who] for key, who in line_up if key == meeting.key)))
            for meeting in facts.meetings
        ]
        return min(limit, *found) if code == "worst_panel_regions" else min(found)

    def express(made: RuleModel) -> cp_model.LinearExprT:
        worst = made.model.new_int_var(0, limit, "")
        for meeting in facts.meetings:
            by_kind: dict[str, list[cp_model.IntVar]] = {}
            for speaker in _eligible(facts, meeting):
                for kind in sorted(kinds[speaker.id]):
                    by_kind.setdefault(kind, []).append(made.seats[meeting.key, speaker.id])
            flags = [_flag(made, by_kind[kind]) for kind in sorted(by_kind)]
            made.model.add(cp_model.LinearExpr.sum(flags) >= worst)
        return worst

    return PublicGoal(code, True, limit, measure, express)


def _worst_points_goal(facts: Facts) -> PublicGoal:
    def measure(line_up: LineUp) -> int:
        points: Counter[str] = Counter()
        for seat in line_up:
            points[seat[1]] += facts.points[seat]
        return max(points.values(), default=0)

    def express(made: RuleModel) -> cp_model.LinearExprT:
        most = sum(meeting.seats for meeting in facts.meetings) * facts.problem.points_limit
        worst = made.model.new_int_var(0, most, "")
        for speaker in facts.speakers:
            keys = [(meeting.key, speaker.id) for meeting in facts.meetings]
            costly = [key for key in keys if key in made.seats and facts.points[key]]
            if costly:
                made.model.add(
                    cp_model.LinearExpr.weighted_sum(
                        [made.seats[key] for key in costly], [facts.points[key] for key in costly]
                    )
                    <= worst
                )
        return worst

    return PublicGoal("worst_speaker_points", False, 0, measure, express)


def _total_points_goal(facts: Facts) -> PublicGoal:
    def measure(line_up: LineUp) -> int:
        return sum(facts.points[seat] for seat in line_up)

    def express(made: RuleModel) -> cp_model.LinearExprT:
        costly = [key for key in sorted(made.seats) if facts.points[key]]
        seats = [made.seats[key] for key in costly]
        return cp_model.LinearExpr.weighted_sum(seats, [facts.points[key] for key in costly])

    limit = 0
    for meeting in facts.meetings:
        cheapest = sorted(facts.points[meeting.key, who.id] for who in _eligible(facts, meeting))
        limit += sum(cheapest[: meeting.seats])
    return PublicGoal("total_points", False, limit, measure, express)


def _changed_goal(facts: Facts) -> PublicGoal:
    published = frozenset(facts.problem.published)
    total = sum(meeting.seats for meeting in facts.meetings)
    keepable = sum(
        min(meeting.seats, sum(1 for seat in published & facts.eligible if seat[0] == meeting.key))
        for meeting in facts.meetings
    )

    def measure(line_up: LineUp) -> int:
        return total - len(line_up & published)

    def express(made: RuleModel) -> cp_model.LinearExprT:
        kept = [made.seats[key] for key in sorted(published & facts.eligible)]
        return total - cp_model.LinearExpr.sum(kept)

    return PublicGoal("seats_changed", False, total - keepable, measure, express)


def _repeats_goal(facts: Facts) -> PublicGoal:
    total = sum(meeting.seats for meeting in facts.meetings)
    people = len({who for _, who in facts.eligible})

    def measure(line_up: LineUp) -> int:
        return total - len({who for _, who in line_up})

    def express(made: RuleModel) -> cp_model.LinearExprT:
        flags = []
        for speaker in facts.speakers:
            seats = made.of(speaker.id)
            if len(seats) > 1:
                flags.append(_flag(made, seats))
            else:
                flags += seats
        return total - cp_model.LinearExpr.sum(flags)

    return PublicGoal("repeat_appearances", False, max(0, total - people), measure, express)


def _flag(made: RuleModel, seats: list[cp_model.IntVar]) -> cp_model.IntVar:
    """A literal that may be true only if one of the seats is taken."""
    flag = made.model.new_bool_var("")
    made.model.add_bool_or([*seats, ~flag])
    return flag
