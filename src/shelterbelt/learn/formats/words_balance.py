"""A proposal's goals and reasons in words, and its chart: the engine gives codes and numbers alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from shelterbelt.ground.design.charts import draw
from shelterbelt.ground.design.figures import Figure, Table
from shelterbelt.learn.choices import Mode
from shelterbelt.people.choices import Region, Sector, community_choices

Level = Mapping[str, Any]

GOAL_NAMES: dict[str, str | Promise] = {
    "seats": gettext_lazy("Every seat offered"),
    "sectors": gettext_lazy("Each sector covered"),
    "communities": gettext_lazy("Communities, by people’s own choice"),
    "lower_income": gettext_lazy("People from countries of lower income"),
    "regions": gettext_lazy("No region too large"),
    "score": gettext_lazy("The best readings"),
}
"""Goals by code, in their order."""

NUMBER_NAMES: dict[str, str | Promise] = {
    "each_sector_at_least": gettext_lazy("People of each sector, at least"),
    "lower_income_at_least_percent": gettext_lazy(
        "From countries of lower income, at least (percent of the seats)"
    ),
    "region_at_most_percent": gettext_lazy("From one region, at most (percent of the seats)"),
    "organisation_at_most": gettext_lazy("People of one organisation, at most"),
    "score_at_least_percent": gettext_lazy("Least score (percent)"),
}
"""Numbers of the definition that can be tried."""

_WIDTH, _ROW = 280, 28
_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class GoalShown:
    """One goal: its name, whether it is reached (None: more is always better), what is so, its proof, its parts."""

    name: str
    is_reached: bool | None
    said: str
    proof: str
    parts: tuple[tuple[str, str, str], ...]
    figure: Figure | None


def goals_shown(levels: Iterable[Level]) -> tuple[GoalShown, ...]:
    """The goals of a proposal in order, in plain words."""
    return tuple(_goal_shown(level) for level in levels)


def reason_words(code: str, facts: Mapping[str, Any]) -> str:
    """One reason in a sentence, for staff."""
    plain = {
        "holds_seat": _("Holds a seat already."),
        "balance": _("The balance of the whole cohort."),
        "lower_income": _("Comes from a country of lower income."),
        "rule": _("A rule outside the goals says no."),
    }
    return plain[code] if code in plain else _WITH_FACTS[code](facts)


def _score_words(facts: Mapping[str, Any]) -> str:
    return _("Score: %(score)s percent.") % {"score": _percent(facts["points"])}


def _sector_words(facts: Mapping[str, Any]) -> str:
    return _("Brings a sector: %(sector)s.") % {"sector": _name("sectors", facts["sector"])}


def _seats_words(facts: Mapping[str, Any]) -> str:
    said = ngettext(
        "The %(count)d seat (%(mode)s) is offered to others.",
        "All %(count)d seats (%(mode)s) are offered to others.",
        facts["seats"],
    )
    return said % {"count": facts["seats"], "mode": Mode(facts["mode"]).label}


def _organisation_words(facts: Mapping[str, Any]) -> str:
    said = ngettext(
        "%(count)d person of the same organisation takes part already, which is the most.",
        "%(count)d people of the same organisation take part already, which is the most.",
        facts["at_most"],
    )
    return said % {"count": facts["at_most"]}


def _floor_words(facts: Mapping[str, Any]) -> str:
    return _("The score of %(score)s percent is below %(floor)s percent.") % {
        "score": _percent(facts["points"]),
        "floor": facts["floor_percent"],
    }


_WITH_FACTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "score": _score_words,
    "brings_sector": _sector_words,
    "seats_taken": _seats_words,
    "organisation_limit": _organisation_words,
    "below_floor": _floor_words,
}


def level_words(level: Level) -> str:
    """How far a goal is reached, in a few words."""
    code, value = level["code"], level.get("value", 0)
    if code == "score":
        return _("Sum of scores: %(sum)s percent points.") % {"sum": _percent(value)}
    if code == "communities":
        return _("Reached in full.") if level["is_reached"] else _("Not reached in full.")
    if value == 0:
        return _("Reached in full.")
    if code == "seats":
        said = ngettext("%(count)d seat stays empty.", "%(count)d seats stay empty.", value)
    elif code == "regions":
        said = ngettext("%(count)d person above the share.", "%(count)d people above the share.", value)
    else:
        said = ngettext("%(count)d person is missing.", "%(count)d people are missing.", value)
    return said % {"count": value}


def is_reached(level: Level) -> bool:
    """Whether nothing of a goal is missing; scores are never "reached"."""
    return bool(level["is_reached"]) if level["code"] == "communities" else level["value"] == 0


def _goal_shown(level: Level) -> GoalShown:
    code, told = level["code"], level["parts"]
    large = [part for part in told if part[2] is not None]
    said = [level_words(level)]
    if code == "lower_income":
        said.append(_in_people(*told[0][1:]))
    if len(large) < len(told):
        small = ", ".join(_name(code, subject) for subject, _target, reached in told if reached is None)
        said.append(_("Fewer than 5 people, so not told: %(names)s.") % {"names": small})
    is_drawn = code in {"sectors", "regions"} and bool(told)
    rows = () if is_drawn or code == "lower_income" else tuple(large)
    return GoalShown(
        str(GOAL_NAMES[code]),
        None if code == "score" else is_reached(level),
        " ".join(said),
        _proof(level),
        tuple(
            (_name(code, key), _asked(code, target), _reached(code, reached)) for key, target, reached in rows
        ),
        _figure(code, told) if is_drawn else None,
    )


def _in_people(target: int, reached: int) -> str:
    said = ngettext(
        "%(count)s person, where at least %(least)s are asked for.",
        "%(count)s people, where at least %(least)s are asked for.",
        reached,
    )
    return said % {"count": number_format(reached), "least": number_format(target)}


def _proof(level: Level) -> str:
    if level["code"] == "communities":
        is_proven, gap = level["is_proven"], 0
    else:
        gap = abs(level["value"] - level["bound"])
        is_proven = gap == 0
    if is_proven and is_reached(level) and level["code"] != "score":
        return ""
    if is_proven:
        return _("Proven: nothing better is possible while the goals above are kept.")
    if level["code"] == "score":
        return _("At most %(gap)s percent points more could be possible.") % {"gap": _percent(gap)}
    if level["code"] == "communities":
        return _("It is not proven that more is impossible.")
    return ngettext(
        "At most %(count)d fewer could be possible.", "At most %(count)d fewer could be possible.", gap
    ) % {"count": gap}


def _asked(code: str, target: int) -> str:
    if code == "regions":
        return _("at most %(count)s") % {"count": number_format(target)}
    if code == "seats":
        return number_format(target)
    return _("at least %(count)s") % {"count": number_format(target)}


def _reached(code: str, count: int) -> str:
    told = number_format(count)
    return _("%(count)s or more") % {"count": told} if code == "communities" else told


def _name(code: str, subject: str) -> str:
    if code == "seats":
        return str(Mode(subject).label)
    if code == "sectors":
        return str(Sector(subject).label) if subject in Sector.values else subject
    if code == "regions":
        return str(Region(subject).label) if subject in Region.values else subject
    if code == "communities":
        return dict(community_choices(get_language() or "en")).get(subject, subject)
    return _("All countries of lower middle and low income")


def _percent(points: int) -> str:
    return number_format(points / _HUNDREDTHS, decimal_pos=2, use_l10n=True, force_grouping=True)


def _figure(code: str, parts: Iterable[tuple[str, int, int]]) -> Figure:
    rows = [(_name(code, subject), target, reached) for subject, target, reached in parts]
    rows.sort(key=lambda row: (-row[2], row[0]))
    target = rows[0][1]
    rule = (
        _("The line is the most for one region.")
        if code == "regions"
        else _("The line is the least asked for.")
    )
    return draw(
        _spec(rows, target),
        title=str(GOAL_NAMES[code]),
        description=_("People who are offered a seat or hold one.") + " " + rule,
        table=Table(
            (_("Region") if code == "regions" else _("Sector"), _("Asked"), _("People")),
            tuple((name, _asked(code, asked), number_format(reached)) for name, asked, reached in rows),
        ),
    )


def _spec(rows: list[tuple[str, int, int]], target: int) -> dict[str, Any]:
    values = [{"name": name, "people": reached} for name, _asked_for, reached in rows]
    return {
        "width": _WIDTH,
        "height": max(1, len(rows)) * _ROW,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.68}, "aria": False},
                "encoding": {
                    "y": {
                        "field": "name",
                        "type": "nominal",
                        "sort": [row[0] for row in rows],
                        "title": None,
                        "axis": {"labelLimit": 190},
                    },
                    "x": {
                        "field": "people",
                        "type": "quantitative",
                        "title": _("People"),
                        "axis": {"orient": "top", "tickMinStep": 1, "format": "d"},
                        "scale": {"domainMin": 0},
                    },
                },
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2, "strokeDash": [5, 3], "aria": False},
                "encoding": {"x": {"datum": target}, "color": {"value": "#b3661b"}},
            },
        ],
    }
