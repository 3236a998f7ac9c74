"""An attack on a release: what can be worked out about every group that should stay hidden, with another solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.linear_solver.python import model_builder

from shelterbelt.people.engine.safe_counts.openings import least, most, untold

if TYPE_CHECKING:
    from shelterbelt.people.engine.safe_counts.plan import Release
    from shelterbelt.people.engine.safe_counts.problem import Problem


@dataclass(frozen=True, slots=True)
class Leak:
    """What is wrong: `code` is told_small, told_wrong, lost, hid_nobody, hid_needlessly or worked_out.

    For worked_out, `low` and `high` are what a reader can narrow the count down to.
    """

    code: str
    key: str
    low: int = 0
    high: int = 0


def check(problem: Problem, release: Release) -> tuple[Leak, ...]:
    """Everything in a release that tells too much, tells something false, or leaves out without cause."""
    found = [*_plain(problem, release)]
    attack = _Attack(problem, release)
    for key in sorted(problem.guarded):
        low, high = attack.bounds(key)
        if high - low < problem.width:
            found.append(Leak("worked_out", key, low, high))
    return tuple(found)


def _plain(problem: Problem, release: Release) -> list[Leak]:
    found = []
    for one in problem.counts:
        is_told, is_hidden = one.key in release.shown, one.key in release.hidden
        if is_told + is_hidden != int(one.is_shown):
            found.append(Leak("lost", one.key))
        if is_told and release.shown[one.key] != one.count:
            found.append(Leak("told_wrong", one.key))
        if is_told and one.key in problem.guarded:
            found.append(Leak("told_small", one.key))
        if is_hidden and one.count == 0:
            found.append(Leak("hid_nobody", one.key))
        if is_hidden and not problem.guarded:
            found.append(Leak("hid_needlessly", one.key))
    return found


class _Attack:
    """All sums as one integer program; the reader's least and greatest value of a count."""

    def __init__(self, problem: Problem, release: Release) -> None:
        self.problem = problem
        self.unknown = untold(problem, release.hidden.keys())
        self.release = release

    def bounds(self, key: str) -> tuple[int, int]:
        """The least and the greatest that is possible."""
        if key not in self.unknown:
            count = self.problem.by_key[key].count
            return count, count
        return self._extreme(key, is_least=True), self._extreme(key, is_least=False)

    def _extreme(self, key: str, *, is_least: bool) -> int:
        model = model_builder.Model()  # type: ignore[no-untyped-call]
        cap = most(self.problem)
        amounts: dict[str, model_builder.Variable | int] = {
            one.key: model.new_int_var(least(self.problem, one.key), cap, one.key)
            if one.key in self.unknown
            else self.release.shown.get(one.key, one.count)
            for one in self.problem.counts
        }
        for one in self.problem.sums:
            if not {one.total, *one.parts} & self.unknown:
                continue
            model.add(sum(amounts[part] for part in one.parts) == amounts[one.total])
        if is_least:
            model.minimize(amounts[key])
        else:
            model.maximize(amounts[key])
        solver = model_builder.Solver("scip")
        if solver.solve(model) != model_builder.SolveStatus.OPTIMAL:
            raise ArithmeticError(f"the sums around {key!r} cannot hold; count people again")
        return round(solver.objective_value)
