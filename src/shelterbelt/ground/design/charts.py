"""Charts drawn on the server: a Vega-Lite specification becomes SVG in our look, with its table beside it.

Nothing is fetched: a specification that names an outside address is refused before it is drawn, and the
renderer is given no address it may open. The same specification gives the same bytes.
"""

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Protocol
from xml.sax.saxutils import escape

import vl_convert

from shelterbelt.ground.design.figures import Figure, Table

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
_INK, SOFT, _LINE, _EDGE = "#222d27", "#535f58", "#dfd8c8", "#78827b"
"""`SOFT` is for words in a drawing that say less than the figures."""
SERIES = ("#1d5a3f", "#b3661b", "#3f7d9a", "#8a5a83", "#7d8b3a", "#6b6f6c")
"""Colours of series in order; told apart by lightness too, since some people see no hue."""

_FOLLOWS = {
    _INK: "--ink",
    SOFT: "--ink-soft",
    _LINE: "--line",
    _EDGE: "--edge",
    **{colour: f"--chart-{place}" for place, colour in enumerate(SERIES, start=1)},
}
_PAPER = "#fffdf9"
_KEPT = 256
_THEME: dict[str, Any] = {
    "background": _PAPER,
    "font": FONT,
    "padding": 6,
    "view": {"stroke": None},
    "axis": {
        "labelColor": _INK,
        "titleColor": SOFT,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": 600,
        "titlePadding": 10,
        "labelPadding": 6,
        "gridColor": _LINE,
        "domainColor": _EDGE,
        "tickColor": _EDGE,
    },
    "legend": {
        "labelColor": _INK,
        "titleColor": SOFT,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "orient": "bottom",
        "symbolSize": 140,
    },
    "header": {"labelColor": _INK, "titleColor": SOFT, "labelFontSize": 13, "titleFontSize": 13},
    "title": {"color": _INK, "fontSize": 15, "anchor": "start"},
    "range": {"category": list(SERIES), "ordinal": {"scheme": "greens"}, "ramp": {"scheme": "greens"}},
    "mark": {"color": SERIES[0]},
    "text": {"color": _INK, "fontSize": 13},
    "rule": {"color": _EDGE},
    "line": {"strokeWidth": 2.5},
    "bar": {"cornerRadiusEnd": 3},
    "point": {"size": 70, "filled": True},
}

_ROOT = re.compile(r"<svg [^>]*viewBox=\"([^\"]+)\"[^>]*>")
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_IDENTIFIER = re.compile(r'(\bid="|url\(#|href="#)([\w-]+)')
_FONTS = re.compile(r' font-family="[^"]*"')
_STYLED = re.compile(r"<style|\sstyle=|<script|\son[a-z]+=|<foreignObject|<image", re.IGNORECASE)


class ForeignChart(ValueError):
    """The specification would fetch something, or draws what a closed page cannot show."""


class Specified(Protocol):
    """An Altair chart, or whatever else can say its Vega-Lite specification."""

    def to_dict(self) -> dict[str, Any]:
        """The specification."""


def draw(spec: Specified | Mapping[str, Any], *, title: str, description: str, table: Table) -> Figure:
    """Draw a chart in our look.

    Args:
        spec: an Altair chart or a Vega-Lite specification, with its data inside.
        title: what the chart shows.
        description: what it says, for people who do not see it.
        table: the same figures, to read.

    Raises:
        ForeignChart: the specification names an outside address, or draws a picture or style of its own.
        ValueError: the specification cannot be drawn.
    """
    given = dict(spec) if isinstance(spec, Mapping) else spec.to_dict()
    _refuse_addresses(given)
    given["config"] = {**given.get("config", {}), **_THEME}
    drawn = _drawn(json.dumps(given, sort_keys=True))
    if found := _STYLED.search(drawn):
        raise ForeignChart(f"the drawing holds {found.group().strip()!r}, which a closed page does not show")
    mark = "chart-" + hashlib.sha256(f"{title}{drawn}".encode()).hexdigest()[:10]
    return Figure(
        svg=_speak(drawn, mark, title, description),
        inline=_follow(_speak(_SPOKEN.sub("", drawn), mark, title, description)),
        title=title,
        description=description,
        table=table,
    )


@functools.lru_cache(maxsize=_KEPT)
def _drawn(spec: str) -> str:
    """A drawing takes about 80 ms and is the same for the same specification: the last ones are kept."""
    return _count_afresh(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def _refuse_addresses(part: object) -> None:
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key in {"url", "href"} or (key == "$ref"):
                raise ForeignChart(f"the specification names an address under {key!r}: put the data inside")
            if key not in {"$schema", "values", "datasets"}:
                _refuse_addresses(value)
    elif isinstance(part, list | tuple):
        for one in part:
            _refuse_addresses(one)


def _count_afresh(drawn: str) -> str:
    """The renderer numbers its identifiers on from drawing to drawing; count from one in each."""
    known: dict[str, str] = {}
    return _IDENTIFIER.sub(
        lambda found: found.group(1) + known.setdefault(found.group(2), f"part-{len(known) + 1}"), drawn
    )


def _speak(drawn: str, mark: str, title: str, description: str) -> str:
    """Give the drawing its words, and identifiers that no other drawing on the page has."""
    own = _IDENTIFIER.sub(lambda found: f"{found.group(1)}{mark}-{found.group(2)}", drawn)
    root = _ROOT.search(own)
    if root is None:
        raise ForeignChart("the renderer gave no drawing")
    width, height = root.group(1).split()[2:]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{root.group(1)}" width="{width}" height="{height}"'
        f' role="img" aria-labelledby="{mark}-title {mark}-words">'
        f'<title id="{mark}-title">{escape(title)}</title><desc id="{mark}-words">{escape(description)}</desc>'
    )
    return head + own[root.end() :]


def _follow(drawn: str) -> str:
    """Let the colours follow the page, light or dark, and the letters be the page's own."""
    followed = _FONTS.sub("", drawn).replace(f'fill="{_PAPER}"', 'fill="none"')
    for colour, name in _FOLLOWS.items():
        followed = followed.replace(f'"{colour}"', f'"var({name})"')
    return followed
