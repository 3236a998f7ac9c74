"""An independent verifier: every answer worked out again with fractions and by counting single days and units."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from shelterbelt.learn.engine.cost.plan import Fee, Refund, Schedule
from shelterbelt.learn.engine.cost.problem import FeeProblem, Lane, RefundProblem, ScheduleProblem

_PLACES = {"H": 0, "UM": 1, "LM": 2, "L": 3}
_APART = 7


def check_fee(problem: FeeProblem, found: Fee) -> tuple[str, ...]:
    """Everything wrong with a fee; empty when all is right."""
    exact = Fraction(problem.full_minor * problem.group_percent[_PLACES[problem.group]], 100)
    unit = Fraction(10**problem.digits)
    faults = []
    if found.group_minor != exact:
        if found.group_minor % unit:
            faults.append(f"{found.group_minor} is not in whole units")
        if not 0 <= exact - found.group_minor < unit:
            faults.append(f"{found.group_minor} is not {exact} rounded down")
    least = Fraction(found.group_minor * problem.pay_less_percent, 100)
    if not 0 <= least - found.least_minor < unit:
        faults.append(f"the least is {found.least_minor}, not {least} rounded down")
    if not 0 <= found.least_minor <= found.amount_minor <= found.group_minor <= problem.full_minor:
        faults.append("the amounts are not in order")
    if problem.lane is not Lane.PAY_LESS and found.amount_minor != found.group_minor:
        faults.append("only the lane without proof changes the fee")
    chosen = problem.chosen_minor
    is_free = problem.lane is Lane.PAY_LESS and chosen is not None
    if is_free and found.least_minor <= (chosen or 0) <= found.group_minor and found.amount_minor != chosen:
        faults.append(f"{chosen} was chosen and may be, but {found.amount_minor} stands")
    return tuple(faults)


def check_schedule(problem: ScheduleProblem, found: Schedule) -> tuple[str, ...]:
    """Everything wrong with instalments; empty when all is right."""
    parts = found.parts
    faults = []
    if sum(part.amount_minor for part in parts) != problem.total_minor:
        faults.append("the parts do not add up")
    if [part.number for part in parts] != [*range(1, len(parts) + 1)]:
        faults.append("the numbers have gaps")
    if len(parts) > problem.parts or (not parts and problem.total_minor):
        faults.append(f"{len(parts)} parts, {problem.parts} were asked for")
    if any(part.amount_minor <= 0 for part in parts):
        faults.append("a part of nothing")
    if any(part.amount_minor % 10**problem.digits for part in parts[1:]):
        faults.append("a later part is not in whole units")
    if any(later.due_on - earlier.due_on < timedelta(days=_APART) for earlier, later in pairwise(parts)):
        faults.append("two parts are less than seven days apart")
    last = problem.meets_on - timedelta(days=1)
    if problem.may_pass_first_meeting and problem.ends_on:
        last = max(last, problem.ends_on)
    if any(part.due_on > max(last, problem.today) or part.due_on < problem.today for part in parts):
        faults.append("a part is due before today or after the last day")
    if len(parts) > 1 and max(part.amount_minor for part in parts[1:]) > parts[0].amount_minor:
        faults.append("a later part is larger than the first")
    return tuple(faults)


def check_refund(problem: RefundProblem, found: Refund) -> tuple[str, ...]:
    """Everything wrong with a refund; empty when all is right."""
    came = max(0, sum(one.amount_minor for one in problem.movements))
    faults = []
    if found.back_minor + found.kept_minor != came or min(found.back_minor, found.kept_minor) < 0:
        faults.append(f"{found.back_minor} and {found.kept_minor} are not the {came} that came in")
    if problem.today < problem.meets_on and found.kept_minor:
        faults.append("something is kept before the first meeting")
    if found.kept_minor > max(0, problem.charge_minor):
        faults.append("more is kept than was charged")
    old = sum(
        one.amount_minor
        for one in problem.movements
        if one.amount_minor > 0 and (problem.today - one.on).days > problem.refund_days
    )
    if found.kept_minor > old:
        faults.append("a payment within the refund days is kept")
    if problem.today >= problem.meets_on and found.kept_minor < min(old, came, max(0, problem.charge_minor)):
        faults.append("more goes back than was promised")
    return tuple(faults)
