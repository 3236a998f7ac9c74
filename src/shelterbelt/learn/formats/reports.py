"""A release of a programme's numbers in words, charts and CSV: only what was released, never the tables behind it."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shelterbelt.ground.design.charts import SERIES, SOFT, draw
from shelterbelt.ground.design.figures import Figure, Table
from shelterbelt.learn.choices import IncomeGroup, Mode
from shelterbelt.learn.queries.reports import KINDS, STAGES
from shelterbelt.people.choices import Region, Sector, country_name, region_of

Cells = Mapping[str, int | None]
_ROW_HEIGHT = 17
_WIDTH = 560


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: what it counts, and the number at each stage; None where it is left out."""

    name: str
    numbers: tuple[int | None, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """The numbers as people read them."""
        return tuple(_("left out") if number is None else str(number) for number in self.numbers)


def lines_of(cells: Cells, scope: str, kind: str) -> tuple[Line, ...]:
    """The rows of one kind of table, by name; countries after the name of their region, incomes from the highest."""
    prefix = f"{scope}|{STAGES[0]}|{kind}|"
    values = [key.removeprefix(prefix) for key in cells if key.startswith(prefix)]
    if kind == "group":
        values.sort(key=IncomeGroup.values.index)
    rows = [
        Line(
            _name(kind, value),
            tuple(cells.get(f"{scope}|{stage}|{kind}|{value}") for stage in STAGES),
        )
        for value in values
    ]
    return tuple(rows if kind == "group" else sorted(rows, key=lambda row: row.name))


def headings() -> tuple[str, ...]:
    """What the numbers of a row are."""
    return (_("Applied"), _("Offered a place"), _("Admitted"))


def kind_title(kind: str) -> str:
    """What a table is called."""
    return {
        "total": _("Everyone"),
        "region": _("By region of the world"),
        "country": _("By country"),
        "sector": _("By sector"),
        "group": _("By income of the country; unconfirmed counts as low"),
        "mode": _("In the room or online"),
    }[kind]


def chart_of(cells: Cells, scope: str, kind: str) -> Figure | None:
    """One kind of table as bars; None where everything is left out."""
    rows = lines_of(cells, scope, kind)
    data = [
        {"name": row.name, "stage": stage, "people": number or 0, "said": said if number is None else ""}
        for row in rows
        for stage, number, said in zip(headings(), row.numbers, row.told, strict=True)
    ]
    left_out = sum(number is None for row in rows for number in row.numbers)
    if all(one["said"] for one in data):
        return None
    words = {"type": "text", "align": "left", "dx": 5, "fontSize": 11}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "height": {"step": _ROW_HEIGHT},
        "data": {"values": data},
        "layer": [
            {"mark": {"type": "bar"}},
            {
                "mark": words,
                "transform": [{"filter": "datum.said"}],
                "encoding": {"text": {"field": "said"}, "color": {"value": SOFT}},
            },
        ],
        "encoding": {
            "y": {
                "field": "name",
                "type": "nominal",
                "title": None,
                "sort": [row.name for row in rows],
                "axis": {"labelLimit": 220},
            },
            "yOffset": {"field": "stage", "sort": list(headings())},
            "x": {
                "field": "people",
                "type": "quantitative",
                "title": _("people"),
                "axis": {"tickMinStep": 1},
            },
            "color": {
                "field": "stage",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(headings()), "range": list(SERIES[: len(STAGES)])},
            },
        },
    }
    told = _("How many people applied, were offered a place and were admitted.")
    if left_out:
        more = ngettext(
            "%(count)d number is left out, so that nobody can be singled out.",
            "%(count)d numbers are left out, so that nobody can be singled out.",
            left_out,
        )
        told = f"{told} {more % {'count': left_out}}"
    table = Table((kind_title(kind), *headings()), tuple((row.name, *row.told) for row in rows))
    return draw(spec, title=kind_title(kind), description=told, table=table)


def report_csv(cells: Cells, scopes: Mapping[str, str]) -> str:
    """Every table of a release as one CSV, with the words that the page shows.

    Args:
        cells: of the release.
        scopes: key of each scope and its name.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((_("Cohort"), _("Table"), _("Row"), *headings()))
    for scope, name in scopes.items():
        for kind in KINDS:
            for row in lines_of(cells, scope, kind):
                writer.writerow((name, kind_title(kind), row.name, *row.told))
    return out.getvalue()


def _name(kind: str, value: str) -> str:
    if kind == "country":
        return f"{Region(region_of(value)).label}: {country_name(value, get_language() or 'en')}"
    names = {"region": Region, "sector": Sector, "group": IncomeGroup, "mode": Mode}
    return str(names[kind](value).label) if kind in names else _("Everyone")
