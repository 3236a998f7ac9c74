"""How severe or lenient readers are: a point and its range for each, with the table."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from shelterbelt.ground.design.charts import SERIES, draw
from shelterbelt.ground.design.figures import Figure, Table
from shelterbelt.learn.engine.review.plan import ReaderEffect

_WIDTH, _ROW = 280, 34
_CARE = SERIES[1]

Measured = tuple[str, ReaderEffect]


def effects_chart(readers: Iterable[Measured]) -> Figure | None:
    """Readers from severe to lenient; None while nobody has given points.

    Where two readers have one name, a number tells them apart.
    """
    rows = _named(sorted(readers, key=lambda one: (one[1].effect, one[0])))
    if not rows:
        return None
    columns = (_("Reader"), _("Readings"), _("Difference"), _("From"), _("To"), _("In words"))
    return draw(
        _spec(rows),
        title=_("Points beside the others’"),
        description=_(
            "Each point is how far a reader’s points lie above or below those of others for the same applications. "
            "The bar is the range in which the true value lies with 95 percent certainty. Where the bar crosses the "
            "dashed line at 0, the reader may well be like the others."
        ),
        table=Table(
            columns,
            tuple(
                (
                    name,
                    number_format(one.readings),
                    _signed(one.effect),
                    _signed(one.low),
                    _signed(one.high),
                    effect_words(one),
                )
                for name, one in rows
            ),
        ),
    )


def effect_words(effect: ReaderEffect) -> str:
    """How severe or lenient a reader is, in words."""
    if not effect.is_marked:
        return _("like the others")
    return _("gives more than others") if effect.effect > 0 else _("gives less than others")


def _signed(value: float) -> str:
    shown = number_format(abs(value), decimal_pos=1, use_l10n=True)
    return shown if round(value, 1) == 0 else f"{'+' if value > 0 else '−'}{shown}"


def _named(readers: list[Measured]) -> list[Measured]:
    seen: dict[str, int] = {}
    rows = []
    for name, effect in readers:
        seen[name] = seen.get(name, 0) + 1
        rows.append((name if seen[name] == 1 else f"{name} ({seen[name]})", effect))
    return rows


def _spec(rows: list[Measured]) -> dict[str, Any]:
    values = [
        {"name": name, "effect": one.effect, "low": one.low, "high": one.high, "is_marked": one.is_marked}
        for name, one in rows
    ]
    across = {
        "type": "quantitative",
        "title": _("Points of percent"),
        "axis": {"orient": "top", "format": "+d", "tickCount": 6},
        "scale": {"nice": True, "zero": True},
    }
    down = {
        "field": "name",
        "type": "nominal",
        "sort": [name for name, _effect in rows],
        "title": None,
        "axis": {"labelLimit": 190},
    }
    colour = {"condition": {"test": "datum.is_marked", "value": _CARE}, "value": SERIES[0]}
    return {
        "width": _WIDTH,
        "height": len(rows) * _ROW,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rule", "strokeDash": [5, 3], "aria": False},
                "encoding": {"x": {"datum": 0, **across}},
            },
            {
                "mark": {"type": "bar", "height": 6, "cornerRadius": 3, "opacity": 0.45, "aria": False},
                "encoding": {
                    "y": down,
                    "x": {"field": "low", **across},
                    "x2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "point", "size": 110, "filled": True, "opacity": 1, "aria": False},
                "encoding": {
                    "y": down,
                    "x": {"field": "effect", **across},
                    "color": colour,
                    "shape": {
                        "condition": {"test": "datum.is_marked", "value": "diamond"},
                        "value": "circle",
                    },
                },
            },
        ],
    }
