"""From a definition, people and speakers to a plan: times first, then weeks, then panels.

The three questions are answered one after the other because the joint model does not close at the size of a
programme (2,000 people with personal dates: no proof within 60 s); the receipt says what was proven.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from shelterbelt.learn.engine.definition import Definition, meetings
from shelterbelt.learn.engine.definition.plan import Meeting as DefinedMeeting
from shelterbelt.learn.engine.definition.problem import Mode as DefinedMode
from shelterbelt.learn.engine.definition.problem import PanelRules
from shelterbelt.learn.engine.panels import InfeasibleError, PanelMeeting, PanelProblem, compose, restaff
from shelterbelt.learn.engine.panels.plan import Explanation, PanelPlan
from shelterbelt.learn.engine.planning.plan import PlannedMeeting, ProgrammePlan
from shelterbelt.learn.engine.planning.problem import PlanningError, ProgrammeProblem
from shelterbelt.learn.engine.timetable import plan as plan_timetable
from shelterbelt.learn.engine.timetable.plan import Plan as Timetable
from shelterbelt.learn.engine.timetable.problem import Mode, PointScale, Problem, Series

Progress = Callable[[int, int, str], None]

_MODES = {
    DefinedMode.ONLINE: Mode.ONLINE,
    DefinedMode.HYBRID: Mode.HYBRID,
    DefinedMode.IN_PERSON: Mode.ON_SITE,
}
_QUARTERS_PER_HOUR = 4


def plan_programme(
    problem: ProgrammeProblem,
    *,
    lived_experience: frozenset[str] = frozenset(),
    cancelled: str = "",
    compare: bool = True,
    progress: Progress | None = None,
) -> ProgrammePlan:
    """Plan a whole programme.

    Args:
        problem: the definition, the people it is for, and who could speak.
        lived_experience: ids of speakers who consented to being counted for this goal; in no output.
        cancelled: id of a speaker who cancels; the published line-up is mended with as few changes as possible.
        compare: whether the receipt compares all policies; a quick what-if leaves that out.
        progress: called with (done, total, label) while the timetable is searched.

    Raises:
        PlanningError: a series or hour that the definition does not have.
        shelterbelt.learn.engine.timetable.Unplannable: no timetable keeps the rules.
        shelterbelt.learn.engine.panels.ProblemError: a speaker's data cannot be used.
    """
    defined = meetings(problem.definition)
    timetable = plan_timetable(timetable_problem(problem, defined), compare=compare, progress=progress)
    planned = _planned(defined, timetable)
    panels, blocked = _panels(problem, planned, lived_experience, cancelled)
    host_zone = problem.definition.programme.host_zone
    return ProgrammePlan(host_zone, problem.asked, planned, timetable, panels, blocked)


def timetable_problem(problem: ProgrammeProblem, defined: tuple[DefinedMeeting, ...]) -> Problem:
    """The timetable question of a programme.

    Raises:
        PlanningError: a what-if names an unknown series, or a series keeps another zone than the host's.
    """
    _refuse_unknown(problem, {meeting.series for meeting in defined})
    return Problem(
        host_zone=problem.definition.programme.host_zone,
        series=tuple(
            _series(problem, key, tuple(meeting for meeting in defined if meeting.series == key))
            for key in dict.fromkeys(meeting.series for meeting in defined)
        ),
        people=problem.people,
        policy=problem.asked.policy,
        scale=PointScale(problem.definition.points.per_quarter()),
        has_distinct_weeks=_may_choose_weeks(defined),
        published=problem.published.meetings,
        seed=problem.seed,
    )


def panel_problem(problem: ProgrammeProblem, planned: tuple[PlannedMeeting, ...]) -> PanelProblem | None:
    """The panels question of a programme, or None where it has no panels or nobody could speak."""
    rules = problem.definition.panels
    if rules is None or not problem.speakers:
        return None
    keys = dict.fromkeys(meeting.key for meeting in planned if meeting.has_panel)
    if not keys:
        return None
    listed = {speaker.id for speaker in problem.speakers}
    return PanelProblem(
        meetings=tuple(_panel_meeting(key, planned, rules) for key in keys),
        speakers=problem.speakers,
        sectors=rules.sectors,
        currency=problem.definition.cost.currency,
        budget=rules.budget_minor,
        payment_floor=0,
        per_organisation=rules.max_per_organisation,
        points_limit=rules.max_unsociable_points,
        points_by_hour=_by_hour(problem.definition),
        locked_in=frozenset(problem.asked.locked_in),
        locked_out=frozenset(problem.asked.locked_out),
        published=tuple(
            (key, speaker) for key, speaker in problem.published.line_up if key in keys and speaker in listed
        ),
    )


def _panels(
    problem: ProgrammeProblem,
    planned: tuple[PlannedMeeting, ...],
    lived_experience: frozenset[str],
    cancelled: str,
) -> tuple[PanelPlan | None, Explanation | None]:
    question = panel_problem(problem, planned)
    if question is None:
        return None, None
    try:
        if cancelled:
            gone = {meeting for meeting, speaker in question.locked_out if speaker == cancelled}
            mended = restaff(
                question,
                question.published,
                cancelled,
                meetings=gone,
                lived_experience=lived_experience,
                seed=problem.seed,
            )
            return mended[1], None
        return compose(question, lived_experience=lived_experience, seed=problem.seed), None
    except InfeasibleError as error:
        return None, error.explanation


def _panel_meeting(key: str, planned: tuple[PlannedMeeting, ...], rules: PanelRules) -> PanelMeeting:
    runs = [meeting for meeting in planned if meeting.key == key]
    starts = tuple(meeting.starts_at for meeting in runs)
    return PanelMeeting(key=key, starts=starts, minutes=runs[0].minutes, seats=rules.seats)


def _series(problem: ProgrammeProblem, key: str, defined: tuple[DefinedMeeting, ...]) -> Series:
    first = defined[0]
    if first.zone != problem.definition.programme.host_zone:
        raise PlanningError(
            f"series '{key}'",
            f"its zone {first.zone} is not the programme's zone {problem.definition.programme.host_zone}.",
            "Give the start on the programme's clock.",
        )
    rules = problem.definition.panels
    start = dict(problem.asked.starts).get(key, first.start)
    return Series(
        key=key,
        minutes=first.minutes,
        mode=_MODES[first.mode],
        dates=tuple(_dates(problem, meeting) for meeting in defined),
        frame_start=start,
        earliest=min(first.earliest_start, start),
        latest=max(first.latest_start, start),
        grid_minutes=first.grid_minutes,
        core_minutes=first.live_core_minutes,
        speakers=rules.seats if rules and first.has_panel else 1,
        policy=dict(problem.asked.series_policies).get(key),
        weeks_apart=first.weeks_apart,
    )


def _dates(problem: ProgrammeProblem, meeting: DefinedMeeting) -> tuple[date, ...]:
    kept = {(series, number): day for series, number, day in problem.asked.dates}
    chosen = kept.get((meeting.series, meeting.number))
    if chosen is None:
        return meeting.dates
    if chosen not in meeting.dates:
        raise PlanningError(
            f"meeting '{meeting.key}'",
            f"{chosen.isoformat()} is none of the dates its definition allows.",
            "Plan its dates again.",
        )
    return (chosen,)


def _refuse_unknown(problem: ProgrammeProblem, known: set[str]) -> None:
    for key in [key for key, _ in problem.asked.starts] + [key for key, _ in problem.asked.series_policies]:
        if key not in known:
            raise PlanningError(
                f"what-if '{key}'", "there is no such series.", f"Use one of: {', '.join(sorted(known))}."
            )


def _may_choose_weeks(defined: tuple[DefinedMeeting, ...]) -> bool:
    """Weeks are kept apart only where the definition leaves them open and there is room for it."""
    fixed = [meeting.dates[0].isocalendar()[:2] for meeting in defined if meeting.is_fixed]
    is_open = any(not meeting.is_fixed for meeting in defined)
    return is_open and len(fixed) == len(set(fixed))


def _planned(defined: tuple[DefinedMeeting, ...], timetable: Timetable) -> tuple[PlannedMeeting, ...]:
    by_key = {(meeting.series, meeting.number): meeting for meeting in defined}
    planned = []
    for meeting in timetable.meetings:
        source = by_key[meeting.series, meeting.number]
        zone = ZoneInfo(source.zone)
        local = meeting.starts_at.astimezone(zone)
        for step in range(source.days):
            same_clock = (local.replace(tzinfo=None) + timedelta(days=step)).replace(tzinfo=zone)
            planned.append(
                PlannedMeeting(
                    key=source.key,
                    series=source.series,
                    number=(source.number - 1) * source.days + step + 1,
                    run=meeting.run + 1,
                    starts_at=same_clock.astimezone(meeting.starts_at.tzinfo),
                    minutes=meeting.minutes,
                    mode=source.mode.value,
                    kind=source.kind.value,
                    has_panel=source.has_panel,
                )
            )
    return tuple(sorted(planned, key=lambda one: (one.starts_at, one.series, one.number, one.run)))


def _by_hour(definition: Definition) -> tuple[int, ...]:
    quarters = definition.points.per_quarter()
    return tuple(
        max(quarters[hour * _QUARTERS_PER_HOUR : (hour + 1) * _QUARTERS_PER_HOUR]) for hour in range(24)
    )
