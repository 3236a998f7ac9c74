"""An independent verifier: reads a plan against its problem the slow, obvious way.

It shares no code with the search. It does not repeat the proofs; it recomputes every value, cost,
hour, reason, substitute and rule.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .plan import Finding

if TYPE_CHECKING:
    from .plan import PanelPlan, SeatTaken
    from .problem import PanelMeeting, PanelProblem, Speaker

Seats = list[tuple[str, str]]


def check(problem: PanelProblem, plan: PanelPlan) -> list[Finding]:
    """Every fault of the plan; empty when it keeps each rule and says only what is so."""
    found: list[Finding] = []
    if plan.problem_digest != problem.digest():
        found.append(Finding("digest", "plan", "is the plan of another problem"))
    meetings = {meeting.key: meeting for meeting in problem.meetings}
    people = {speaker.id: speaker for speaker in problem.speakers}
    seats: Seats = [(panel.meeting, seat.speaker) for panel in plan.panels for seat in panel.seats]
    unknown = [seat for seat in seats if seat[0] not in meetings or seat[1] not in people]
    if unknown or sorted(panel.meeting for panel in plan.panels) != sorted(meetings):
        return [*found, Finding("unknown", str(unknown), "the plan names other meetings or people")]
    found += [Finding(code, place, "is broken") for code, place in broken_rules(problem, seats)]
    found += _wrong_goals(problem, plan, seats)
    found += _wrong_costs(problem, plan)
    for panel in plan.panels:
        for seat in panel.seats:
            found += _wrong_seat(problem, seats, meetings[panel.meeting], seat)
        sectors = {s for seat in panel.seats for s in people[seat.speaker].sectors if s in problem.sectors}
        regions = {people[seat.speaker].region for seat in panel.seats}
        if panel.sectors != tuple(sorted(sectors)) or panel.regions != tuple(sorted(regions)):
            found.append(Finding("panel", panel.meeting, "sectors or regions are not those of its people"))
    covered = {sector for _, who in seats for sector in people[who].sectors}
    if {gap.sector for gap in plan.gaps} != set(problem.sectors) - covered:
        found.append(Finding("gaps", "plan", "the sectors named as uncovered are not those uncovered"))
    found += _wrong_changes(problem, plan, seats)
    return found


def broken_rules(problem: PanelProblem, seats: Seats) -> list[tuple[str, str]]:
    """(rule, place) for every hard rule that a list of (meeting key, speaker id) breaks."""
    people = {speaker.id: speaker for speaker in problem.speakers}
    broken = [("twice", key) for key in sorted({seat[0] for seat in seats if seats.count(seat) > 1})]
    for meeting in problem.meetings:
        panel = [people[who] for key, who in seats if key == meeting.key]
        broken += [(rule, meeting.key) for rule in _broken_at(problem, meeting, panel)]
    names = [who for _, who in seats]
    broken += [("max_appearances", s.id) for s in problem.speakers if names.count(s.id) > s.max_appearances]
    if problem.budget is not None and sum(_pay(problem, seat) for seat in seats) > problem.budget:
        broken.append(("budget", "series"))
    broken += [("locked_in", str(pin)) for pin in problem.locked_in if pin not in seats]
    broken += [("locked_out", str(pin)) for pin in problem.locked_out if pin in seats]
    for sector in problem.must_cover:
        if not any(sector in people[who].sectors for _, who in seats):
            broken.append(("must_cover", sector))
    return broken


def _broken_at(problem: PanelProblem, meeting: PanelMeeting, panel: list[Speaker]) -> list[str]:
    broken = [] if len(panel) == meeting.seats else ["seats"]
    for speaker in panel:
        if sum(other.organisation == speaker.organisation for other in panel) > problem.per_organisation:
            broken.append("per_organisation")
        if _points(problem, meeting, speaker) > problem.points_limit:
            broken.append("points_limit")
        if not _is_free(meeting, speaker):
            broken.append("availability")
    present = {sector for speaker in panel for sector in speaker.sectors}
    return broken + ["required_sector" for sector in meeting.required_sectors if sector not in present]


def _minutes(meeting: PanelMeeting) -> list[datetime]:
    return [s.astimezone(UTC) + timedelta(minutes=n) for s in meeting.starts for n in range(meeting.minutes)]


def _is_free(meeting: PanelMeeting, speaker: Speaker) -> bool:
    for minute in _minutes(meeting):
        if minute.astimezone(ZoneInfo(speaker.zone)).date() in speaker.unavailable:
            return False
        if speaker.windows is not None and not any(a <= minute < b for a, b in speaker.windows):
            return False
    return True


def _points(problem: PanelProblem, meeting: PanelMeeting, speaker: Speaker) -> int:
    given = dict(speaker.points)
    if meeting.key in given:
        return given[meeting.key]
    total = 0
    for start in meeting.starts:
        for minute in range(0, meeting.minutes, 15):
            moment = start.astimezone(UTC) + timedelta(minutes=minute)
            offset = moment.astimezone(ZoneInfo(speaker.zone)).utcoffset() or timedelta(0)
            total += problem.points_by_hour[(moment + offset).hour]
    return total


def _pay(problem: PanelProblem, seat: tuple[str, str]) -> int:
    meeting = next(meeting for meeting in problem.meetings if meeting.key == seat[0])
    speaker = next(speaker for speaker in problem.speakers if speaker.id == seat[1])
    return sum(max(speaker.fee or 0, problem.payment_floor) for _ in meeting.starts)


def _values(problem: PanelProblem, seats: Seats) -> dict[str, int]:
    people = {speaker.id: speaker for speaker in problem.speakers}
    meetings = {meeting.key: meeting for meeting in problem.meetings}
    sectors = {key: {s for k, who in seats if k == key for s in people[who].sectors} for key in meetings}
    regions = [len({people[who].region for k, who in seats if k == key}) for key in meetings]
    points: dict[str, int] = {}
    for key, who in seats:
        points[who] = points.get(who, 0) + _points(problem, meetings[key], people[who])
    values = {
        "sectors_covered": len(set().union(*sectors.values()) & set(problem.sectors)),
        "worst_panel_sectors": min(len(found & set(problem.sectors)) for found in sectors.values()),
        "worst_panel_regions": min([*regions, problem.region_goal or min(regions)]),
        "worst_speaker_points": max(points.values(), default=0),
        "total_points": sum(points.values()),
        "repeat_appearances": len(seats) - len({who for _, who in seats}),
    }
    if problem.published:
        values["seats_changed"] = sum(seat not in problem.published for seat in seats)
    return values


def _wrong_goals(problem: PanelProblem, plan: PanelPlan, seats: Seats) -> list[Finding]:
    values = _values(problem, seats)
    found = []
    if sorted(goal.code for goal in plan.goals) != sorted(values):
        found.append(Finding("goals", "plan", "the goals are not those of the problem"))
    for goal in plan.goals:
        if goal.value != values.get(goal.code):
            found.append(Finding("goal_value", goal.code, f"says {goal.value}, is {values.get(goal.code)}"))
        is_beyond = goal.value > goal.bound if goal.higher_is_better else goal.value < goal.bound
        if is_beyond or (goal.proven and goal.value != goal.bound):
            found.append(Finding("goal_bound", goal.code, f"value {goal.value} against bound {goal.bound}"))
    return found


def _wrong_costs(problem: PanelProblem, plan: PanelPlan) -> list[Finding]:
    found = []
    total = 0
    for panel in plan.panels:
        pays = [_pay(problem, (panel.meeting, seat.speaker)) for seat in panel.seats]
        total += sum(pays)
        if panel.pay != sum(pays) or [seat.pay for seat in panel.seats] != pays:
            found.append(Finding("pay", panel.meeting, "is not what its people are paid"))
    left = None if problem.budget is None else problem.budget - total
    if plan.pay != total or plan.budget_left != left or plan.currency != problem.currency:
        found.append(Finding("pay", "plan", f"says {plan.pay}, is {total}"))
    return found


def _wrong_seat(problem: PanelProblem, seats: Seats, meeting: PanelMeeting, seat: SeatTaken) -> list[Finding]:
    people = {speaker.id: speaker for speaker in problem.speakers}
    place = f"{meeting.key}/{seat.speaker}"
    mine = (meeting.key, seat.speaker)
    found = []
    if seat.points != _points(problem, meeting, people[seat.speaker]):
        found.append(Finding("points", place, f"says {seat.points}"))
    others = [other for other in seats if other != mine]
    for alternate in seat.alternates:
        swapped = [*others, (meeting.key, alternate)]
        broken = alternate == seat.speaker or alternate not in people
        # A pin of the person who leaves cannot be kept by whoever comes instead.
        if broken or {rule for rule, what in broken_rules(problem, swapped) if what != str(mine)}:
            found.append(Finding("alternate", place, f"{alternate} cannot take the seat"))
    told = {(reason.code, dict(reason.parameters).get("sector", "")) for reason in seat.reasons}
    if told != _true_reasons(problem, seats, meeting, people[seat.speaker]):
        found.append(Finding("reasons", place, "are not the true ones"))
    for reason in seat.reasons:
        given = dict(reason.parameters)
        if given.get("region", people[seat.speaker].region) != people[seat.speaker].region:
            found.append(Finding("reasons", place, "name another region"))
        if given.get("points", seat.points) != seat.points:
            found.append(Finding("reasons", place, "name other points"))
    return found


def _true_reasons(
    problem: PanelProblem, seats: Seats, meeting: PanelMeeting, speaker: Speaker
) -> set[tuple[str, str | int]]:
    people = {person.id: person for person in problem.speakers}
    mine = (meeting.key, speaker.id)
    elsewhere = {s for seat in seats if seat != mine for s in people[seat[1]].sectors}
    beside = [people[who] for key, who in seats if key == meeting.key and who != speaker.id]
    sectors_beside = {sector for person in beside for sector in person.sectors}
    true: set[tuple[str, str | int]] = {("comes_from_region", ""), ("unsociable_points", "")}
    for sector in speaker.sectors:
        if sector in meeting.required_sectors:
            true.add(("required_sector", sector))
        if sector in problem.sectors:
            true.add(("brings_sector", sector))
            true |= {("only_cover_in_series", sector)} if sector not in elsewhere else set()
            true |= {("only_cover_in_panel", sector)} if sector not in sectors_beside else set()
    if speaker.region not in {person.region for person in beside}:
        true.add(("only_region_in_panel", ""))
    if mine in problem.locked_in:
        true.add(("locked_in", ""))
    if mine in problem.published:
        true.add(("was_published", ""))
    return true


def _wrong_changes(problem: PanelProblem, plan: PanelPlan, seats: Seats) -> list[Finding]:
    told = {(key, who) for key, _, joined in plan.changes for who in joined}
    gone = {(key, who) for key, left, _ in plan.changes for who in left}
    keys = {meeting.key for meeting in problem.meetings}
    before = {seat for seat in problem.published if seat[0] in keys}
    after = set(seats) if problem.published else set()
    if told != after - before or gone != before - after:
        return [Finding("changes", "plan", "are not the difference to what was published")]
    return []
