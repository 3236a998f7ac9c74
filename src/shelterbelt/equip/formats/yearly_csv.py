"""A year of an agency as a table that any spreadsheet opens: one line for each number."""

import csv
import io

from django.utils.translation import gettext as _

from shelterbelt.equip.formats.charts_standing import domain_name, told_in
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.yearly import Year

_PARTS = ("met", "in_progress", "not_met", "need_support", "does_not_apply", "unanswered")


def yearly_csv(year: Year) -> bytes:
    """UTF-8 with a mark that spreadsheets know. Columns: part, what, first, last; a number left out is `<5`."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow((_("part"), _("what"), year.before or "", year.after or ""))
    names = {one.key: domain_name(one) for one in question_set().domains}
    for one in year.domains:
        for part in _PARTS:
            table.writerow((names[one.key], part, getattr(one.before, part), getattr(one.after, part)))
    for what, number in numbers_of(year):
        table.writerow((_("in the year"), what, "", number))
    for pack in year.packs:
        table.writerow((_("read"), told_in(pack.titles), "", left_out(pack.readings)))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def numbers_of(year: Year) -> list[tuple[str, int | str]]:
    """What was done in the year, in words and numbers."""
    return [
        (_("answers settled together"), year.settled),
        (_("of them with something that shows it"), year.shown),
        (_("newly met"), len(year.change.newly_met) if year.change else 0),
        (_("slipped back"), len(year.change.slipped) if year.change else 0),
        (_("walks through sites"), year.walks),
        (_("open sites"), year.sites),
        (_("of them walked through"), year.walked),
        (_("packs read"), left_out(year.readings)),
        (_("actions done"), year.steps.done),
        (_("actions dropped"), year.steps.dropped),
        (_("actions still to do"), year.steps.waiting),
        (_("of them late"), year.steps.late),
    ]


def left_out(number: int | None) -> int | str:
    """The number, or that it is too small to be told."""
    return "<5" if number is None else number
