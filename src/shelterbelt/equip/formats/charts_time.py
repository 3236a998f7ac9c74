"""How many questions were met at each assessment, as a chart with its table."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from shelterbelt.equip.queries.overview import Moment
from shelterbelt.ground.design.charts import SERIES, draw
from shelterbelt.ground.design.figures import Figure, Table

_WIDTH, _HEIGHT = 420, 190


def time_chart(moments: Sequence[Moment]) -> Figure | None:
    """From assessment to assessment; None until there are two."""
    if len(moments) < 2:  # noqa: PLR2004 -- a line has two ends
        return None
    columns = (_("Assessment"), _("Met"), _("That apply"))
    rows = tuple(
        (date_format(one.on, "DATE_FORMAT"), number_format(one.met), number_format(one.applies))
        for one in moments
    )
    return draw(
        _spec(moments),
        title=_("Over time"),
        description=_("How many of the questions that apply were met at each assessment."),
        table=Table(columns, rows),
    )


def _spec(moments: Sequence[Moment]) -> dict[str, Any]:
    values = [
        {"on": date_format(one.on, "SHORT_DATE_FORMAT"), "met": one.met, "applies": one.applies}
        for one in moments
    ]
    across = {
        "field": "on",
        "type": "ordinal",
        "sort": [value["on"] for value in values],
        "title": None,
        "axis": {"labelAngle": 0},
    }
    up = {"type": "quantitative", "title": _("Questions"), "axis": {"format": "d", "tickMinStep": 1}}
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "width": 46, "color": "#dfd8c8", "aria": False},
                "encoding": {"x": across, "y": {"field": "applies", **up}},
            },
            {
                "mark": {"type": "bar", "width": 46, "color": SERIES[0], "aria": False},
                "encoding": {"x": across, "y": {"field": "met", **up}},
            },
        ],
    }
