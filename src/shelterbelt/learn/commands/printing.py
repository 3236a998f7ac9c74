"""The plan in the terminal."""

from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shelterbelt.learn.formats.plan_view import PlanSheet
from shelterbelt.learn.formats.words_plan import amount

_MOST_PLACES = 12


def show(console: Console, sheet: PlanSheet) -> None:
    """Timetable, receipt, comparison and panels."""
    console.print(Text(f"\n{sheet.title} · {sheet.cohort}", style="bold"))
    console.print(Text(sheet.policy), style="green")
    _meetings(console, sheet)
    _receipt(console, sheet)
    if len(sheet.rows) > 1:
        _comparison(console, sheet)
    _panels(console, sheet)
    for one in sheet.warnings:
        console.print(Text(f"! {one}"), style="yellow")


def _table(title: str, *columns: str, numbers: frozenset[int] = frozenset()) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="green")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place in numbers else "left", overflow="fold")
    return table


def _meetings(console: Console, sheet: PlanSheet) -> None:
    hours = _("Hours in %(place)s") % {"place": sheet.host_place}
    table = _table(_("Timetable"), _("Meeting"), _("Day"), hours, _("How"), _("Panel"))
    for one in sheet.meetings:
        name = f"{one.name} ({one.note})" if one.note else one.name
        table.add_row(*map(Text, (name, one.day, one.span, one.mode, ", ".join(one.panel))))
    console.print(table)


def _receipt(console: Console, sheet: PlanSheet) -> None:
    facts = _table(_("Fairness receipt"), "", "")
    facts.show_header = False
    for term, told in sheet.facts:
        facts.add_row(Text(term), Text(told))
    for one in sheet.trade:
        facts.add_row("", Text(one))
    console.print(facts)
    numbers = frozenset({1, 2, 3})
    table = _table(
        _("What each place carries"),
        _("Place"),
        _("People"),
        _("Points"),
        _("Hours at night"),
        numbers=numbers,
    )
    for place, people, points, night in sheet.burdens[:_MOST_PLACES]:
        table.add_row(Text(place), amount(people), amount(points), amount(night))
    if len(sheet.burdens) > _MOST_PLACES:
        more = _("and %(number)s more in plan.html") % {"number": len(sheet.burdens) - _MOST_PLACES}
        table.add_row(Text(more), "", "", "")
    console.print(table)


def _comparison(console: Console, sheet: PlanSheet) -> None:
    table = _table(
        _("Other ways, side by side"),
        _("Way"),
        _("Heaviest share, points"),
        _("Average, points"),
        _("Most hours at night"),
        _("Speakers’ extra hours"),
        _("Second fees"),
        numbers=frozenset({1, 2, 3, 4, 5}),
    )
    for one in sheet.rows:
        figures = (one.worst, one.mean, one.worst_night_hours, one.speaker_hours, one.second_fees)
        style = "bold green" if one.is_chosen else ""
        table.add_row(Text(one.name), *map(amount, figures), style=style)
    console.print(table)


def _panels(console: Console, sheet: PlanSheet) -> None:
    if sheet.blocked:
        console.print(Text(_("No panels can be composed as things are")), style="bold red")
        for rule in sheet.blocked.rules:
            console.print(Text(f"  – {rule}"))
        for remedy in sheet.blocked.remedies:
            console.print(Text(_("  This would free it: %(remedy)s") % {"remedy": remedy}))
    if not sheet.panels:
        return
    table = _table(_("Panels"), _("Panel"), _("Speaker"), _("Why"))
    for panel in sheet.panels:
        for place, seat in enumerate(panel.seats):
            table.add_row(Text("" if place else panel.name), Text(seat.name), Text("; ".join(seat.reasons)))
        table.add_section()
    console.print(table)
    goals = _table(_("Goals of the panels, in order"), "", "", "")
    goals.show_header = False
    for label, value, told in sheet.goals:
        goals.add_row(Text(label), value, Text(told))
    goals.add_row(Text(_("All fees")), Text(sheet.pay), "")
    console.print(goals)
    for one in (*sheet.gaps, *sheet.changes):
        console.print(Text(f"  {one}"))
