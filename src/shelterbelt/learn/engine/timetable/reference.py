"""The same question put to CP-SAT alone: a slow second opinion for tests and benchmarks.

Costs come from `witness`, not from the engine's tables. Not used by `plan`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from shelterbelt.learn.engine.timetable.problem import weeks_between
from shelterbelt.learn.engine.timetable.witness import Witness

if TYPE_CHECKING:
    from datetime import date

    from shelterbelt.learn.engine.timetable.problem import Problem

Costs = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Levels (points, people) from the worst down; only the worst was minimised if `is_leximin` is False.

    `is_proven`: every step was closed in time.
    """

    levels: tuple[tuple[int, int], ...]
    is_proven: bool
    is_leximin: bool


def solve_by_cpsat(problem: Problem, *, seconds: float, is_leximin: bool, workers: int = 1) -> Reference:
    """Minimax, or full leximin level by level, for policies in which every meeting has its own start.

    `seconds` limits the whole of it. Raises RuntimeError if no plan is found in time.
    """
    model = cp_model.CpModel()
    burdens, people = _burdens(model, problem)
    worst = model.new_int_var(0, 10**6, "worst")
    for burden in burdens:
        model.add(burden <= worst)
    model.minimize(worst)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        raise RuntimeError("no plan found in time")
    is_proven = status == cp_model.OPTIMAL
    left = seconds - solver.wall_time
    levels = _levels(solver, burdens, people)
    level = round(solver.objective_value)
    model.add(worst <= level)
    while is_leximin and level > 0:
        reaches = [model.new_bool_var("") for _ in burdens]
        for burden, reach in zip(burdens, reaches, strict=True):
            model.add(burden <= level - 1).only_enforce_if(reach.negated())
        count = sum(n * reach for n, reach in zip(people, reaches, strict=True))
        model.minimize(count)
        solver.parameters.max_time_in_seconds = max(left, 0.01)
        status = solver.solve(model)
        is_proven &= status == cp_model.OPTIMAL
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            break
        left -= solver.wall_time
        levels = _levels(solver, burdens, people)
        model.add(count <= round(solver.objective_value))
        level -= 1
    return Reference(levels, is_proven, is_leximin)


def _levels(
    solver: cp_model.CpSolver, burdens: list[cp_model.LinearExprT], people: list[int]
) -> tuple[tuple[int, int], ...]:
    counts: Counter[int] = Counter()
    for burden, n in zip(burdens, people, strict=True):
        counts[int(solver.value(burden))] += n
    return tuple(sorted(counts.items(), reverse=True))


def _burdens(model: cp_model.CpModel, problem: Problem) -> tuple[list[cp_model.LinearExprT], list[int]]:
    """Burden of each class of people as an expression; meetings on fixed, equal dates become one count."""
    witness = Witness(problem)
    homes = sorted(witness.homes)
    chosen: list[tuple[Costs, cp_model.IntVar]] = []
    merged: Counter[frozenset[Costs]] = Counter()
    weeks: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
    days: dict[tuple[str, date], list[cp_model.IntVar]] = defaultdict(list)
    close: list[list[cp_model.IntVar]] = []
    for series in problem.series:
        alike: dict[tuple[date, ...], list[tuple[date, cp_model.IntVar]]] = defaultdict(list)
        for number in range(series.count):
            each = [witness.options(series, number, {home: 1}) for home in homes]
            options = [(row[0][0], tuple(one[2] for one in row)) for row in zip(*each, strict=True)]
            if all(len(set(dates)) == 1 for one in problem.series for dates in one.dates):
                merged[frozenset(points for _, points in options)] += 1
                continue
            held = {option: model.new_bool_var("") for option in sorted(set(options))}
            model.add_exactly_one(held.values())
            for (day, points), var in held.items():
                chosen.append((points, var))
                days[(series.key, day)].append(var)
                weeks[day.isocalendar()[:2]].append(var)
                alike[tuple(sorted(series.dates[number]))].append((day, var))
        close += [
            [var, other]
            for held_alike in alike.values()
            for (day, var), (next_day, other) in combinations(held_alike, 2)
            if series.weeks_apart > 1 and weeks_between(day, next_day) < series.weeks_apart
        ]
    for columns, times in merged.items():
        counts = [(points, model.new_int_var(0, times, "")) for points in sorted(columns)]
        model.add(sum(var for _, var in counts) == times)
        chosen += counts
    for group in [*days.values(), *close, *(weeks.values() if problem.has_distinct_weeks else ())]:
        model.add_at_most_one(group)
    classes: Counter[Costs] = Counter()
    for i, home in enumerate(homes):
        classes[tuple(points[i] for points, _ in chosen)] += witness.homes[home]
    rows = sorted(classes)
    burdens: list[cp_model.LinearExprT] = [
        sum(p * var for p, (_, var) in zip(row, chosen, strict=True)) for row in rows
    ]
    return burdens, [classes[row] for row in rows]
