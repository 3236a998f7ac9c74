"""Two charts of a plan: every meeting on every clock, and what each part of the world carries over the series."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shelterbelt.ground.design.charts import SERIES, draw
from shelterbelt.ground.design.figures import Figure, Table
from shelterbelt.ground.design.names import zone_name
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.definition.problem import Mode
from shelterbelt.learn.engine.localtime import Meeting, Part, Quarter, quarters, zone
from shelterbelt.learn.formats.words_plan import amount, hours

Class = tuple[str, str]
"""(IANA zone, `online` or `on_site`)."""

_ROW_HEIGHT = 22
_WIDTH = 620
_NAMES_IN_A_ROW = 2
_PART_COLOURS = {
    Part.DAY: SERIES[0],
    Part.EDGE: SERIES[4],
    Part.UNSOCIABLE: SERIES[1],
    Part.NIGHT: SERIES[3],
}


def part_name(part: Part) -> str:
    """What a part of the day is called, with its hours."""
    return {
        Part.DAY: _("day, 8 to 20"),
        Part.EDGE: _("early or late, 7 to 8 and 20 to 22"),
        Part.UNSOCIABLE: _("very early or late, 6 to 7 and 22 to 23"),
        Part.NIGHT: _("night, 23 to 6"),
    }[part]


@dataclass(frozen=True, slots=True)
class Attended:
    """One meeting as people of one class live it: the run that suits them, cut into quarter-hours."""

    place: str
    zone: str
    mode: str
    series: str
    number: int
    run: int
    start: dt.datetime
    minutes: int
    pieces: tuple[Quarter, ...]

    @property
    def end(self) -> dt.datetime:
        """The end on the same clock."""
        return (self.start.astimezone(dt.UTC) + dt.timedelta(minutes=self.minutes)).astimezone(
            self.start.tzinfo
        )

    def minutes_of(self, part: Part) -> int:
        """Minutes that lie in a part of the day."""
        return sum(piece.minutes for piece in self.pieces if piece.part is part)


def attended(document: Mapping[str, Any], definition: Definition, of: Class) -> tuple[Attended, ...]:
    """Every meeting of a stored plan on the clock of one class of people, in order of time.

    Of two runs the one with fewer points is taken, then the one with fewer minutes at night, then the first;
    people in the room live by the host's clock.
    """
    name, mode = of
    scale = definition.points.per_quarter()
    host = document["host_zone"]
    best: dict[tuple[str, int], tuple[tuple[int, int, int], Attended]] = {}
    for one in document["meetings"]:
        is_there = one["mode"] == Mode.IN_PERSON or (one["mode"] == Mode.HYBRID and mode == "on_site")
        clock = host if is_there else name
        meeting = Meeting(dt.datetime.fromisoformat(one["starts_at"]), one["minutes"])
        pieces = quarters(meeting, clock)
        cost = sum(scale[piece.start.hour * 4 + piece.start.minute // 15] for piece in pieces)
        night = sum(piece.minutes for piece in pieces if piece.part is Part.NIGHT)
        local = meeting.start.astimezone(zone(clock))
        lived = Attended(
            clock, name, mode, one["series"], one["number"], one["run"], local, one["minutes"], pieces
        )
        rank, key = (cost, night, one["run"]), (one["series"], one["number"])
        if key not in best or rank < best[key][0]:
            best[key] = rank, lived
    return tuple(sorted((lived for _rank, lived in best.values()), key=lambda lived: lived.start))


def classes_of(document: Mapping[str, Any]) -> tuple[Class, ...]:
    """The classes of people for whom the plan was made."""
    return tuple((one["zone"], one["mode"]) for one in document["timetable"]["receipt"]["burdens"])


def class_name(of: Class) -> str:
    """A class of people in words."""
    place = zone_name(of[0])
    return (
        pgettext("people of a place", "%(place)s, in the room") % {"place": place}
        if of[1] == "on_site"
        else place
    )


def hours_figure(document: Mapping[str, Any], definition: Definition, classes: Iterable[Class]) -> Figure:
    """Each meeting as a bar over the local clock, one row for people with the same hours."""
    rows: dict[tuple[tuple[int, int, Part], ...], list[str]] = {}
    lived: dict[tuple[tuple[int, int, Part], ...], tuple[Attended, ...]] = {}
    for one in classes:
        found = attended(document, definition, one)
        bars = tuple(bar for meeting in found for bar in _bars(meeting.pieces))
        rows.setdefault(bars, []).append(class_name(one))
        lived[bars] = found
    ordered = sorted(rows, key=lambda bars: (-_minutes(lived[bars], Part.NIGHT), rows[bars]))
    labels = {bars: _row_name(rows[bars]) for bars in ordered}
    values = [
        {"place": labels[bars], "from": first / 60, "to": last / 60, "part": part_name(part)}
        for bars in ordered
        for first, last, part in bars
    ]
    table = Table(
        (_("Place"), *(part_name(part) for part in Part)),
        tuple(
            (", ".join(rows[bars]), *(hours(_minutes(lived[bars], part) / 60) for part in Part))
            for bars in ordered
        ),
    )
    return draw(
        _hours_spec(values, [labels[bars] for bars in ordered]),
        title=_("Every meeting on every clock"),
        description=_("Where several meetings lie on the same hours, the bar is darker."),
        table=table,
    )


def _hours_spec(values: list[dict[str, Any]], order: Sequence[str]) -> dict[str, Any]:
    parts = [part_name(part) for part in Part]
    return {
        "width": _WIDTH,
        "height": max(1, len(order)) * _ROW_HEIGHT,
        "data": {"values": values},
        "mark": {"type": "bar", "height": {"band": 0.72}, "opacity": 0.45, "aria": False},
        "encoding": {
            "y": {
                "field": "place",
                "type": "nominal",
                "sort": list(order),
                "title": None,
                "axis": {"labelLimit": 230},
            },
            "x": {
                "field": "from",
                "type": "quantitative",
                "scale": {"domain": [0, 24]},
                "title": _("Hour on the local clock"),
                "axis": {"values": list(range(0, 25, 3)), "orient": "top"},
            },
            "x2": {"field": "to"},
            "color": {
                "field": "part",
                "type": "nominal",
                "title": None,
                "scale": {"domain": parts, "range": [_PART_COLOURS[part] for part in Part]},
                "legend": {"columns": 2, "labelLimit": 300},
            },
        },
    }


def burden_figure(rows: Sequence[tuple[str, int, float, float]]) -> Figure:
    """What people carry over the series. `rows` are (place, people, points, hours at night), heaviest first."""
    alike: dict[tuple[float, float], list[str]] = {}
    for place, _people, carried, night in rows:
        alike.setdefault((carried, night), []).append(place)
    values = [{"place": _row_name(places), "points": key[0]} for key, places in alike.items()]
    return draw(
        {
            "width": _WIDTH,
            "height": max(1, len(values)) * _ROW_HEIGHT,
            "data": {"values": values},
            "mark": {"type": "bar", "height": {"band": 0.68}, "aria": False},
            "encoding": {
                "y": {
                    "field": "place",
                    "type": "nominal",
                    "sort": [one["place"] for one in values],
                    "title": None,
                    "axis": {"labelLimit": 230},
                },
                "x": {
                    "field": "points",
                    "type": "quantitative",
                    "title": _("Points over the whole series"),
                    "axis": {"orient": "top"},
                    "scale": {"domainMin": 0},
                },
            },
        },
        title=_("What each place carries"),
        description=_(
            "A quarter-hour by day costs nothing, early or late 1 or 2 points, at night 4. "
            "The longer the bar, the heavier the series is for people there."
        ),
        table=Table(
            (_("Place"), _("People"), _("Points"), _("Hours at night")),
            tuple(
                (place, amount(number), amount(carried), amount(night))
                for place, number, carried, night in rows
            ),
        ),
    )


def _minutes(lived: Iterable[Attended], part: Part) -> int:
    return sum(one.minutes_of(part) for one in lived)


def _row_name(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMES_IN_A_ROW])
    more = len(names) - _NAMES_IN_A_ROW
    if more <= 0:
        return shown
    return ngettext("%(places)s and %(more)s more", "%(places)s and %(more)s more", more) % {
        "places": shown,
        "more": more,
    }


def _bars(pieces: Iterable[Quarter]) -> list[tuple[int, int, Part]]:
    """(first minute, last minute, part) of the local day; a bar ends at midnight and where the part changes."""
    bars: list[tuple[int, int, Part]] = []
    for piece in pieces:
        first = piece.start.hour * 60 + piece.start.minute
        last = first + piece.minutes
        if bars and bars[-1][1] == first and bars[-1][2] is piece.part:
            bars[-1] = (bars[-1][0], last, piece.part)
        else:
            bars.append((first, last, piece.part))
    return bars
