"""How an agency stands, domain by domain, as a chart with its table."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from shelterbelt.equip.engine.readiness import Results
from shelterbelt.equip.engine.readiness.plan import Tally
from shelterbelt.equip.engine.readiness.problem import Domain
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.ground.design.charts import SERIES, draw
from shelterbelt.ground.design.figures import Figure, Table

_WIDTH, _ROW = 420, 34
_SHOWN = ("met", "in_progress", "not_met", "need_support", "unanswered")
_COLOURS = (SERIES[0], SERIES[4], SERIES[1], SERIES[3], "#dfd8c8")


def told_in(words: Mapping[str, str]) -> str:
    """A text of the set in the reader's language, or else in English."""
    return words.get(get_language() or "en") or words["en"]


def domain_name(domain: Domain) -> str:
    """A domain's name in the reader's language."""
    return told_in(domain.name)


def tally_names() -> dict[str, str]:
    """What each part of a tally is called."""
    return {
        "met": pgettext("tally", "met"),
        "in_progress": pgettext("tally", "in progress"),
        "not_met": pgettext("tally", "not met"),
        "need_support": pgettext("tally", "need support"),
        "unanswered": pgettext("tally", "not answered"),
        "does_not_apply": pgettext("tally", "does not apply"),
    }


def standing_chart(results: Results) -> Figure:
    """How many questions of each domain stand how; those that do not apply are in the table alone."""
    names = tally_names()
    rows = [(domain_name(one), results.by_domain.get(one.key, Tally())) for one in question_set().domains]
    columns = (_("Domain"), *names.values())
    table = Table(
        columns,
        tuple((name, *(number_format(getattr(tally, key)) for key in names)) for name, tally in rows),
    )
    return draw(
        _spec(rows, names),
        title=_("Where we stand, by domain"),
        description=_(
            "Each bar is one domain. Its length is how many questions are asked there; its parts are how many "
            "are met, in progress, not met, need support or are not answered."
        ),
        table=table,
    )


def _spec(rows: list[tuple[str, Tally]], names: Mapping[str, str]) -> dict[str, Any]:
    values = [
        {"domain": name, "part": names[key], "order": order, "number": getattr(tally, key)}
        for name, tally in rows
        for order, key in enumerate(_SHOWN)
    ]
    return {
        "width": _WIDTH,
        "height": len(rows) * _ROW,
        "data": {"values": values},
        "mark": {"type": "bar", "height": 20, "cornerRadius": 0, "aria": False},
        "encoding": {
            "y": {
                "field": "domain",
                "type": "nominal",
                "sort": [name for name, _tally in rows],
                "title": None,
                "axis": {"labelLimit": 300},
            },
            "x": {
                "field": "number",
                "type": "quantitative",
                "stack": "zero",
                "title": _("Questions"),
                "axis": {"format": "d", "tickMinStep": 1},
            },
            "color": {
                "field": "part",
                "type": "nominal",
                "title": None,
                "scale": {"domain": [names[key] for key in _SHOWN], "range": list(_COLOURS)},
                "legend": {"columns": 3},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }
