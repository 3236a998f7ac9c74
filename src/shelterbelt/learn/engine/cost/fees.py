"""The fee of a group and of a lane."""

from __future__ import annotations

from shelterbelt.learn.engine.cost.plan import Code, Fee, Reason, Standing
from shelterbelt.learn.engine.cost.problem import GROUPS, FeeProblem, IncomeTable, Lane, Listing

_WHOLE = 100
_CHEAPEST = GROUPS[-1]


def income_group(table: IncomeTable, country: str) -> Standing:
    """The group whose fee someone in `country` (ISO 3166 alpha-2) pays.

    A country that the table leaves out, does not classify, or of which its sources differ pays as the lowest
    income group does: doubt never costs the payer. `listing` says so, for the page to tell.
    """
    found = next((one for one in table.economies if one.country == country), None)
    if found is None:
        return Standing(country, table.year, _CHEAPEST, Listing.NOT_LISTED)
    group = found.group if found.listing is Listing.CONFIRMED else _CHEAPEST
    return Standing(country, table.year, group, found.listing)


def fee_for(problem: FeeProblem) -> Fee:
    """The fee: percent of the full fee, rounded down to whole units of the currency.

    A fee of 100 percent is the full fee as it stands. In the lane `pay_less` the payer's own amount holds, from
    the least to the group's fee; an amount outside is moved to the nearer end, and the reasons say so.

    Raises:
        ValueError: an unknown group, a negative amount, or a percentage outside 0 to 100.
    """
    _refuse_nonsense(problem)
    percent = problem.group_percent[GROUPS.index(problem.group)]
    group_minor = share_of(problem.full_minor, percent, problem.digits)
    least = share_of(group_minor, problem.pay_less_percent, problem.digits)
    reasons = [Reason(Code.FULL_FEE) if percent == _WHOLE else Reason(Code.GROUP_PERCENT, percent)]
    lost = problem.full_minor * percent // _WHOLE - group_minor
    if lost:
        reasons.append(Reason(Code.ROUNDED_DOWN, lost))
    amount = group_minor
    if problem.lane is Lane.PAY_LESS:
        wanted = least if problem.chosen_minor is None else problem.chosen_minor
        amount = min(max(wanted, least), group_minor)
        reasons.append(Reason(Code.CHOSEN, amount))
        if amount > wanted:
            reasons.append(Reason(Code.RAISED_TO_LEAST, least))
        elif amount < wanted:
            reasons.append(Reason(Code.LOWERED_TO_GROUP, group_minor))
    if amount == 0:
        reasons.append(Reason(Code.NOTHING_TO_PAY))
    return Fee(amount, least, group_minor, tuple(reasons))


def share_of(minor: int, percent: int, digits: int) -> int:
    """`percent` of an amount in minor units, rounded down to whole units; 100 percent is the amount itself."""
    if percent == _WHOLE:
        return minor
    unit: int = 10**digits
    return minor * percent // _WHOLE // unit * unit


def _refuse_nonsense(problem: FeeProblem) -> None:
    if problem.group not in GROUPS:
        raise ValueError(f"'{problem.group}' is no income group; it is one of {', '.join(GROUPS)}.")
    if problem.full_minor < 0 or (problem.chosen_minor or 0) < 0:
        raise ValueError("An amount is below zero.")
    if any(not 0 <= one <= _WHOLE for one in (*problem.group_percent, problem.pay_less_percent)):
        raise ValueError("A percentage is outside 0 to 100.")
