"""`shelterbelt network health`: how a network stands, in words and tables."""

import argparse
import json

import numpy as np
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shelterbelt.cultivate.commands.given import (
    Given,
    months_since,
    network_given,
    refuse_there,
    say,
    show,
    write_whole,
)
from shelterbelt.cultivate.engine.health import (
    Brokers,
    Health,
    Mixing,
    Network,
    Risk,
    brokers,
    measure,
    network,
)
from shelterbelt.cultivate.engine.health.problem import Ints
from shelterbelt.people.choices import Sector

SMALL = 5
"""Cells of fewer people's ties are left out of what is shown."""
_SHOWN = 5
RISKS: dict[Risk, Promise] = {
    Risk.ISOLATE: gettext_lazy("no live tie"),
    Risk.NEWCOMER: gettext_lazy("new, with few live ties"),
    Risk.LAST: gettext_lazy("one live tie left"),
    Risk.FADING: gettext_lazy("every live tie dies soon"),
}


def run(options: argparse.Namespace) -> None:
    """Show or write how the network stands.

    Raises:
        TableError, Refused, BadNetwork: what was given cannot be used.
    """
    refuse_there(options.json or "-")
    given = network_given(options)
    asked, _ids = network(
        [
            (one.person.id, one.person.sector, one.person.country, months_since(one.joined, given.day))
            for one in given.members
        ],
        [(one.one, one.other, one.strength, one.months_left) for one in given.ties],
    )
    told = measure(asked)
    between = brokers(asked, np.random.default_rng(options.seed))
    if options.json:
        write_whole(options.json, json.dumps(figures(asked, told, between), indent=2) + "\n")
    if options.json != "-":
        _tell(given, asked, told, between)


def figures(asked: Network, told: Health, between: Brokers) -> dict[str, object]:
    """Every figure as plain data; people are counted and never named."""
    return {
        "members": told.members,
        "live_ties": told.live_ties,
        "components": told.components,
        "connected": told.connected,
        "core": int(told.core.sum()),
        "core_share": told.core_share,
        "without_a_tenth": {"gone": told.gone, "left": told.left, "robust": told.robust},
        "top_load": told.top_load,
        "crossing_both": told.crossing_both,
        "at_risk": {risk.name.lower(): len(found) for risk, found in told.at_risk.items()},
        "months_left": list(told.months),
        "dying": len(told.dying),
        "brokers": {
            "pivots": between.pivots,
            "widest_error": between.widest,
            "top_share": _top_share(between),
        },
        "sectors": _mixing(told.sectors, asked.sectors),
        "countries": _mixing(told.countries, asked.countries),
    }


def _mixing(one: Mixing, names: tuple[str, ...]) -> dict[str, object]:
    return {
        "names": list(names),
        "ties": one.ties.tolist(),
        "covered": one.covered,
        "pairs": one.pairs,
        "e_i_ties": one.e_i_ties,
        "e_i_strength": one.e_i_strength,
        "chance_dealt": one.dealt,
        "chance_ends": one.ends_strength,
        "assortativity": one.assortativity,
    }


def _tell(given: Given, asked: Network, told: Health, between: Brokers) -> None:
    say(_("How the network stands on %(day)s") % {"day": given.day.isoformat()}, is_heading=True)
    say(
        ngettext("%(count)s person", "%(count)s people", told.members)
        % {"count": number_format(told.members)}
        + ", "
        + ngettext("%(count)s live tie", "%(count)s live ties", told.live_ties)
        % {"count": number_format(told.live_ties)}
    )
    show(_("As a whole"), (_("What"), _("How much")), _whole(told, between))
    show(_("At risk of being lost"), (_("Why"), _("People")), _risks(told))
    for title, one, names, groups in (
        (_("Ties between sectors"), told.sectors, asked.sectors, asked.sector),
        (_("Ties between countries"), told.countries, asked.countries, asked.country),
    ):
        show(title, (_("What"), _("How much")), _across(one))
        show(_("Thinnest pairs"), (_("Between"), _("Live ties")), _thinnest(one, names, groups))
    say(_("Numbers below %(few)s are not shown. Nobody is named, and nobody is ranked.") % {"few": SMALL})


def _whole(told: Health, between: Brokers) -> list[tuple[str, str]]:
    months = [number_format(one, 1) for one in told.months]
    return [
        (_("In the largest part that hangs together"), _share(told.connected)),
        (_("In the core across sectors and borders"), _share(told.core_share)),
        (_("Hangs together without the tenth with most ties"), _share(told.robust)),
        (_("Ties across sectors that end at one person in twenty"), _share(told.top_load)),
        (_("Shortest ways that lead through one person in a hundred"), _share(_top_share(between))),
        (_("Ties that die within two months"), number_format(len(told.dying))),
        (_("Months until a tie dies: middle half"), f"{months[1]} – {months[3]}" if len(months) > 3 else "–"),  # noqa: PLR2004 -- quarters
    ]


def _across(one: Mixing) -> list[tuple[str, str]]:
    return [
        (_("Pairs of groups with a live tie"), f"{number_format(one.covered)} / {number_format(one.pairs)}"),
        (_("From all inside (-1) to all across (+1), by strength"), _index(one.e_i_strength)),
        (_("The same, if chance alone dealt out the groups"), _index(one.dealt)),
    ]


def _thinnest(one: Mixing, names: tuple[str, ...], groups: Ints) -> list[tuple[str, str]]:
    """Pairs of groups large enough to be told, with the fewest ties for their size."""
    sizes = np.bincount(groups, minlength=len(names))
    found = [
        (one.ties[a, b] / (sizes[a] * sizes[b]), names[a], names[b], int(one.ties[a, b]))
        for a in range(len(names))
        for b in range(a)
        if min(sizes[a], sizes[b]) >= SMALL
    ]
    listed = sorted(found)[:_SHOWN]
    return [(f"{_group(first)} – {_group(second)}", _count(ties)) for _density, first, second, ties in listed]


def _group(name: str) -> str:
    return str(Sector(name).label) if name in Sector.values else name


def _risks(told: Health) -> list[tuple[str, str]]:
    return [(str(RISKS[risk]), _count(len(told.at_risk[risk]))) for risk in Risk]


def _top_share(between: Brokers) -> float:
    total = float(between.between.sum())
    first = max(1, len(between.between) // 100)
    return float(between.between[between.top(first)].sum()) / total if total else 0.0


def _count(number: int) -> str:
    return f"< {SMALL}" if 0 < number < SMALL else number_format(number)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{number_format(100 * value, 0)} %"


def _index(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}"
