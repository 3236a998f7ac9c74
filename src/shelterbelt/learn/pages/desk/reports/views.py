"""A programme's reach for people outside: charts with their tables, a file, and a page that prints."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.formats.reports import chart_of, headings, kind_title, lines_of, report_csv
from shelterbelt.learn.pages.desk.shown import words
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.reports import ALL, ReportView, programmes_reported, report_at_desk
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.learn.services.reports import ask_report

_DRAWN = ("region", "group", "sector", "mode")


@page("desk/reports/", name="desk.reports", permission=access.READ_REPORTS, audience=Audience.DESK)
def list_reports(request: PageRequest) -> HttpResponse:
    """Programmes of which numbers can be made."""
    found = [report_at_desk(for_=request.actor, programme=one.pk) for one in _programmes(request)]
    shown = [{"id": one.programme.pk, "title": _title(one), "release": one.release} for one in found]
    return render(request, "learn/desk/reports.html", {"programmes": shown})


@page(
    "desk/programmes/<uuid:programme>/report/",
    name="desk.report",
    permission=access.READ_REPORTS,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def show_report(request: PageRequest, programme: UUID) -> HttpResponse:
    """The latest release; a new one is worked out in the background."""
    view = report_at_desk(for_=request.actor, programme=programme)
    if request.method != "POST":
        return render(request, "learn/desk/report.html", _shown(view, request.GET.get("cohort", ALL)))
    try:
        ask_report(by=request.actor, programme=programme)
    except NotInThisState as error:
        too_few = _("Fewer than five people have applied. Numbers so small would point at persons.")
        too_little = _(
            "Too little has changed since an earlier release: the difference would point at persons. "
            "The earlier release stays."
        )
        messages.warning(request, too_few if error.args == ("too_few",) else too_little)
    else:
        messages.success(request, _("The numbers are being worked out. Look again in a minute."))
    return redirect("desk.report", programme)


@page(
    "desk/programmes/<uuid:programme>/report.csv",
    name="desk.report.csv",
    permission=access.READ_REPORTS,
    audience=Audience.DESK,
)
def download_report(request: PageRequest, programme: UUID) -> HttpResponse:
    """What the page shows, as CSV; nothing else."""
    view = report_at_desk(for_=request.actor, programme=programme)
    cells = view.release.cells if view.release else {}
    answer = HttpResponse(report_csv(cells, _scopes(view)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="reach-{view.programme.slug}.csv"'
    return answer


def _programmes(request: PageRequest) -> Any:
    return programmes_reported(for_=request.actor)


def _title(view: ReportView) -> str:
    latest = view.cohorts[-1] if view.cohorts else None
    return words(definition_of(latest.definition).programme.title) if latest else view.programme.slug


def _scopes(view: ReportView) -> dict[str, str]:
    cells = view.release.cells if view.release else {}
    there = {key.partition("|")[0] for key in cells}
    found = {ALL: _("All cohorts") if len(there) > 1 else _("The cohort")}
    found |= {one.slug: words(definition_of(one.definition).cohort.label) for one in view.cohorts}
    return {scope: name for scope, name in found.items() if scope in there}


def _shown(view: ReportView, wanted: str) -> dict[str, Any]:
    scopes = _scopes(view)
    scope = wanted if wanted in scopes else ALL
    cells = view.release.cells if view.release else {}
    charts = [(kind_title(kind), chart_of(cells, scope, kind)) for kind in _DRAWN] if view.release else []
    return {
        "programme": view.programme,
        "title": _title(view),
        "release": view.release,
        "scopes": scopes.items(),
        "scope": scope,
        "scope_name": scopes.get(scope, ""),
        "totals": [
            pair
            for line in lines_of(cells, scope, "total")
            for pair in zip(headings(), line.told, strict=True)
        ],
        "headings": headings(),
        "charts": charts,
        "countries": lines_of(cells, scope, "country"),
        "left_out": sum(number is None for number in cells.values()),
    }
