"""One cohort: what it is, and what can be done with it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.choices import CohortState
from shelterbelt.learn.engine.definition import meetings
from shelterbelt.learn.pages.desk.shown import frame, words
from shelterbelt.learn.queries.cohorts import Counts, cohort_at_desk, cohort_counts
from shelterbelt.learn.services import cohorts as services
from shelterbelt.learn.services.errors import NotInThisState

GET_POST = ("GET", "POST")


@page(
    "desk/cohorts/<uuid:cohort>/", name="desk.cohort", permission=access.READ_COHORTS, audience=Audience.DESK
)
def show_cohort(request: PageRequest, cohort: UUID) -> HttpResponse:
    """State, window, places, meetings, and the acts of a lead."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort)
    counts = cohort_counts(for_=request.actor).get(cohort, Counts())
    series = [
        (words(one.title), len(found), found[0])
        for one in view.definition.series
        if (found := [meeting for meeting in meetings(view.definition) if meeting.series == one.key])
    ]
    shown = {"view": view, "counts": counts, "series": series, "definition": view.definition}
    return render(request, "learn/desk/cohort.html", {**frame(request, view, request.actor), **shown})


@page(
    "desk/cohorts/<uuid:cohort>/definition.toml",
    name="desk.cohort.export",
    permission=access.READ_COHORTS,
    audience=Audience.DESK,
)
def export_definition(request: PageRequest, cohort: UUID) -> HttpResponse:
    """The definition as its file, with its comments."""
    found = cohort_at_desk(for_=request.actor, cohort=cohort).cohort
    answer = HttpResponse(found.definition.encode(), content_type="application/toml; charset=utf-8")
    name = f"{found.programme.slug}-{found.slug}.toml"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page(
    "desk/cohorts/<uuid:cohort>/open/",
    name="desk.cohort.open",
    permission=access.EDIT_COHORTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def open_cohort(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Say what opening does; then open."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.EDIT_COHORTS)
    if request.method == "POST":
        services.open_cohort(by=request.actor, cohort=cohort)
        messages.success(request, _("Open. Everyone can see the page now. You can close it at any time."))
        return redirect("desk.cohort", cohort)
    shown = {"opens": True, "is_draft": view.cohort.state == CohortState.DRAFT}
    return render(request, "learn/desk/open_close.html", {**frame(request, view, request.actor), **shown})


@page(
    "desk/cohorts/<uuid:cohort>/close/",
    name="desk.cohort.close",
    permission=access.EDIT_COHORTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def close_cohort(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Say what closing does; then close."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.EDIT_COHORTS)
    if request.method == "POST":
        try:
            services.close_cohort(by=request.actor, cohort=cohort)
        except NotInThisState:
            messages.warning(request, _("A draft is not open, so there is nothing to close."))
        else:
            messages.success(request, _("Closed. Nobody can apply now. You can open it again."))
        return redirect("desk.cohort", cohort)
    return render(
        request, "learn/desk/open_close.html", {**frame(request, view, request.actor), "opens": False}
    )
