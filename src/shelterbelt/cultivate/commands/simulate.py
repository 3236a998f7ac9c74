"""`shelterbelt network simulate`: what introductions might do over years, in a model that says what it assumes."""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.cultivate.commands.given import refuse_there, say, show, tell, write_whole
from shelterbelt.cultivate.engine.simulate import (
    Assumptions,
    Interval,
    Report,
    check,
    policy_names,
    simulate,
    standings,
)

NAMES: dict[str, Promise] = {
    "none": gettext_lazy("nobody is introduced"),
    "random pairs": gettext_lazy("pairs by chance"),
    "cross-sector random pairs": gettext_lazy("pairs by chance across sectors"),
    "random groups of four": gettext_lazy("groups of four by chance that can meet"),
    "chosen pairs": gettext_lazy("pairs that are chosen"),
    "chosen groups of four": gettext_lazy("groups of four that are chosen"),
}
OURS, PEER, PAIRS = "chosen groups of four", "random groups of four", "cross-sector random pairs"


def run(options: argparse.Namespace) -> None:
    """Run the model and show policies side by side.

    Raises:
        BadAssumption, Refused: what was given cannot be used.
    """
    refuse_there(options.json or "-")
    assumed = Assumptions(members=options.members)
    policies = tuple(options.policy or policy_names())
    if options.json != "-":
        say(_("This is a model. Nobody in it exists, and its numbers are assumptions."), is_heading=True)
    report = simulate(
        policies,
        options.seeds,
        assumed,
        months=options.months,
        tell=_progress(len(policies) * len(options.seeds)),
    )
    wrong = check(report)
    if wrong:
        raise AssertionError(f"the model contradicts itself: {wrong[0]}")
    if options.json:
        write_whole(options.json, json.dumps(_plain(report, assumed), indent=2) + "\n")
    if options.json != "-":
        _tell(report, assumed)


def _progress(runs: int) -> Callable[[str, int], None]:
    """Tells which run begins, and about how long the rest takes."""
    begun = time.monotonic()
    done = 0

    def one(policy: str, seed: int) -> None:
        nonlocal done
        took = time.monotonic() - begun
        left = f", ~{took / done * (runs - done):.0f} s" if done else ""
        tell(f"{done + 1}/{runs}{left}: {policy}, {seed}")
        done += 1

    return one


def _tell(report: Report, assumed: Assumptions) -> None:
    found = standings(report)
    title = _("After %(months)s months, mean of %(seeds)s runs with 95 %% intervals")
    show(
        title % {"months": report.months, "seeds": len({one.seed for one in report.runs})},
        (_("How people are introduced"), _("In the core"), _("Mean of three dates"), _("Meetings held")),
        [
            (_name(one.policy), _interval(one.core), _number(one.mean_core), _number(one.held))
            for one in found
        ],
    )
    show(
        _("Who is left out"),
        (
            _("How people are introduced"),
            _("Without a live tie"),
            _("Lowest sector in the core"),
            _("People who avoid somebody, in the core"),
            _("Others"),
        ),
        [
            (
                _name(one.policy),
                *(_number(value) for value in (one.isolates, one.lowest_sector, one.careful, one.others)),
            )
            for one in found
        ],
    )
    ratios = [
        (
            f"{NAMES[ours]} : {NAMES[peer]}",
            _interval(report.ratios[ours, peer]),
            _interval(report.means[ours, peer]),
        )
        for ours, peer in ((OURS, PEER), (OURS, PAIRS))
        if (ours, peer) in report.ratios
    ]
    if ratios:
        show(_("How much choosing adds"), (_("Ratio"), _("At the end"), _("Mean of three dates")), ratios)
    show(_("What the model assumes"), (_("What"), _("How much")), _assumed(assumed))
    say(_("It shows what follows from these assumptions. It does not show that a real network behaves so."))


def _assumed(assumed: Assumptions) -> list[tuple[str, str]]:
    """Each assumption by its name in `engine/simulate/assumptions.py`, where each has a line of its own."""
    return [(one.name, str(getattr(assumed, one.name))) for one in fields(assumed)]


def _name(policy: str) -> str:
    return str(NAMES.get(policy, policy))


def _number(value: float) -> str:
    return number_format(value, 2)


def _interval(one: Interval) -> str:
    return f"{_number(one.value)} [{_number(one.low)}, {_number(one.high)}]"


def _plain(report: Report, assumed: Assumptions) -> dict[str, object]:
    return {
        "is_a_model": True,
        "assumptions": asdict(assumed),
        "months": report.months,
        "runs": [asdict(one) for one in report.runs],
        "ratios": _pairs(report.ratios),
        "mean_ratios": _pairs(report.means),
    }


def _pairs(found: Mapping[tuple[str, str], Interval]) -> list[dict[str, object]]:
    return [{"policy": policy, "peer": peer, **asdict(one)} for (policy, peer), one in found.items()]
