"""The fairness receipt of a solved policy: burdens, bound, comparison, trade and flags as data."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from shelterbelt.learn.engine.timetable.leximin import key_of
from shelterbelt.learn.engine.timetable.offsets import DAY
from shelterbelt.learn.engine.timetable.plan import (
    Alternative,
    Certificate,
    DateHit,
    Level,
    Meeting,
    Remark,
    RunnerUp,
    Value,
    ZoneBurden,
    ZoneWeight,
)
from shelterbelt.learn.engine.timetable.tables import place_of, utc
from shelterbelt.learn.engine.timetable.treatments import ECHO_SECONDS

if TYPE_CHECKING:
    import numpy.typing as npt

    from shelterbelt.learn.engine.timetable.offsets import ZoneClock
    from shelterbelt.learn.engine.timetable.problem import Problem
    from shelterbelt.learn.engine.timetable.solve import Solved
    from shelterbelt.learn.engine.timetable.tables import Crowd, Key

    Ints = npt.NDArray[np.int64]

Slots = tuple[tuple[int, int, int, int], ...]
WEEK = 7 * DAY


def remark(code: str, **params: Value) -> Remark:
    """A remark with its values in order of name."""
    return Remark(code, tuple(sorted(params.items())))


def meetings_of(solved: Solved, slots: Slots) -> tuple[Meeting, ...]:
    """Every run of every meeting, in order of time."""
    host = ZoneInfo(solved.frame.problem.host_zone)
    found = []
    for series, number, day, start in slots:
        one = solved.frame.tables[series]
        for run in range(one.treatment.runs):
            moment = utc(int(one.starts_at[day, start]) + run * ECHO_SECONDS)
            local = moment.astimezone(host).date()
            found.append(Meeting(one.series.key, number + 1, run, local, moment, one.treatment.minutes))
    return tuple(sorted(found, key=lambda m: (m.starts_at, m.series, m.number, m.run)))


def burdens_of(solved: Solved, slots: Slots, crowd: Crowd) -> tuple[ZoneBurden, ...]:
    """Points and night minutes per zone and way of attending."""
    points, night = (np.zeros(len(crowd.keys), dtype=np.int64) for _ in range(2))
    for series, _, day, start in slots:
        points += solved.frame.tables[series].points[:, day, start]
        night += solved.frame.tables[series].night[:, day, start]
    return tuple(
        ZoneBurden(zone, mode, int(people), int(p), int(n))
        for (zone, mode), people, p, n in zip(crowd.keys, crowd.people, points, night, strict=True)
    )


def levels_of(burdens: tuple[ZoneBurden, ...]) -> tuple[Level, ...]:
    """Levels from the worst down."""
    points = np.array([one.points for one in burdens], dtype=np.int64)
    people = np.array([one.people for one in burdens], dtype=np.int64)
    return tuple(Level(p, n) for p, n in key_of(points, people))


def mean_of(burdens: tuple[ZoneBurden, ...]) -> float:
    """Mean points per person."""
    return sum(one.points * one.people for one in burdens) / sum(one.people for one in burdens)


def certificate_of(solved: Solved, crowd: Crowd) -> Certificate:
    """The bound with the weights of the zones that have one."""
    weights = tuple(
        ZoneWeight(*crowd.keys[row], weight=int(weight))
        for row, weight in zip(solved.rows, solved.bound.weights, strict=True)
        if weight
    )
    return Certificate(weights, sum(one.weight for one in weights), solved.bound.value)


def hits_of(solved: Solved, slots: Slots, crowd: Crowd, zones: dict[str, ZoneClock]) -> tuple[DateHit, ...]:
    """People away per meeting, split into sure holidays, estimated ones and personal dates."""
    problem = solved.frame.problem
    found = []
    for series, number, day, start in sorted(slots):
        one = solved.frame.tables[series]
        if not one.away[day, start]:
            continue
        touched: dict[Key, set[int]] = {}
        for row, key in enumerate(crowd.keys):
            begin = int(one.starts_at[day, start]) + int(one.run[row, day, start]) * ECHO_SECONDS
            ends = np.array([begin, begin + one.treatment.minutes * 60 - 1], dtype=np.int64)
            clock = zones[place_of(key, one.series, problem.host_zone)]
            touched[key] = {int(d) for d in (ends + clock.offsets(ends)) // DAY}
        sure = estimated = personal = people = 0
        for person in problem.people:
            days = touched[(person.zone, person.mode)]
            kinds = {
                is_estimated for when, is_estimated in person.holidays if _epoch_day(when.toordinal()) in days
            }
            is_personal = any(_epoch_day(when.toordinal()) in days for when in person.unavailable)
            sure += False in kinds
            estimated += True in kinds
            personal += is_personal
            people += bool(kinds) or is_personal
        found.append(DateHit(one.series.key, number + 1, sure, estimated, personal, people))
    return tuple(found)


def _epoch_day(ordinal: int) -> int:
    return ordinal - 719_163  # ordinal of 1 January 1970


def away_of(solved: Solved, slots: Slots) -> int:
    """People away, summed over meetings."""
    return sum(int(solved.frame.tables[series].away[day, start]) for series, _, day, start in slots)


def changed_of(problem: Problem, meetings: tuple[Meeting, ...]) -> int:
    """Meetings of series already published whose start is not among the published starts."""
    known = {(one.series, one.starts_at) for one in problem.published}
    series = {one.series for one in problem.published}
    return sum(
        1 for m in meetings if m.run == 0 and m.series in series and (m.series, m.starts_at) not in known
    )


def alternative_of(key: str, solved: Solved, crowd: Crowd, *, is_chosen: bool) -> Alternative:
    """One row of the comparison."""
    burdens = burdens_of(solved, solved.slots, crowd)
    levels = levels_of(burdens)
    people = sum(one.people for one in burdens)
    extra_minutes = extra_fees = given_up = 0
    for one in solved.frame.tables:
        second_runs = (one.treatment.runs - 1) * one.series.count * one.series.speakers
        extra_minutes += second_runs * one.treatment.minutes
        extra_fees += second_runs
        given_up += (one.series.minutes - one.treatment.minutes) * one.series.count
    return Alternative(
        key=key,
        is_chosen=is_chosen,
        worst=levels[0].points,
        people_at_worst=levels[0].people,
        mean=mean_of(burdens),
        worst_night_hours=max(one.night_minutes for one in burdens) / 60,
        mean_night_hours=sum(one.night_minutes * one.people for one in burdens) / 60 / people,
        people_without_night=sum(one.people for one in burdens if not one.night_minutes),
        bound=solved.bound.value,
        is_exact=solved.is_exact,
        extra_speaker_hours=extra_minutes / 60,
        extra_fees=extra_fees,
        live_minutes_given_up=given_up,
        away=away_of(solved, solved.slots),
        meetings=meetings_of(solved, solved.slots),
    )


def runner_up_of(solved: Solved, crowd: Crowd) -> RunnerUp | None:
    """The next best plan."""
    if solved.runner_up is None:
        return None
    burdens = burdens_of(solved, solved.runner_up, crowd)
    worst = levels_of(burdens)[0]
    return RunnerUp(
        meetings_of(solved, solved.runner_up),
        worst.points,
        worst.people,
        mean_of(burdens),
        solved.runner_up_is_tie,
    )


def trade_of(
    chosen: tuple[ZoneBurden, ...], frame: tuple[ZoneBurden, ...], row: Alternative
) -> tuple[Remark, ...]:
    """What the plan gives and takes against the programme's own frame."""
    pairs = list(zip(chosen, frame, strict=True))
    most = max(pairs, key=lambda pair: pair[0].points - pair[1].points)
    least = min(pairs, key=lambda pair: pair[0].points - pair[1].points)
    worst_now, worst_then = max(o.points for o in chosen), max(o.points for o in frame)
    found = [
        remark(
            "worst_against_frame",
            worst=worst_now,
            people=sum(o.people for o in chosen if o.points == worst_now),
            frame_worst=worst_then,
            frame_people=sum(o.people for o in frame if o.points == worst_then),
        )
    ]
    better = sum(now.people for now, before in pairs if now.points < before.points)
    heavier = sum(now.people for now, before in pairs if now.points > before.points)
    if better or heavier:
        found.append(remark("people_against_frame", lighter=better, heavier=heavier))
    if least[0].points < least[1].points:
        found.append(remark("most_relieved", zone=least[0].zone, points=least[1].points - least[0].points))
    if most[0].points > most[1].points:
        found.append(remark("most_added", zone=most[0].zone, points=most[0].points - most[1].points))
    lost = sum(now.people for now, before in pairs if now.night_minutes and not before.night_minutes)
    gained = sum(now.people for now, before in pairs if before.night_minutes and not now.night_minutes)
    if lost or gained:
        found.append(remark("night_free_against_frame", lost=lost, gained=gained))
    if row.extra_fees:
        found.append(remark("second_runs", speaker_hours=row.extra_speaker_hours, second_fees=row.extra_fees))
    if row.live_minutes_given_up:
        found.append(remark("live_minutes_given_up", minutes=row.live_minutes_given_up))
    return tuple(found)


def flags_of(meetings: tuple[Meeting, ...], zones: dict[str, ZoneClock]) -> tuple[Remark, ...]:
    """Clock changes in the seven days before a meeting ends, rolls of the local date, overlaps."""
    found = []
    for meeting in meetings:
        begin = int(meeting.starts_at.timestamp())
        end = begin + meeting.minutes * 60
        at: dict[str, Value] = {"series": meeting.series, "number": meeting.number, "run": meeting.run}
        for zone, clock in zones.items():
            for when, before, after in clock.changes(begin - WEEK, end):
                found.append(
                    remark(
                        "clock_change",
                        **at,
                        zone=zone,
                        changed_at=utc(when).isoformat(),
                        minutes=(after - before) // 60,
                    )
                )
            local = meeting.starts_at.astimezone(ZoneInfo(zone)).date()
            if local != meeting.date:
                found.append(remark("date_roll", **at, zone=zone, days=(local - meeting.date).days))
    for one, other in pairwise(meetings):
        if (other.starts_at - one.starts_at).total_seconds() < one.minutes * 60:
            found.append(
                remark(
                    "overlap", series=one.series, number=one.number, other=other.series, second=other.number
                )
            )
    return tuple(found)
