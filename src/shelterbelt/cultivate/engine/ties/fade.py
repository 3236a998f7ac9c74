"""How fast each kind of tie fades, estimated from the log; the prior where the log cannot say.

While a tie lives, contact comes at rate c; it dies, unseen, at rate d; both constant (Schmittlein, Morrison and
Colombo 1987, Management Science 33, for one person). With r = c + d, a gap known to the day (interval-censored, as
Lindsey and Ryan 1998, Statistics in Medicine 17) and an open gap have the likelihoods

    P(renewed after n days) = c/r * (exp(-r(n - 1/2)) - exp(-r(n + 1/2)))      P(open after n days) = d/r + c/r * exp(-r n)

each over 1 - c/r * (1 - exp(-r/2)), since contact again on the same day is no spell. The half-life is log(2)/d. Its interval is that of the profile likelihood (Venzon and Moolgavkar 1988, Applied
Statistics 37): all d that the best c brings within half the 95 % point of chi-square on one degree of the maximum.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, minimize_scalar

from shelterbelt.cultivate.engine.ties.plan import HalfLife, Source
from shelterbelt.cultivate.engine.ties.problem import DAYS_A_MONTH, LONGEST, Kind, Log
from shelterbelt.cultivate.engine.ties.spells import Spells, spells

FEWEST = 30
"""Renewals, and spells still open, below which the prior stands: fewer leave a half-life unknown within a factor of two."""
DROP = 1.9207294103470858
"""Half the 95 % point of chi-square with one degree of freedom."""
_SHORTEST = 0.1
"""Months: a faster fading than three days is not a tie's."""
Floats = npt.NDArray[np.float64]


def fade(log: Log) -> tuple[HalfLife, ...]:
    """Half-life of each kind in months, in the order of `Kind`; see the module for the likelihood.

    The prior is the kind's rule in the log. It stands where spells are too few, or where the likelihood does not bound
    the half-life within 0.1 months and a century: then the interval is None.
    """
    found = spells(log)
    return tuple(_estimated(kind, found[kind], log.rules[kind].half_life) for kind in Kind)


def _estimated(kind: Kind, seen: Spells, prior: float) -> HalfLife:
    total = seen.renewals + seen.still
    if min(seen.renewals, seen.still) < FEWEST:
        return HalfLife(kind, prior, None, None, total, seen.renewals, Source.PRIOR_TOO_FEW)
    profile = _Profile(seen)
    slow, fast = _log_rate(LONGEST), _log_rate(_SHORTEST)
    best = float(minimize_scalar(profile.cost, bounds=(slow, fast), options={"xatol": 1e-10}).x)
    ceiling = profile.cost(best) + DROP
    if min(profile.cost(slow), profile.cost(fast)) <= ceiling:
        return HalfLife(kind, prior, None, None, total, seen.renewals, Source.PRIOR_UNSTABLE)

    def over(log_rate: float) -> float:
        return profile.cost(log_rate) - ceiling

    low, high = (float(brentq(over, *ends, xtol=1e-10)) for ends in ((best, fast), (slow, best)))
    death, contact = math.exp(best), math.exp(profile.contact(best))
    return HalfLife(
        kind,
        _half_life(best),
        _half_life(low),
        _half_life(high),
        total,
        seen.renewals,
        Source.LOG,
        death / (death + contact),
    )


def _log_rate(half_life: float) -> float:
    """Log of the rate of dying a day, of a half-life in months."""
    return math.log(math.log(2.0) / (half_life * DAYS_A_MONTH))


def _half_life(log_rate: float) -> float:
    return math.log(2.0) / math.exp(log_rate) / DAYS_A_MONTH


class _Profile:
    """Minus the log-likelihood at a rate of dying, at the best rate of contact for it."""

    def __init__(self, seen: Spells) -> None:
        self._renewals = seen.renewals
        self._days = float(sum(days * count for days, count in seen.renewed.items()))
        self._open = np.array(sorted(seen.open), np.float64)
        self._times = np.array([seen.open[days] for days in sorted(seen.open)], np.float64)

    def cost(self, log_death: float) -> float:
        """At the best rate of contact."""
        return self._cost(log_death, self.contact(log_death))

    def contact(self, log_death: float) -> float:
        """Log of the best rate of contact a day."""
        found = minimize_scalar(
            lambda rate: self._cost(log_death, rate), bounds=(-14.0, 2.0), options={"xatol": 1e-10}
        )
        return float(found.x)

    def _cost(self, log_death: float, log_contact: float) -> float:
        death, contact = math.exp(log_death), math.exp(log_contact)
        rate = death + contact
        of_a_day = math.log(contact / rate) + math.log(2.0 * math.sinh(rate / 2.0))
        gone = death / rate + contact / rate * np.exp(-rate * self._open)
        seen = 1.0 - contact / rate * -math.expm1(-rate / 2.0)
        told = self._renewals + float(self._times.sum())
        return told * math.log(seen) - float(
            self._renewals * of_a_day - rate * self._days + self._times @ np.log(gone)
        )
