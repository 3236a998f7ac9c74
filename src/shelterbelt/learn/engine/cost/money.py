"""Instalments, what is owed, and what goes back to someone who gives their place back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from shelterbelt.learn.engine.cost.plan import Code, Part, Reason, Refund, Schedule
from shelterbelt.learn.engine.cost.problem import Paid, RefundProblem, ScheduleProblem

#: Two instalments are at least this many days apart.
LEAST_DAYS_APART = 7


def schedule(problem: ScheduleProblem) -> Schedule:
    """Equal parts in whole units of the currency, the first one carrying what does not divide.

    There are fewer parts than asked for when a part would be less than one unit, or when they would be less than
    seven days apart. The days are spread evenly from the first to the last.

    Raises:
        ValueError: fewer than one part, or an amount below zero.
    """
    if problem.parts < 1 or problem.total_minor < 0:
        raise ValueError("Name at least one part, and an amount that is not below zero.")
    if problem.total_minor == 0:
        return Schedule((), (Reason(Code.NOTHING_TO_PAY),))
    reasons: list[Reason] = []
    unit: int = 10**problem.digits
    by_amount = max(1, min(problem.parts, problem.total_minor // unit))
    if by_amount < problem.parts:
        reasons.append(Reason(Code.FEWER_PARTS_AMOUNT, by_amount))
    last = problem.meets_on - timedelta(days=1)
    if problem.may_pass_first_meeting and problem.ends_on:
        last = max(last, problem.ends_on)
    first = min(problem.today + timedelta(days=problem.grace_days), last)
    if first <= problem.today:
        first = problem.today
        reasons.append(Reason(Code.DUE_AT_ONCE))
    span = max(0, (last - first).days)
    count = min(by_amount, span // LEAST_DAYS_APART + 1)
    if count < by_amount:
        reasons.append(Reason(Code.FEWER_PARTS_TIME, count))
    each = problem.total_minor // count // unit * unit if count > 1 else problem.total_minor
    amounts = [problem.total_minor - each * (count - 1), *[each] * (count - 1)]
    days = [first + timedelta(days=span * step // max(1, count - 1)) for step in range(count)]
    return Schedule(
        tuple(Part(number, *pair) for number, pair in enumerate(zip(days, amounts, strict=True), 1)),
        tuple(reasons),
    )


def owed(amounts: Iterable[int]) -> int:
    """What is still to be paid: the sum of all movements; below zero it is owed to the payer."""
    return sum(amounts)


def refund_due(problem: RefundProblem) -> Refund:
    """What goes back: all of it before the first meeting; later, payments no older than the refund days.

    Money that already went back counts against the latest payments. What was paid above the charge always goes
    back.
    """
    came = sum(one.amount_minor for one in problem.movements)
    if came <= 0:
        return Refund(0, 0, (Reason(Code.NOTHING_TO_PAY),))
    if problem.today < problem.meets_on:
        return Refund(came, 0, (Reason(Code.BEFORE_FIRST_MEETING, came),))
    fresh = _fresh(problem, came)
    kept = min(came - fresh, max(0, problem.charge_minor))
    reasons = []
    if fresh:
        reasons.append(Reason(Code.WITHIN_REFUND_DAYS, fresh))
    if came - fresh > kept:
        reasons.append(Reason(Code.OVERPAID, came - fresh - kept))
    if kept:
        reasons.append(Reason(Code.KEPT, kept))
    return Refund(came - kept, kept, tuple(reasons))


def _fresh(problem: RefundProblem, came: int) -> int:
    """How much of what is here came within the refund days: the latest payments are the first to have gone back."""
    paid = sorted((one for one in problem.movements if one.amount_minor > 0), key=_day)
    left = came
    fresh = 0
    for one in paid:
        stays = min(one.amount_minor, left)
        left -= stays
        if problem.today <= one.on + timedelta(days=problem.refund_days):
            fresh += stays
    return fresh


def _day(one: Paid) -> int:
    return one.on.toordinal()
