"""Applications of a cohort: a quick list, one file at a time with its view recorded, and a table to take along."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from shelterbelt.ground.design.names import zone_name
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.choices import CAN_BE_OFFERED, ApplicationState
from shelterbelt.learn.formats.applications_csv import write_applications
from shelterbelt.learn.pages.desk.applications.asked import (
    PURPOSES,
    FilterForm,
    PurposeForm,
    purpose_in,
    purpose_tabs,
    rest_of,
    wanted_in,
)
from shelterbelt.learn.pages.desk.selection.shown import decisions_shown
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.queries.applications import (
    ApplicationFile,
    application_file,
    applications_counted,
    applications_exported,
    applications_listed,
)
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.selections import decisions_of
from shelterbelt.people.choices import Sector, country_name, language_name

_LONGEST_REFERENCE = 12


@page(
    "desk/cohorts/<uuid:cohort>/applications/",
    name="desk.applications",
    permission=access.READ_APPLICATIONS,
    audience=Audience.DESK,
)
def list_applications(request: PageRequest, cohort: UUID) -> HttpResponse:
    """One page of the list, latest first; what it costs does not grow with the page's depth."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort)
    form = FilterForm(request.GET)
    wanted = wanted_in(form)
    after = request.GET.get("after", "")[:_LONGEST_REFERENCE]
    found = applications_listed(for_=request.actor, cohort=cohort, wanted=wanted, after=after)
    shown = {
        "form": form,
        "found": found,
        "lines": [
            (row, country_name(row.country, get_language() or "en"), _sectors(row.sectors))
            for row in found.rows
        ],
        "counts": applications_counted(for_=request.actor, cohort=cohort),
        "purpose": purpose_in(request.GET),
        "purposes": purpose_tabs(purpose_in(request.GET), rest_of(request.GET, "purpose")),
        "rest": rest_of(request.GET),
        "is_narrowed": bool(rest_of(request.GET, "purpose")),
        "is_first": not after,
    }
    return render(request, "learn/desk/applications.html", {**frame(request, view, request.actor), **shown})


@page(
    "desk/applications/<str:reference>/",
    name="desk.application",
    permission=access.READ_APPLICATIONS,
    audience=Audience.DESK,
)
def show_application(request: PageRequest, reference: str) -> HttpResponse:
    """One application; the view is recorded with its purpose, and the page says so."""
    kept, said = PURPOSES[purpose_in(request.GET)]
    found = application_file(for_=request.actor, reference=reference[:_LONGEST_REFERENCE], purpose=kept)
    view = cohort_at_desk(for_=request.actor, cohort=found.application.cohort_id)
    shown = {
        "file": found,
        "facts": _facts(found),
        "purpose": said,
        "look": "care" if found.application.state == ApplicationState.WITHDRAWN else "success",
        "can_be_offered": found.application.state in CAN_BE_OFFERED,
        "decisions": decisions_shown(decisions_of(for_=request.actor, application=found.application.pk)),
        "rest": rest_of(request.GET),
    }
    return render(request, "learn/desk/application.html", {**frame(request, view, request.actor), **shown})


@page(
    "desk/cohorts/<uuid:cohort>/applications/export/",
    name="desk.applications.export",
    permission=access.READ_APPLICATIONS,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def export_applications(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Ask what the file is for; then the file, and an event that says who took it and why."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort)
    wanted = wanted_in(FilterForm(request.GET))
    form = PurposeForm(request.POST or None)
    if not form.is_valid():
        counts = applications_counted(for_=request.actor, cohort=cohort)
        shown = {"form": form, "counts": counts, "rest": rest_of(request.GET), "wanted": wanted}
        return render(request, "learn/desk/export.html", {**frame(request, view, request.actor), **shown})
    kept, _said = PURPOSES[form.cleaned_data["purpose"]]
    rows = applications_exported(for_=request.actor, cohort=cohort, wanted=wanted, purpose=kept)
    answer = HttpResponse(write_applications(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="applications-{view.cohort.slug}.csv"'
    return answer


def _facts(found: ApplicationFile) -> list[tuple[str, str]]:
    row, language = found.application, get_language() or "en"
    return [
        ("country", country_name(row.country, language)),
        ("zone", zone_name(row.zone)),
        ("mode", row.get_mode_display()),
        ("sectors", _sectors(row.sectors)),
        ("languages", ", ".join(language_name(tag, language) for tag in row.languages)),
    ]


def _sectors(keys: list[str]) -> str:
    known = set(Sector.values)
    return ", ".join(str(Sector(key).label) for key in keys if key in known)
