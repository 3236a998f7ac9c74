"""The current plan, one plan, and its files."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.engine.planning import PlanningError
from shelterbelt.learn.engine.planning.certificate import certify
from shelterbelt.learn.formats.plan_files import certificate_table, weights_of
from shelterbelt.learn.formats.words_plan import refusal
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.pages.plan.forms import PinForm
from shelterbelt.learn.pages.plan.shown import named, panel_choices, plan_shown, plans_listed
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.plans import PlanView, asked_of, current_plan, plan_at_desk, plans_at_desk
from shelterbelt.learn.services.errors import CannotPlan
from shelterbelt.learn.services.planning import change_panels

PLANS = "desk/cohorts/<uuid:cohort>/plan/"
ONE = f"{PLANS}<uuid:plan>/"


def plan_of(request: PageRequest, cohort: UUID, plan: UUID) -> PlanView:
    """The plan, if it is this cohort's.

    Raises:
        NotThere: it is not.
    """
    found = plan_at_desk(for_=request.actor, plan=plan)
    if found.plan.cohort_id != cohort:
        raise NotThere
    return found


@page(PLANS, name="desk.plans", permission=access.READ_PLANS, audience=Audience.DESK)
def show_current(request: PageRequest, cohort: UUID) -> HttpResponse:
    """The plan people have, or the latest draft; the others below."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.READ_PLANS)
    found = current_plan(for_=request.actor, cohort=cohort)
    shown = frame(request, view, request.actor)
    others = plans_at_desk(for_=request.actor, cohort=cohort)
    shown["others"] = plans_listed(others, found.plan.pk if found else None)
    if found:
        names = named(view, request.actor)
        shown |= plan_shown(found, view, names, request.actor)
        shown["pin_form"] = PinForm(*panel_choices(shown["sheet"], names))
    return render(request, "learn/plan/current.html", shown)


@page(ONE, name="desk.plan", permission=access.READ_PLANS, audience=Audience.DESK)
def show_plan(request: PageRequest, cohort: UUID, plan: UUID) -> HttpResponse:
    """One plan."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.READ_PLANS)
    names = named(view, request.actor)
    found = plan_of(request, cohort, plan)
    shown = {**frame(request, view, request.actor), **plan_shown(found, view, names, request.actor)}
    shown["pin_form"] = PinForm(*panel_choices(shown["sheet"], names))
    return render(request, "learn/plan/current.html", shown)


@page(
    f"{ONE}panels/",
    name="desk.plan.panels",
    permission=access.PUBLISH_PLANS,
    audience=Audience.DESK,
    methods=("POST",),
)
def pin(request: PageRequest, cohort: UUID, plan: UUID) -> HttpResponse:
    """Set somebody on a panel, take them off, or staff their seats anew; the answer is a new draft."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.PUBLISH_PLANS)
    base, names = plan_of(request, cohort, plan), named(view, request.actor)
    shown = plan_shown(base, view, names, request.actor)
    form = PinForm(*panel_choices(shown["sheet"], names), request.POST)
    if form.is_valid():
        try:
            kept = change_panels(by=request.actor, view=view, base=base, **form.cleaned_data)
        except CannotPlan as error:
            form.add_error(None, f"{refusal(error.code)} {error.told}")
        else:
            messages.success(
                request, _("A new draft with this change. Nobody is told before you publish it.")
            )
            return redirect("desk.plan", cohort, kept)
    shown |= frame(request, view, request.actor) | {"pin_form": form}
    return render(request, "learn/plan/current.html", shown, status=422)


@page(
    f"{ONE}certificate.csv",
    name="desk.plan.certificate",
    permission=access.READ_PLANS,
    audience=Audience.DESK,
)
def download_certificate(request: PageRequest, cohort: UUID, plan: UUID) -> HttpResponse:
    """The check of the bound for a spreadsheet; 404 where the definition has moved on since."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.READ_PLANS)
    found = plan_of(request, cohort, plan)
    try:
        certified = certify(view.definition, asked_of(found.document), weights_of(found.document))
    except PlanningError as error:
        raise NotThere from error
    answer = HttpResponse(certificate_table(certified), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="certificate.csv"'
    return answer
