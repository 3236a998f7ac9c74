"""What if: another hour, another way. The answer is there in about a second; nothing is kept unless asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.engine.planning import PlanningError
from shelterbelt.learn.engine.timetable import Unplannable
from shelterbelt.learn.formats.plan_view import names_of, receipt_facts, sheet_of
from shelterbelt.learn.formats.words_plan import refusal
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.pages.plan.forms import TryForm
from shelterbelt.learn.pages.plan.views import PLANS
from shelterbelt.learn.queries.cohorts import CohortView, cohort_at_desk
from shelterbelt.learn.queries.planning import plan_tried
from shelterbelt.learn.queries.plans import current_plan, dates_of
from shelterbelt.learn.services.errors import CannotPlan
from shelterbelt.learn.services.planning import draft_plan


@page(f"{PLANS}try/", name="desk.plan.try", permission=access.READ_PLANS, audience=Audience.DESK)
def try_plan(request: PageRequest, cohort: UUID) -> HttpResponse:
    """What would be."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.READ_PLANS)
    return _answer(request, view, request.GET)


@page(
    f"{PLANS}try/keep/",
    name="desk.plan.keep",
    permission=access.PUBLISH_PLANS,
    audience=Audience.DESK,
    methods=("POST",),
)
def keep_plan(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Keep what was tried as a draft."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.PUBLISH_PLANS)
    form = TryForm(view.definition, request.POST or {"policy": "frame"})
    if form.is_valid() and (kept := _kept(request, view, form)):
        return redirect("desk.plan", cohort, kept)
    return _answer(request, view, request.POST)


def _answer(request: PageRequest, view: CohortView, given: QueryDict) -> HttpResponse:
    now = current_plan(for_=request.actor, cohort=view.cohort.pk)
    dates = dates_of(now.document) if now else ()
    form = TryForm(view.definition, given or {"policy": "frame"})
    shown: dict[str, Any] = {**frame(request, view, request.actor), "form": form, "has_dates": bool(dates)}
    if form.is_valid():
        shown |= _tried(request, view, form, dates) | {"now": now and receipt_facts(now.receipt)[:3]}
    shown["may_keep"] = access.PUBLISH_PLANS.allows_in(request.actor, view.cohort.programme.organisation_id)
    is_part = request.headers.get("HX-Request") == "true" and request.method == "GET"
    return render(request, "learn/plan/answer.html" if is_part else "learn/plan/try.html", shown)


def _tried(request: PageRequest, view: CohortView, form: TryForm, dates: Any) -> dict[str, Any]:
    try:
        plan = plan_tried(for_=request.actor, view=view, asked=form.asked(dates))
    except Unplannable as error:
        return {"refused": refusal(error.code), "refused_place": error.place}
    except PlanningError as error:
        return {"refused": error.what, "refused_place": error.place, "refused_remedy": error.remedy}
    return {"sheet": sheet_of(plan.document(), view.definition, names_of(view.definition), draws="burden")}


def _kept(request: PageRequest, view: CohortView, form: TryForm) -> UUID | None:
    now = current_plan(for_=request.actor, cohort=view.cohort.pk)
    dates = dates_of(now.document) if now else ()
    try:
        kept = draft_plan(by=request.actor, view=view, asked=form.asked(dates))
    except CannotPlan as error:
        messages.warning(request, f"{refusal(error.code)} {error.told}")
        return None
    messages.success(request, _("Kept as a draft. Nobody is told before you publish it."))
    return kept
