"""What many runs say together: how each policy stands over seeds, and on which assumptions a ratio rests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from shelterbelt.cultivate.engine.simulate.assumptions import Assumptions
from shelterbelt.cultivate.engine.simulate.plan import Interval, Moment, Report
from shelterbelt.cultivate.engine.simulate.run import simulate, spread
from shelterbelt.cultivate.engine.simulate.settings import settings

WORTHWHILE = 1.2
"""From this ratio of shares in the core on, choosing is worth its trouble."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One policy over all seeds: means at the last month, `mean_core` over the three dates of the report.

    Shares as in `Moment`; `core` has its 95 % interval over seeds. `held` is the share of invited meetings that took
    place (1 where nobody was invited), `invited` how many there were in one run.
    """

    policy: str
    core: Interval
    mean_core: float
    isolates: float
    lowest_sector: float
    careful: float
    others: float
    without_link: float
    may_cross: float
    invited: float
    held: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One setting: share of the core at the last month, policy over peer, and on the mean of the three dates."""

    setting: str
    core: float
    peer_core: float
    ratio: Interval
    mean_ratio: Interval

    @property
    def is_worthwhile(self) -> bool:
        """Whether choosing is worth its trouble in this setting."""
        return self.ratio.value >= WORTHWHILE


def standings(report: Report) -> tuple[Standing, ...]:
    """How each policy of a report stands, in the order of its runs."""
    return tuple(_standing(report, policy) for policy in dict.fromkeys(one.policy for one in report.runs))


def sensitivity(
    pair: tuple[str, str],
    seeds: Sequence[int],
    assumed: Assumptions | None = None,
    *,
    months: int = 36,
    tell: Callable[[str, str, int], None] = lambda _setting, _policy, _seed: None,
) -> Iterator[Finding]:
    """A policy over its peer in every setting of `settings`, each as soon as it is found.

    Args:
        pair: names of the policy and of its peer.
        seeds: two or more.
        assumed: what the settings change, one thing each.
        months: how long.
        tell: called before each run with setting, policy and seed.

    Raises:
        BadAssumption: as `simulate`.
    """
    for name, changed in settings(assumed or Assumptions()).items():

        def of_setting(policy: str, seed: int, name: str = name) -> None:
            tell(name, policy, seed)

        report = simulate(pair, seeds, changed, months=months, tell=of_setting)
        yield Finding(
            name,
            report.mean_core(pair[0]),
            report.mean_core(pair[1]),
            report.ratios[pair],
            report.means[pair],
        )


def _standing(report: Report, policy: str) -> Standing:
    runs = [one for one in report.runs if one.policy == policy]
    last = [one.at(report.months) for one in runs]

    def mean(of: Callable[[Moment], float]) -> float:
        return fmean(of(one) for one in last)

    invited = sum(one.invited for one in runs)
    return Standing(
        policy=policy,
        core=spread([one.core for one in last]),
        mean_core=fmean(fmean(moment.core for moment in one.moments) for one in runs),
        isolates=mean(lambda one: one.isolates),
        lowest_sector=mean(lambda one: one.lowest_sector),
        careful=mean(lambda one: one.careful),
        others=mean(lambda one: one.others),
        without_link=mean(lambda one: one.without_link),
        may_cross=mean(lambda one: one.may_cross),
        invited=invited / len(runs),
        held=sum(one.held for one in runs) / invited if invited else 1.0,
    )
