"""The plan as one page that stands alone: no script, nothing fetched, prints well."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.ground.design.standing_alone import whole_look
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.localtime import zone
from shelterbelt.learn.formats.charts_plan import Attended, Class, attended, class_name, classes_of
from shelterbelt.learn.formats.plan_view import PlanSheet, babel_locale
from shelterbelt.learn.formats.words_plan import Names, hours, points


@dataclass(frozen=True, slots=True)
class Clock:
    """The meetings of one place on its own clock. `lines` are (meeting, day, hours, remark)."""

    place: str
    told: str
    lines: tuple[tuple[str, str, str, str], ...]


def page_of(document: Mapping[str, Any], definition: Definition, names: Names, sheet: PlanSheet) -> bytes:
    """The whole page, UTF-8."""
    given = {
        "sheet": sheet,
        "clocks": clocks_of(document, definition, names),
        "look": whole_look(),
        "assumptions": _assumptions(definition),
    }
    return render_to_string("learn/plan/file.html", given).encode()


def clocks_of(document: Mapping[str, Any], definition: Definition, names: Names) -> tuple[Clock, ...]:
    """Every place with its local days and hours, by name."""
    burdens = {(one["zone"], one["mode"]): one for one in document["timetable"]["receipt"]["burdens"]}
    found = [
        _clock(of, burdens[of], attended(document, definition, of), document["host_zone"], names)
        for of in classes_of(document)
    ]
    return tuple(sorted(found, key=lambda clock: clock.place.casefold()))


def _clock(
    of: Class, burden: Mapping[str, Any], lived: tuple[Attended, ...], host: str, names: Names
) -> Clock:
    night = burden["night_minutes"] / 60
    told = points(burden["points"])
    if night:
        told = _("%(points)s, %(hours)s at night") % {"points": told, "hours": hours(night)}
    return Clock(class_name(of), told, tuple(_line(one, host, names) for one in lived))


def _line(one: Attended, host: str, names: Names) -> tuple[str, str, str, str]:
    host_day = one.start.astimezone(zone(host)).date()
    roll = (one.start.date() - host_day).days
    remark = ""
    if roll:
        later, before = _("the next day there"), _("the day before there")
        remark = later if roll > 0 else before
    return (
        names.meeting(one.series, one.number),
        format_date(one.start.date(), "full", locale=babel_locale()),
        f"{one.start:%H:%M}–{one.end:%H:%M}",
        remark,
    )


def _assumptions(definition: Definition) -> tuple[str, ...]:
    """What the definition marks as its authors' own assumption, each once."""
    language = get_language() or "en"
    parts = (
        definition.programme,
        definition.cohort,
        definition.capacity,
        definition.cost,
        definition.eligibility,
        definition.panels,
        definition.points,
        *definition.series,
    )
    told = [part.assumption.in_language(language) for part in parts if part is not None and part.assumption]
    return tuple(dict.fromkeys(told))
