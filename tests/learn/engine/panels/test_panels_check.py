"""Each planted fault is caught by `check`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from tests.learn.engine.panels.panels_cases import meeting, series, speaker

from shelterbelt.learn.engine.panels import PanelProblem, check, compose
from shelterbelt.learn.engine.panels.plan import Goal, PanelPlan, Reason, SeatTaken, SectorGap

PROBLEM = series()
PLAN = compose(PROBLEM)


def _seat(plan: PanelPlan, **changes: object) -> PanelPlan:
    panel = plan.panels[0]
    seat: SeatTaken = replace(panel.seats[0], **changes)  # type: ignore[arg-type]
    return replace(plan, panels=(replace(panel, seats=(seat, *panel.seats[1:])), *plan.panels[1:]))


def _goal(plan: PanelPlan, **changes: object) -> PanelPlan:
    goal: Goal = replace(plan.goals[0], **changes)  # type: ignore[arg-type]
    return replace(plan, goals=(goal, *plan.goals[1:]))


def test_the_plan_without_a_fault_is_clean() -> None:
    assert check(PROBLEM, PLAN) == []


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("digest", lambda p: replace(p, problem_digest="0")),
        ("unknown", lambda p: _seat(p, speaker="nobody")),
        ("unknown", lambda p: replace(p, panels=p.panels[:1])),
        ("twice", lambda p: _seat(p, speaker=p.panels[0].seats[1].speaker)),
        ("goal_value", lambda p: _goal(p, value=3, bound=3)),
        ("goal_bound", lambda p: _goal(p, bound=9)),
        ("goal_bound", lambda p: _goal(p, bound=0, proven=False)),
        ("goals", lambda p: replace(p, goals=p.goals[1:])),
        ("pay", lambda p: _seat(p, pay=1)),
        ("pay", lambda p: replace(p, pay=0)),
        ("pay", lambda p: replace(p, budget_left=5)),
        ("points", lambda p: _seat(p, points=7)),
        ("alternate", lambda p: _seat(p, alternates=(p.panels[0].seats[1].speaker,))),
        ("alternate", lambda p: _seat(p, alternates=("nobody",))),
        ("reasons", lambda p: _seat(p, reasons=p.panels[0].seats[0].reasons[1:])),
        ("reasons", lambda p: _seat(p, reasons=(*p.panels[0].seats[0].reasons, Reason("locked_in")))),
        ("panel", lambda p: replace(p, panels=(replace(p.panels[0], sectors=()), *p.panels[1:]))),
        ("gaps", lambda p: replace(p, gaps=(SectorGap("law", (), None),))),
        ("changes", lambda p: replace(p, changes=(("p1", (), ("s1",)),))),
    ],
)
def test_check_catches_a_false_statement(code: str, spoil: Callable[[PanelPlan], PanelPlan]) -> None:
    assert code in {finding.code for finding in check(PROBLEM, spoil(PLAN))}


def _with(**changes: object) -> tuple[speaker, ...]:  # type: ignore[valid-type]
    return tuple(speaker(n, **changes) for n in range(1, 7))


@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ("seats", replace(PROBLEM, meetings=(meeting(1, seats=3), meeting(2)))),
        ("per_organisation", replace(PROBLEM, speakers=_with(organisation="one"))),
        ("points_limit", replace(PROBLEM, speakers=_with(points=(("p1", 9),)))),
        ("availability", replace(PROBLEM, speakers=_with(unavailable=frozenset({date(2027, 3, 3)})))),
        (
            "required_sector",
            replace(PROBLEM, meetings=(meeting(1, required_sectors=("policing",)), meeting(2))),
        ),
        ("must_cover", replace(PROBLEM, must_cover=("policing",))),
        ("budget", replace(PROBLEM, budget=119_999)),
        ("locked_out", replace(PROBLEM, locked_out=frozenset(PLAN.line_up()))),
        ("locked_in", replace(PROBLEM, locked_in=frozenset({("p1", f"s{n}") for n in range(1, 7)}))),
    ],
)
def test_check_catches_each_broken_rule(code: str, broken: PanelProblem) -> None:
    assert code in {finding.code for finding in check(broken, PLAN)}


def test_check_catches_too_many_appearances() -> None:
    pinned = series(locked_in=frozenset({("p1", "s1"), ("p2", "s1")}))
    once = replace(pinned, speakers=tuple(speaker(n, max_appearances=1) for n in range(1, 7)))
    assert "max_appearances" in {finding.code for finding in check(once, compose(pinned))}
