"""Why no line-up exists: a set of rules that cannot be made smaller, and additions that would free it.

Only the rules of `rules.py` are asked here, so an explanation cannot depend on lived experience.
"""

from __future__ import annotations

from statistics import median_low
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from .facts import rules_of
from .plan import Addition, Explanation, SearchLimitError
from .rules import Slack, rule_model
from .search import solver_for
from .sentence import sentence_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Facts
    from .plan import AdditionCode, Rule
    from .rules import RuleModel

# What a remedy may use, the simplest first; the first ones that suffice alone are named.
SINGLE_MEANS: tuple[frozenset[str], ...] = (
    frozenset({"speakers"}),
    frozenset({"budget"}),
    frozenset({"pins"}),
)
ALL_MEANS = frozenset({"speakers", "budget", "pins"})
PIN_WEIGHT = 1_000
PERSON_WEIGHT = 10


def explain(facts: Facts, *, effort: float) -> Explanation:
    """The explanation of an infeasible problem. Raises `SearchLimitError` if the effort does not tell."""
    blocking = _core(facts, effort)
    remedies = [remedy for means in SINGLE_MEANS if (remedy := _remedy(facts, means, effort))]
    if not remedies and (remedy := _remedy(facts, ALL_MEANS, effort)):
        remedies = [remedy]
    return Explanation(
        blocking=blocking,
        remedies=tuple(remedies),
        sentence=sentence_of(facts, blocking, tuple(remedies)),
    )


def _core(facts: Facts, effort: float) -> tuple[Rule, ...]:
    """Deletion, kind by kind and then rule by rule, from both ends; the smaller of the two minimal sets."""
    rules = rules_of(facts)
    first = _shrunk(facts, rules, effort)
    second = _shrunk(facts, tuple(reversed(rules)), effort)
    return tuple(sorted(second if len(second) < len(first) else first))


def _shrunk(facts: Facts, rules: Sequence[Rule], effort: float) -> list[Rule]:
    kept = list(rules)
    for kind in dict.fromkeys(rule.code for rule in rules):
        rest = [rule for rule in kept if rule.code != kind]
        if _do_block(facts, rest, effort):
            kept = rest
    for rule in list(kept):
        rest = [other for other in kept if other != rule]
        if _do_block(facts, rest, effort):
            kept = rest
    return kept


def _do_block(facts: Facts, kept: Sequence[Rule], effort: float) -> bool:
    """Whether these rules alone leave no line-up.

    The switches are fixed rather than assumed: presolve then removes what is switched off, where
    assumptions forbid it and cost minutes as soon as a budget is involved.
    """
    made = rule_model(facts, guarded=rules_of(facts))
    for rule, switch in made.switches.items():
        made.model.add(switch == (rule in kept))
    status = solver_for(effort).solve(made.model)
    if status == cp_model.UNKNOWN:
        raise SearchLimitError("The search ended before it knew which rules block: allow more effort.")
    return bool(status == cp_model.INFEASIBLE)


def _remedy(facts: Facts, means: frozenset[str], effort: float) -> tuple[Addition, ...] | None:
    """The least that is enough with these means: fewest pins released, then people, then money."""
    problem = facts.problem
    if "budget" in means and problem.budget is None and means != ALL_MEANS:
        return None
    model = cp_model.CpModel()
    pay = _usual_pay(facts)
    slack = Slack()
    people: list[cp_model.IntVar] = []
    if "speakers" in means:
        slack.newcomer_pay = {meeting.key: pay * len(meeting.starts) for meeting in facts.meetings}
        for meeting in facts.meetings:
            for sector in ("", *sorted({*meeting.required_sectors, *problem.must_cover})):
                people.append(model.new_int_var(0, meeting.seats, ""))
                slack.newcomers[meeting.key, sector] = people[-1]
    if "budget" in means and problem.budget is not None:
        slack.money = model.new_int_var(0, sum(facts.pay.values()) + pay * len(people) * 100, "")
    if "pins" in means:
        slack.released = {
            rule: model.new_bool_var("")
            for rule in rules_of(facts)
            if rule.code in ("locked_in", "locked_out")
        }
    made = rule_model(facts, slack=slack, model=model)
    named = [count for (_, sector), count in slack.newcomers.items() if sector]
    pins = list(slack.released.values())
    steps: list[cp_model.LinearExprT] = [
        PIN_WEIGHT * PERSON_WEIGHT * cp_model.LinearExpr.sum(pins)
        + PERSON_WEIGHT * cp_model.LinearExpr.sum(people)
        + cp_model.LinearExpr.sum(named)
    ]
    if slack.money is not None:
        steps.append(1 * slack.money)
    solver = solver_for(effort)
    for step in steps:
        model.minimize(step)
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        model.add(step <= solver.value(step))
    return tuple(_additions(made, solver, pay))


def _additions(made: RuleModel, solver: cp_model.CpSolver, pay: int) -> list[Addition]:
    found = [
        Addition("speakers", meeting=key, sector=sector, count=solver.value(count), amount=pay)
        for (key, sector), count in made.slack.newcomers.items()
        if solver.value(count)
    ]
    if made.slack.money is not None and solver.value(made.slack.money):
        found.append(Addition("budget", amount=solver.value(made.slack.money)))
    for rule, literal in made.slack.released.items():
        if solver.value(literal):
            code: AdditionCode = "release_locked_in" if rule.code == "locked_in" else "release_locked_out"
            found.append(Addition(code, meeting=rule.meeting, speaker=rule.speaker))
    return found


def _usual_pay(facts: Facts) -> int:
    """What a newcomer is assumed to ask for one run: the median of the people already asked."""
    problem = facts.problem
    return median_low(max(speaker.fee or 0, problem.payment_floor) for speaker in facts.speakers)
