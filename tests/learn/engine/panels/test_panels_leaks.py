"""Lived experience leaves no trace: outputs are a function of the public problem and the line-up.

The planted ids belong to people in the pool, so a leak would have something to say; `LEAKS` shows
that each comparison can fail.
"""

from __future__ import annotations

import json
import pickle
import traceback
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.learn.engine.panels.panels_cases import problems, series, speaker

from shelterbelt.learn.engine.panels import InfeasibleError, PanelProblem, ProblemError, compose, restaff
from shelterbelt.learn.engine.panels.plan import Goal, PanelPlan, Reason
from shelterbelt.learn.engine.panels.search import Private

NOBODY: frozenset[str] = frozenset()


def outputs(plan: PanelPlan) -> list[bytes]:
    """Everything that can leave the engine, as bytes."""
    return [repr(plan).encode(), str(plan).encode(), plan.to_json().encode(), pickle.dumps(plan)]


def answer(problem: PanelProblem, wish: frozenset[str]) -> tuple[PanelPlan | None, list[bytes]]:
    """The plan, or everything that the refusal carries."""
    try:
        return compose(problem, lived_experience=wish), []
    except (ProblemError, InfeasibleError) as error:
        return None, [str(error).encode(), repr(error).encode(), pickle.dumps(vars(error))]


def pinned_line_up(wish: frozenset[str]) -> tuple[PanelProblem, PanelPlan]:
    """The line-up is the same with any wish, because every seat is pinned."""
    pins = frozenset({("p1", "s1"), ("p1", "s2"), ("p2", "s3"), ("p2", "s4")})
    problem = series(locked_in=pins)
    return problem, compose(problem, lived_experience=wish, seed=1)


@pytest.mark.parametrize("wish", [{"s1"}, {"s1", "s3"}, {"s2", "s4", "s5"}, {"s6"}, {"planted-9f31"}])
def test_outputs_are_identical_for_the_same_line_up(wish: set[str]) -> None:
    _, without = pinned_line_up(NOBODY)
    _, with_wish = pinned_line_up(frozenset(wish))
    assert outputs(with_wish) == outputs(without)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems(largest=5), wish=st.sets(st.sampled_from(["s1", "s2", "s3", "s4"]), min_size=1))
def test_any_two_runs_that_agree_on_the_line_up_agree_on_every_byte(
    problem: PanelProblem, wish: set[str]
) -> None:
    without, refused = answer(problem, NOBODY)
    plan, refused_with_wish = answer(problem, frozenset(wish))
    assert refused_with_wish == refused
    if plan is None or without is None:
        return
    pinned = replace(problem, locked_in=frozenset(plan.line_up()))
    assert outputs(compose(pinned, lived_experience=frozenset(wish))) == outputs(compose(pinned))
    if plan.line_up() == without.line_up():
        assert outputs(plan) == outputs(without)


LEAKS: list[Callable[[PanelPlan, frozenset[str]], PanelPlan]] = [
    lambda plan, wish: replace(plan, goals=(*plan.goals, Goal("sectors_covered", len(wish), 2, True, True))),
    lambda plan, wish: replace(plan, goals=tuple(replace(g, proven=not wish) for g in plan.goals)),
    lambda plan, wish: replace(plan, problem_digest=plan.problem_digest + str(sorted(wish))),
    lambda plan, wish: replace(plan, panels=plan.panels[:: -1 if wish else 1]),
    lambda plan, wish: replace(
        plan,
        panels=tuple(
            replace(
                panel,
                seats=tuple(
                    replace(seat, reasons=(*seat.reasons, Reason("locked_in")))
                    if seat.speaker in wish
                    else seat
                    for seat in panel.seats
                ),
            )
            for panel in plan.panels
        ),
    ),
]


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_caught(leak: Callable[[PanelPlan, frozenset[str]], PanelPlan]) -> None:
    wish = frozenset({"s1", "s3"})
    without = leak(pinned_line_up(NOBODY)[1], NOBODY)
    with_wish = leak(pinned_line_up(wish)[1], wish)
    assert all(one != other for one, other in zip(outputs(with_wish), outputs(without), strict=True))


def test_the_wish_works_and_leaves_the_shape_alone() -> None:
    people = tuple(speaker(n, sectors=("law",), region="r") for n in range(1, 20))
    problem = series(speakers=people)
    wish = frozenset({"s18", "s19"})
    plan = compose(problem, lived_experience=wish)
    assert [len(wish & {seat.speaker for seat in panel.seats}) for panel in plan.panels] == [1, 1]
    plain = compose(problem)
    assert [goal.code for goal in plan.goals] == [goal.code for goal in plain.goals]
    assert plan.goals == plain.goals
    codes = {tuple(reason.code for reason in seat.reasons) for panel in plan.panels for seat in panel.seats}
    assert codes == {("brings_sector", "comes_from_region", "unsociable_points")}


def test_an_unknown_id_is_passed_over_in_silence() -> None:
    problem = series()
    assert outputs(compose(problem, lived_experience=frozenset({"planted-9f31"}))) == outputs(
        compose(problem)
    )


def test_an_infeasible_series_is_explained_alike() -> None:
    problem = series(budget=1, must_cover=("policing",))
    errors = []
    for wish in (NOBODY, frozenset({"s1"}), frozenset({"s2", "s3", "planted-9f31"})):
        with pytest.raises(InfeasibleError) as caught:
            compose(problem, lived_experience=wish)
        errors.append((str(caught.value), repr(caught.value), pickle.dumps(caught.value.explanation)))
    assert errors[0] == errors[1] == errors[2]


@pytest.mark.parametrize("question", [compose, lambda problem, **wish: restaff(problem, (), "s1", **wish)])
def test_a_crash_report_with_its_variables_shows_nothing(question: Callable[..., object]) -> None:
    planted = frozenset({"planted-9f31", "planted-77aa"})
    with pytest.raises(InfeasibleError) as caught:
        question(series(budget=1), lived_experience=planted)
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    frames = [frame for frame in report.stack if "shelterbelt" in frame.filename]
    told = " ".join(value for frame in frames for value in (frame.locals or {}).values())
    assert len(frames) >= 2
    assert "<private>" in told
    assert "planted" not in told


def test_the_wish_itself_neither_prints_nor_pickles() -> None:
    private = Private(frozenset({"planted-9f31"}))
    assert [repr(private), str(private), f"{private}"] == ["<private>"] * 3
    with pytest.raises(TypeError):
        pickle.dumps(private)
    with pytest.raises(TypeError):
        json.dumps(private)


def test_the_problem_has_no_place_for_it() -> None:
    words = " ".join([*PanelProblem.__dataclass_fields__, *speaker(1).__dataclass_fields__])
    assert not any(word in words for word in ("lived", "survivor", "private", "experience"))
