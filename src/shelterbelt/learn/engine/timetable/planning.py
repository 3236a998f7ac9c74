"""From a problem to a plan with its receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.timetable import receipt as made
from shelterbelt.learn.engine.timetable.digest import problem_hash
from shelterbelt.learn.engine.timetable.errors import Unplannable
from shelterbelt.learn.engine.timetable.plan import Alternative, Plan, Receipt, Remark, ZoneBurden
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
    chosen_key = "chosen" if "chosen" in wanted else problem.policy.value
    solved: dict[str, Solved] = {}
    refused: list[Remark] = []
    for number, (key, one) in enumerate(wanted.items(), start=1):
        report(number * STEP, total, key)
        try:
            solved[key] = solve(one, crowd, zones, _ticker(report, number, total, key))
        except Unplannable as refusal:
            if key == chosen_key:
                raise
            refused.append(
                made.remark("policy_refused", policy=key, reason=refusal.code, place=refusal.place)
            )
    report(total - STEP, total, "receipt")
    answer = _answer(problem, (chosen_key, solved), tuple(refused), crowd, zones)
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


def _answer(
    problem: Problem,
    found: tuple[str, dict[str, Solved]],
    refused: tuple[Remark, ...],
    crowd: Crowd,
    zones: dict[str, ZoneClock],
) -> Plan:
    chosen_key, solved = found
    chosen = solved[chosen_key]
    rows = tuple(
        made.alternative_of(key, one, crowd, is_chosen=key == chosen_key) for key, one in solved.items()
    )
    row = next(one for one in rows if one.is_chosen)
    burdens = made.burdens_of(chosen, chosen.slots, crowd)
    frame = solved.get(Policy.FRAME.value)
    trade = made.trade_of(burdens, made.burdens_of(frame, frame.slots, crowd), row) if frame else ()
    receipt = _receipt(chosen, (row, rows), burdens, crowd, zones)
    return Plan(
        policy=problem.policy,
        meetings=row.meetings,
        receipt=replace(receipt, trade=trade, flags=(*refused, *receipt.flags)),
        problem_hash=problem_hash(problem),
    )


def _receipt(
    chosen: Solved,
    compared: tuple[Alternative, tuple[Alternative, ...]],
    burdens: tuple[ZoneBurden, ...],
    crowd: Crowd,
    zones: dict[str, ZoneClock],
) -> Receipt:
    row, rows = compared
    certificate = made.certificate_of(chosen, crowd)
    gap = row.worst - ceil(certificate.bound)
    return Receipt(
        burdens=burdens,
        levels=made.levels_of(burdens),
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
        trade=(),
        flags=made.flags_of(row.meetings, zones),
    )
