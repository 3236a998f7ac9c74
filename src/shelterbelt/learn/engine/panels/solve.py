"""The two questions: compose a series, and mend it when someone cancels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .explain import explain
from .facts import facts_of
from .plan import InfeasibleError
from .reasons import plan_of
from .search import Private, any_line_up, search
from .validate import validate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .plan import PanelPlan
    from .problem import PanelProblem, Seat

NOBODY: frozenset[str] = frozenset()


def compose(
    problem: PanelProblem,
    *,
    lived_experience: frozenset[str] = NOBODY,
    seed: int = 0,
    effort: float = 60.0,
) -> PanelPlan:
    """The best line-up of a series, goal by goal, with proofs and public reasons.

    `lived_experience` are ids of people who consented to this very use; it is a wish for at least
    one on each panel where the rules allow, decides nothing else, and appears in no output or error
    (an id that is no speaker is passed over in silence). `seed` decides between equals: keep it as
    private as the wish. `effort` limits each step, in CP-SAT's deterministic time (about seconds).

    Raises `ProblemError` for input that cannot be used, `InfeasibleError` when no line-up keeps the
    rules, `SearchLimitError` when the effort did not tell which.
    """
    private = Private(lived_experience)
    del lived_experience  # a crash report that prints frames finds nothing here
    validate(problem)
    return _solve(problem, private, seed=seed, effort=effort, is_change_first=False)


def restaff(
    problem: PanelProblem,
    line_up: Iterable[Seat],
    cancelled: str,
    *,
    meetings: Iterable[str] | None = None,
    lived_experience: frozenset[str] = NOBODY,
    seed: int = 0,
    effort: float = 60.0,
) -> tuple[PanelProblem, PanelPlan]:
    """Mends a line-up after a speaker cancels, changing as few seats as possible, then by the goals.

    `line_up` is (meeting key, speaker id), as `PanelPlan.line_up()` gives it; `meetings` are those
    the person cannot join (None: all). Answers the problem as it stands after the cancellation
    (pins changed, `published` set) and its plan, on which `check` can be run. Raises as `compose`.
    """
    private = Private(lived_experience)
    del lived_experience
    keys = [meeting.key for meeting in problem.meetings]
    gone = frozenset((key, cancelled) for key in (keys if meetings is None else meetings))
    mended = replace(
        problem,
        locked_in=problem.locked_in - gone,
        locked_out=problem.locked_out | gone,
        published=tuple(sorted(line_up)),
    )
    validate(mended)
    return mended, _solve(mended, private, seed=seed, effort=effort, is_change_first=True)


def _solve(
    problem: PanelProblem, private: Private, *, seed: int, effort: float, is_change_first: bool
) -> PanelPlan:
    facts = facts_of(problem)
    start = any_line_up(facts, effort=effort)
    if start is None:
        raise InfeasibleError(explain(facts, effort=effort))
    found = search(facts, start, private, seed=seed, effort=effort, is_change_first=is_change_first)
    return plan_of(facts, found.line_up, found.proven, "seats_changed" if is_change_first else None)
