"""Dates and weeks by CP-SAT: which of the fairest plans, on which dates, with the fewest people away.

Goals in order: people away, meetings that differ from the published plan, how far they move, meetings
spread over the candidate dates, then closeness to the frame and earlier dates as a fixed last word.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shelterbelt.learn.engine.timetable.problem import Problem
    from shelterbelt.learn.engine.timetable.tables import Table

Starts = tuple[int, ...]
Slot = tuple[int, int, int, int]  # series, candidate group, date, start
MAX_COEFFICIENT = 2**40
FAR_QUARTERS = 999


@dataclass(frozen=True, slots=True)
class Candidates:
    """Meetings (indices) of one series that share the same candidate dates (indices of its table)."""

    members: tuple[int, ...]
    dates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """One of the fairest plans: how many meetings of (series, era) take a start among equal starts.

    `shared` holds the starts a whole series may share when it has one start (era is then free).
    `eras` says how many meetings of (series, era) there are.
    """

    eras: Mapping[tuple[int, int], int]
    picks: Mapping[tuple[int, int, Starts], int]
    shared: Mapping[int, Starts]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The plan taken, and (series, meeting, date, start) indices of every meeting."""

    tie: int
    slots: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every assignment of one problem shares."""

    problem: Problem
    tables: tuple[Table, ...]
    eras: tuple[tuple[int, ...], ...]
    candidates: tuple[tuple[Candidates, ...], ...]


def candidates_of(table: Table) -> tuple[Candidates, ...]:
    """Group the meetings of a series by their candidate dates."""
    index = {day: i for i, day in enumerate(table.dates)}
    members: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for meeting, options in enumerate(table.series.dates):
        members[tuple(sorted(index[day] for day in set(options)))].append(meeting)
    return tuple(Candidates(tuple(who), days) for days, who in members.items())


def _weeks(model: cp_model.CpModel, frame: Frame, slots: Mapping[Slot, cp_model.IntVar]) -> None:
    by_date: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    by_week: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    by_group: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    for (series, group, day, _), var in slots.items():
        by_date[(series, day)].append(var)
        by_week[frame.tables[series].dates[day].isocalendar()[:2]].append(var)
        by_group[(series, group)].append(var)
    for (series, group), one in by_group.items():
        model.add(sum(one) == len(frame.candidates[series][group].members))
    for one in by_date.values():
        model.add_at_most_one(one)
    if frame.problem.has_distinct_weeks:
        for one in by_week.values():
            model.add_at_most_one(one)
    _apart(model, frame, slots)


def _apart(model: cp_model.CpModel, frame: Frame, slots: Mapping[Slot, cp_model.IntVar]) -> None:
    """In any stretch of `weeks_apart` weeks a group has at most one meeting."""
    by_week: dict[tuple[int, int], dict[date, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
    for (series, group, day, _), var in slots.items():
        if frame.tables[series].series.weeks_apart > 1:
            when = frame.tables[series].dates[day]
            by_week[(series, group)][when - timedelta(days=when.weekday())].append(var)
    for (series, _group), weeks in by_week.items():
        stretch = timedelta(weeks=frame.tables[series].series.weeks_apart)
        for first in weeks:
            model.add_at_most_one(
                var for monday, one in weeks.items() if first <= monday < first + stretch for var in one
            )


def some_dates(
    frame: Frame, counts: Sequence[Mapping[int, int]] | None
) -> tuple[tuple[tuple[int, int], ...], ...] | None:
    """Dates that obey the rules, as (era, meetings) per series; None if there are none.

    `counts[series][era]` fixes the meetings per era; without it the dates with the fewest people away
    at their best start are taken.
    """
    model = cp_model.CpModel()
    slots: dict[Slot, cp_model.IntVar] = {}
    by_era: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    away = []
    for series, groups in enumerate(frame.candidates):
        table = frame.tables[series]
        for g, group in enumerate(groups):
            days = [day for day in group.dates if table.is_allowed[day].any()]
            if len(days) < len(group.members):
                return None
            for day in days:
                var = model.new_bool_var("")
                slots[(series, g, day, 0)] = var
                by_era[(series, frame.eras[series][day])].append(var)
                away.append(int(table.away[day][table.is_allowed[day]].min()) * var)
    _weeks(model, frame, slots)
    if counts is None:
        model.minimize(sum(away))
    else:
        for (series, era), one in by_era.items():
            model.add(sum(one) == counts[series].get(era, 0))
    solver = _solve(model, frame.problem.seed)
    if solver is None:
        return None
    found = []
    for series in range(len(frame.candidates)):
        numbers = {
            key[1]: sum(solver.value(v) for v in one) for key, one in by_era.items() if key[0] == series
        }
        found.append(tuple(sorted((era, n) for era, n in numbers.items() if n)))
    return tuple(found)


def _solve(model: cp_model.CpModel, seed: int) -> cp_model.CpSolver | None:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # one worker: the same model gives the same answer
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_deterministic_time = 20.0
    status = solver.solve(model)
    return solver if status in {cp_model.OPTIMAL, cp_model.FEASIBLE} else None


def assign(frame: Frame, ties: Sequence[Tie]) -> Assignment | None:
    """Choose among equally fair plans and give every meeting its date; None if no tie fits the weeks."""
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in ties]
    model.add_exactly_one(taken)
    slots, classes = _slots(model, frame, ties)
    _weeks(model, frame, slots)
    for key, one in classes.items():
        model.add(sum(one) == sum(tie.picks.get(key, 0) * t for tie, t in zip(ties, taken, strict=True)))
    _one_start(model, frame, ties, taken, slots)
    _objective(model, frame, taken, slots)
    solver = _solve(model, frame.problem.seed)
    if solver is None:
        return None
    chosen: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for (series, group, day, start), var in slots.items():
        if solver.value(var):
            chosen[(series, group)].append((day, start))
    result = [
        (series, member, day, start)
        for (series, group), days in chosen.items()
        for member, (day, start) in zip(frame.candidates[series][group].members, sorted(days), strict=True)
    ]
    tie = next(i for i, t in enumerate(taken) if solver.value(t))
    return Assignment(tie, tuple(sorted(result)))


def _slots(
    model: cp_model.CpModel, frame: Frame, ties: Sequence[Tie]
) -> tuple[dict[Slot, cp_model.IntVar], dict[tuple[int, int, Starts], list[cp_model.IntVar]]]:
    classes: dict[tuple[int, int, Starts], list[cp_model.IntVar]] = {
        key: [] for tie in ties for key in tie.picks
    }
    keys: dict[tuple[int, int], list[tuple[int, int, Starts]]] = defaultdict(list)
    for key in classes:
        keys[key[:2]].append(key)
    shared: dict[int, set[int]] = defaultdict(set)
    for tie in ties:
        for series, starts in tie.shared.items():
            shared[series].update(starts)
    slots: dict[Slot, cp_model.IntVar] = {}
    for series, groups in enumerate(frame.candidates):
        for g, group in enumerate(groups):
            for day in group.dates:
                era = frame.eras[series][day]
                for start in sorted(shared[series]):
                    slots[(series, g, day, start)] = model.new_bool_var("")
                for key in keys[(series, era)]:
                    for start in key[2]:
                        var = model.new_bool_var("")
                        slots[(series, g, day, start)] = var
                        classes[key].append(var)
    return slots, classes


def _one_start(
    model: cp_model.CpModel,
    frame: Frame,
    ties: Sequence[Tie],
    taken: Sequence[cp_model.IntVar],
    slots: Mapping[Slot, cp_model.IntVar],
) -> None:
    """A series with one start: all its meetings take the same one, in the eras of the tie taken."""
    for series in sorted({series for tie in ties for series in tie.shared}):
        starts = sorted({s for tie in ties for s in tie.shared.get(series, ())})
        use = {s: model.new_bool_var("") for s in starts}
        model.add_exactly_one(use.values())
        by_era: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (other, _, day, start), var in slots.items():
            if other == series:
                model.add_implication(var, use[start])
                by_era[frame.eras[series][day]].append(var)
        for tie, t in zip(ties, taken, strict=True):
            for start in starts:
                if start not in tie.shared.get(series, ()):
                    model.add_bool_or([t.negated(), use[start].negated()])
        for era, one in by_era.items():
            wanted = sum(tie.eras.get((series, era), 0) * t for tie, t in zip(ties, taken, strict=True))
            model.add(sum(one) == wanted)


def _objective(
    model: cp_model.CpModel,
    frame: Frame,
    taken: Sequence[cp_model.IntVar],
    slots: Mapping[Slot, cp_model.IntVar],
) -> None:
    meetings = sum(table.series.count for table in frame.tables)
    variables = [*slots.values(), *taken]
    away, changed, moved, last = ([0] * len(variables) for _ in range(4))
    for i, (series, _, day, start) in enumerate(slots):
        table = frame.tables[series]
        away[i] = int(table.away[day, start])
        changed[i], moved[i] = _change(frame, series, int(table.starts_at[day, start]))
        frame_start = table.series.frame_start
        frame_minute = frame_start.hour * 60 + frame_start.minute
        minute = table.treatment.starts[start].hour * 60 + table.treatment.starts[start].minute
        distance = abs(minute - frame_minute)
        last[i] = min(distance, 1440 - distance) // 15 + day
    for rank in range(len(taken)):
        last[len(slots) + rank] = min(rank, 999)
    gaps = _spread(model, frame, slots)
    variables.extend(gaps)
    blank = [0] * len(gaps)
    spread = [0] * (len(slots) + len(taken)) + [1] * len(gaps)
    total = [0] * len(variables)
    scale = 1
    for goal in ([*last, *blank], spread, [*moved, *blank], [*changed, *blank], [*away, *blank]):
        if scale < MAX_COEFFICIENT:
            total = [t + scale * g for t, g in zip(total, goal, strict=True)]
            scale *= 1 + max(goal, default=0) * (meetings + 1 + len(gaps))
    model.minimize(sum(t * v for t, v in zip(total, variables, strict=True) if t))


def _change(frame: Frame, series: int, starts_at: int) -> tuple[int, int]:
    key = frame.tables[series].series.key
    known = [int(one.starts_at.timestamp()) for one in frame.problem.published if one.series == key]
    if not known or starts_at in known:
        return 0, 0
    return 1, min(FAR_QUARTERS, min(abs(starts_at - one) for one in known) // 900)


def _spread(
    model: cp_model.CpModel, frame: Frame, slots: Mapping[Slot, cp_model.IntVar]
) -> list[cp_model.IntVar]:
    gaps = []
    for series, groups in enumerate(frame.candidates):
        for g, group in enumerate(groups):
            number, days = len(group.members), group.dates
            if number == len(days):
                continue
            for part in range(number):
                inside = set(days[part * len(days) // number : (part + 1) * len(days) // number])
                gap = model.new_bool_var("")
                held = [v for (s, c, d, _), v in slots.items() if (s, c) == (series, g) and d in inside]
                model.add_bool_or([*held, gap])
                gaps.append(gap)
    return gaps
