"""From a problem to a plan with its receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.timetable import receipt as made
from shelterbelt.learn.engine.timetable.digest import problem_hash
from shelterbelt.learn.engine.timetable.plan import Alternative, Plan, Receipt, ZoneBurden
from shelterbelt.learn.engine.timetable.problem import Policy, Problem
from shelterbelt.learn.engine.timetable.solve import Solved, solve
from shelterbelt.learn.engine.timetable.tables import Crowd, clocks, gather
from shelterbelt.learn.engine.timetable.treatments import policies
from shelterbelt.learn.engine.timetable.validate import validate

if TYPE_CHECKING:
    from shelterbelt.learn.engine.timetable.offsets import ZoneClock
    from shelterbelt.learn.engine.timetable.search import Tick

Progress = Callable[[int, int, str], None]
STEP = 100


def plan(problem: Problem, *, compare: bool = True, progress: Progress | None = None) -> Plan:
    """The fairest timetable of the problem under its policy, with its receipt.

    `compare=False` leaves out the other policies (the frame is always solved, for the trade).
    `progress(done, total, label)` is called with whole hundredths of a step; labels are "read", a
    policy's value, and "receipt". Raises `Unplannable`. Deterministic: equal problems, equal plans.
    """
    validate(problem)
    wanted = _wanted(problem, compare=compare)
    total = (len(wanted) + 2) * STEP
    report = progress or _silent
    report(0, total, "read")
    crowd, zones = gather(problem), clocks(problem)
    solved: dict[str, Solved] = {}
    for number, (key, one) in enumerate(wanted.items(), start=1):
        report(number * STEP, total, key)
        solved[key] = solve(one, crowd, zones, _ticker(report, number, total, key))
    report(total - STEP, total, "receipt")
    answer = _answer(problem, solved, crowd, zones)
    report(total, total, "receipt")
    return answer


def _silent(done: int, total: int, label: str) -> None:
    """No progress is wanted."""
    del done, total, label


def _ticker(report: Progress, number: int, total: int, key: str) -> Tick:
    def tick(share: float) -> None:
        report(number * STEP + min(STEP - 1, int(share * STEP)), total, key)

    return tick


def _wanted(problem: Problem, *, compare: bool) -> dict[str, Problem]:
    """Problems to solve by label: the policies that change something, and a mixture if that is asked."""
    plain = replace(problem, series=tuple(replace(one, policy=None) for one in problem.series))
    is_mixed = any(one.policy not in {None, problem.policy} for one in problem.series)
    fitting = policies(problem)
    if not is_mixed and problem.policy not in fitting:
        fitting = (*fitting, problem.policy)
    wanted = {
        policy.value: replace(plain, policy=policy)
        for policy in fitting
        if compare or policy is Policy.FRAME or (policy is problem.policy and not is_mixed)
    }
    if is_mixed:
        wanted["chosen"] = problem
    return wanted


def _answer(problem: Problem, solved: dict[str, Solved], crowd: Crowd, zones: dict[str, ZoneClock]) -> Plan:
    chosen_key = "chosen" if "chosen" in solved else problem.policy.value
    chosen = solved[chosen_key]
    rows = tuple(
        made.alternative_of(key, one, crowd, is_chosen=key == chosen_key) for key, one in solved.items()
    )
    row = next(one for one in rows if one.is_chosen)
    frame = solved[Policy.FRAME.value]
    burdens = made.burdens_of(chosen, chosen.slots, crowd)
    before = made.burdens_of(frame, frame.slots, crowd)
    return Plan(
        policy=problem.policy,
        meetings=row.meetings,
        receipt=_receipt(chosen, (row, rows), (burdens, before), crowd, zones),
        problem_hash=problem_hash(problem),
    )


def _receipt(
    chosen: Solved,
    compared: tuple[Alternative, tuple[Alternative, ...]],
    burdens: tuple[tuple[ZoneBurden, ...], tuple[ZoneBurden, ...]],
    crowd: Crowd,
    zones: dict[str, ZoneClock],
) -> Receipt:
    row, rows = compared
    certificate = made.certificate_of(chosen, crowd)
    gap = row.worst - ceil(certificate.bound)
    return Receipt(
        burdens=burdens[0],
        levels=made.levels_of(burdens[0]),
        worst=row.worst,
        people_at_worst=row.people_at_worst,
        mean=row.mean,
        certificate=certificate,
        gap=gap,
        is_exact=chosen.is_exact,
        is_worst_proven=chosen.is_exact or gap == 0,
        combinations=chosen.combinations,
        examined=chosen.examined,
        ties=chosen.ties,
        ties_compared=chosen.ties_compared,
        classes=len(chosen.rows),
        runner_up=made.runner_up_of(chosen, crowd),
        hits=made.hits_of(chosen, chosen.slots, crowd, zones),
        away=row.away,
        changed=made.changed_of(chosen.frame.problem, row.meetings),
        alternatives=rows,
        trade=made.trade_of(burdens[0], burdens[1], row),
        flags=made.flags_of(row.meetings, zones),
    )
