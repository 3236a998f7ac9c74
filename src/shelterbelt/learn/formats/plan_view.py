"""A stored plan as people read it: one shape for the printed plan, the command line and the pages."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from shelterbelt.ground.design.figures import Figure
from shelterbelt.ground.design.names import zone_name
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.timetable import Policy
from shelterbelt.learn.formats import words_plan, words_plan_panels
from shelterbelt.learn.formats.charts_plan import burden_figure, class_name, classes_of, hours_figure
from shelterbelt.learn.formats.words_plan import Names, amount, people, points
from shelterbelt.people.choices import Sector

Document = Mapping[str, Any]
Draws = Literal["both", "burden", "none"]

MODE_NAMES: Mapping[str, str | Promise] = {
    "online": gettext_lazy("online"),
    "hybrid": gettext_lazy("on site and online"),
    "in_person": gettext_lazy("on site"),
}


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting: its name, the day and hours on the host's clock, how it is held, who sits on its panel."""

    name: str
    note: str
    day: str
    span: str
    starts_at: dt.datetime
    mode: str
    panel: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the comparison. `people_at_worst` carry `worst` points; hours and fees come on top of the frame."""

    key: str
    name: str
    meaning: str
    is_chosen: bool
    worst: int
    people_at_worst: int
    mean: float
    worst_night_hours: float
    people_without_night: int
    speaker_hours: float
    second_fees: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat: who, why, what it is paid, who could take it over."""

    speaker: str
    name: str
    reasons: tuple[str, ...]
    pay: str
    alternates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One panel."""

    key: str
    name: str
    seats: tuple[SeatLine, ...]
    sectors: tuple[str, ...]
    pay: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why there are no panels: rules that cannot hold together, and ways out, each enough alone."""

    rules: tuple[str, ...]
    remedies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """Everything a reader may want from one plan."""

    title: str
    cohort: str
    host_place: str
    host_zone: str
    policy: str
    meetings: tuple[MeetingLine, ...]
    facts: tuple[tuple[str, str], ...]
    burdens: tuple[tuple[str, int, int, float], ...]
    trade: tuple[str, ...]
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]
    panels: tuple[PanelLine, ...]
    goals: tuple[tuple[str, str, str], ...]
    gaps: tuple[str, ...]
    changes: tuple[str, ...]
    blocked: Blocked | None
    pay: str
    hours: Figure | None
    burden: Figure | None


def names_of(definition: Definition, speakers: Mapping[str, str] | None = None) -> Names:
    """Titles, names and money of a programme in the active language."""
    language = get_language() or "en"
    return Names(
        series={one.key: one.title.in_language(language) for one in definition.series},
        speakers=speakers or {},
        sectors={sector.value: str(sector.label) for sector in Sector},
        currency=definition.cost.currency,
        minor_digits=definition.cost.minor_digits,
    )


def sheet_of(document: Document, definition: Definition, names: Names, *, draws: Draws = "both") -> PlanSheet:
    """The sheet of a stored plan. Each of the two charts takes about half a second: `draws` leaves out one or both."""
    language = get_language() or "en"
    receipt = document["timetable"]["receipt"]
    panels = document["panels"] or {}
    burdens = burden_rows(receipt)
    return PlanSheet(
        title=definition.programme.title.in_language(language),
        cohort=definition.cohort.label.in_language(language),
        host_place=zone_name(document["host_zone"]),
        host_zone=document["host_zone"],
        policy=words_plan.policy_name(_policy_key(document)),
        meetings=_meetings(document, names),
        facts=receipt_facts(receipt),
        burdens=burdens,
        trade=trade_of(document),
        rows=comparison(receipt),
        warnings=warnings_of(receipt, names),
        panels=_panels(document, names),
        goals=tuple(words_plan_panels.goal_row(goal) for goal in panels.get("goals", ())),
        gaps=tuple(words_plan_panels.gap_sentence(gap, names) for gap in panels.get("gaps", ())),
        changes=tuple(_change(one, names) for one in panels.get("changes", ())),
        blocked=_blocked(document, names),
        pay=names.money(panels["pay"]) if "pay" in panels else "",
        hours=hours_figure(document, definition, classes_of(document)) if draws == "both" else None,
        burden=burden_figure(burdens) if draws != "none" else None,
    )


def trade_of(document: Document) -> tuple[str, ...]:
    """What the plan gives and takes against the programme's own hours; nothing if it keeps them."""
    if _policy_key(document) == Policy.FRAME:
        return ()
    return tuple(words_plan.trade_sentence(one) for one in document["timetable"]["receipt"]["trade"])


def burden_rows(receipt: Document) -> tuple[tuple[str, int, int, float], ...]:
    """(place, people, points, hours at night), heaviest first."""
    rows = [
        (class_name((one["zone"], one["mode"])), one["people"], one["points"], one["night_minutes"] / 60)
        for one in receipt["burdens"]
    ]
    return tuple(sorted(rows, key=lambda row: (-row[2], -row[3], row[0])))


def receipt_facts(receipt: Document) -> tuple[tuple[str, str], ...]:
    """The receipt's figures as terms and what is known about them."""
    nights = [one["night_minutes"] / 60 for one in receipt["burdens"]]
    worst = {"points": points(receipt["worst"]), "people": people(receipt["people_at_worst"])}
    facts = [
        (_("Heaviest share"), _("%(points)s, carried by %(people)s") % worst),
        (_("Most hours at night"), words_plan.hours(max(nights))),
        (_("On average"), _("%(points)s points a person") % {"points": amount(round(receipt["mean"], 1))}),
        (_("Is there anything fairer?"), proof_sentence(receipt)),
    ]
    runner_up = receipt["runner_up"]
    if runner_up:
        facts.append((_("Next best"), _runner_up(runner_up, receipt)))
    if receipt["away"]:
        facts.append((_("Holidays and days away"), away_sentence(receipt)))
    if receipt["changed"]:
        changed = receipt["changed"]
        words = ngettext("%(number)s meeting moves", "%(number)s meetings move", changed)
        facts.append((_("Against the published plan"), words % {"number": amount(changed)}))
    return tuple(facts)


def proof_sentence(receipt: Document) -> str:
    """What is proven about the heaviest share."""
    top, _slash, below = receipt["certificate"]["bound"].partition("/")
    bound = {
        "bound": amount(round(int(top) / int(below or 1), 1)),
        "combinations": amount(receipt["combinations"]),
    }
    if receipt["is_exact"]:
        words = _("No. All %(combinations)s combinations were compared or ruled out by proof.")
        return (
            words + " " + _("By the table of weights alone, it cannot fall below %(bound)s points.")
        ) % bound
    if receipt["is_worst_proven"]:
        return _("Not for those who carry most: it cannot fall below %(bound)s points.") % bound
    return _("Perhaps. It is known only that the heaviest share cannot fall below %(bound)s points.") % bound


def _runner_up(one: Document, receipt: Document) -> str:
    told = {"points": points(one["worst"]), "people": people(one["people_at_worst"])}
    if one["is_tie"]:
        return _("Another plan is exactly as fair; dates and earlier plans decided.")
    if (one["worst"], one["people_at_worst"]) == (receipt["worst"], receipt["people_at_worst"]):
        return _("The heaviest share would be the same, but others would carry more than they do now.")
    return _("The heaviest share would be %(points)s, carried by %(people)s.") % told


def away_sentence(receipt: Document) -> str:
    """How often somebody has a holiday or is away."""
    estimated = sum(one["estimated"] for one in receipt["hits"])
    told = ngettext(
        "%(number)s time, somebody has a holiday or is away on the day of a meeting.",
        "%(number)s times, somebody has a holiday or is away on the day of a meeting.",
        receipt["away"],
    ) % {"number": amount(receipt["away"])}
    if not estimated:
        return told
    words = _("%(number)s of them follow a moon not seen yet, so the date may shift.")
    return f"{told} {words % {'number': amount(estimated)}}"


def comparison(receipt: Document) -> tuple[Row, ...]:
    """The labelled alternatives side by side."""
    return tuple(
        Row(
            key=one["key"],
            name=words_plan.policy_name(one["key"]),
            meaning=words_plan.policy_meaning(one["key"]),
            is_chosen=one["is_chosen"],
            worst=one["worst"],
            people_at_worst=one["people_at_worst"],
            mean=round(one["mean"], 1),
            worst_night_hours=one["worst_night_hours"],
            people_without_night=one["people_without_night"],
            speaker_hours=one["extra_speaker_hours"],
            second_fees=one["extra_fees"],
            is_exact=one["is_exact"],
        )
        for one in receipt["alternatives"]
    )


def warnings_of(receipt: Document, names: Names) -> tuple[str, ...]:
    """Warnings worth reading: those about places are gathered per meeting, the rest stands alone."""
    gathered: dict[tuple[str, int, str], Counter[str]] = {}
    alone: list[str] = []
    for flag in receipt["flags"]:
        given = words_plan.params_of(flag)
        if flag["code"] == "clock_change":
            key = (given["series"], given["number"], flag["code"])
            gathered.setdefault(key, Counter())[zone_name(given["zone"])] += 1
        elif flag["code"] != "date_roll":
            alone.append(words_plan.flag_sentence(flag, names))
    for (series, number, _code), places in gathered.items():
        words = _("%(meeting)s: clocks change in the seven days before it in %(places)s.")
        alone.append(words % {"meeting": names.meeting(series, number), "places": ", ".join(sorted(places))})
    return tuple(alone)


def _policy_key(document: Document) -> str:
    rows = document["timetable"]["receipt"]["alternatives"]
    chosen = (one["key"] for one in rows if one["is_chosen"])
    return str(next(chosen, document["timetable"]["policy"]))


def _meetings(document: Document, names: Names) -> tuple[MeetingLine, ...]:
    line_up = {panel["meeting"]: panel for panel in (document["panels"] or {}).get("panels", ())}
    runs = Counter((one["series"], one["number"]) for one in document["meetings"])
    host = ZoneInfo(document["host_zone"])
    found = []
    for one in document["meetings"]:
        start = dt.datetime.fromisoformat(one["starts_at"])
        end = start + dt.timedelta(minutes=one["minutes"])
        local, until = start.astimezone(host), end.astimezone(host)
        seats = line_up[one["key"]]["seats"] if one["has_panel"] and one["key"] in line_up else ()
        twice = runs[one["series"], one["number"]] > 1
        note = (_("first showing"), _("second showing"))[one["run"] - 1] if twice else ""
        found.append(
            MeetingLine(
                name=names.meeting(one["series"], one["number"]),
                note=note,
                day=format_date(local.date(), "full", locale=babel_locale()),
                span=f"{local:%H:%M}–{until:%H:%M}",
                starts_at=start,
                mode=str(MODE_NAMES[one["mode"]]),
                panel=tuple(names.speaker(seat["speaker"]) for seat in seats),
            )
        )
    return tuple(found)


def babel_locale() -> str:
    """The active language as babel names it."""
    language: str = get_language() or "en"
    return language.split("-", maxsplit=1)[0]


def _panels(document: Document, names: Names) -> tuple[PanelLine, ...]:
    return tuple(
        PanelLine(
            key=panel["meeting"],
            name=names.panel(panel["meeting"]),
            seats=tuple(
                SeatLine(
                    speaker=seat["speaker"],
                    name=names.speaker(seat["speaker"]),
                    reasons=tuple(words_plan_panels.reason_phrases(seat, names)),
                    pay=names.money(seat["pay"]) if "pay" in seat else "",
                    alternates=tuple(names.speaker(one) for one in seat.get("alternates", ())),
                )
                for seat in panel["seats"]
            ),
            sectors=tuple(names.sector(one) for one in panel.get("sectors", ())),
            pay=names.money(panel["pay"]) if "pay" in panel else "",
        )
        for panel in (document["panels"] or {}).get("panels", ())
    )


def _change(change: tuple[str, list[str], list[str]], names: Names) -> str:
    meeting, left, joined = change
    return _("%(panel)s: %(joined)s instead of %(left)s") % {
        "panel": names.panel(meeting),
        "joined": ", ".join(map(names.speaker, joined)) or "–",
        "left": ", ".join(map(names.speaker, left)) or "–",
    }


def _blocked(document: Document, names: Names) -> Blocked | None:
    told = document["blocked"]
    if told is None:
        return None
    return Blocked(
        rules=tuple(words_plan_panels.rule_sentence(rule, names) for rule in told["blocking"]),
        remedies=tuple(words_plan_panels.remedy_sentence(one, names) for one in told["remedies"]),
    )
