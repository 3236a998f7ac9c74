"""What an agency did in a year, in numbers that name nobody."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.formats.charts_standing import domain_name, told_in
from shelterbelt.equip.formats.yearly_csv import left_out, numbers_of, yearly_csv
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.yearly import FIRST_YEAR, Year, year_of
from shelterbelt.ground import clock
from shelterbelt.ground.routes import Audience, PageRequest, page

_YEAR = "agency/<uuid:agency>/year/<int:year>/"


@page(_YEAR, name="agency.year", permission=access.READ_AGENCY, audience=Audience.DESK)
def show_year(request: PageRequest, agency: UUID, year: int) -> HttpResponse:
    """One year, made to be printed."""
    view = agency_of(for_=request.actor, agency=agency)
    found = year_of(for_=request.actor, agency=agency, year=year)
    shown = {
        "year": found,
        "earlier": year - 1 if year > FIRST_YEAR else None,
        "later": year + 1 if year < clock.today().year else None,
        "domains": _domains(found),
        "columns": (_("Domain"), _("Met first"), _("Of"), _("Met last"), _("Of")),
        "numbers": [(what, _figure(number)) for what, number in numbers_of(found)],
        "packs": [(told_in(one.titles), _figure(left_out(one.readings))) for one in found.packs],
    }
    return render(request, "equip/agency/year/one.html", {**frame(request, view), **shown})


@page(_YEAR + "csv/", name="agency.year.csv", permission=access.READ_AGENCY, audience=Audience.DESK)
def download_year(request: PageRequest, agency: UUID, year: int) -> HttpResponse:
    """The same as a table."""
    found = year_of(for_=request.actor, agency=agency, year=year)
    answer = HttpResponse(yearly_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="year-{year}.csv"'
    return answer


def _domains(found: Year) -> list[tuple[Any, ...]]:
    names = {one.key: domain_name(one) for one in question_set().domains}
    figures = ((one.key, one.before, one.after) for one in found.domains)
    return [
        (names[key], *(number_format(one) for one in (was.met, was.applies, now.met, now.applies)))
        for key, was, now in figures
    ]


def _figure(number: int | str) -> str:
    return number if isinstance(number, str) else number_format(number)
