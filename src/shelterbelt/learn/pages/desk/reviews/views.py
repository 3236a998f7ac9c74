"""Where the review stands: what is read, who reads, conflicts recorded, how severe readers are; and giving out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.pages.desk.reviews.shown import desk_shown, page_in, preview_shown, progress_in
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.reading_plans import reading_preview
from shelterbelt.learn.queries.review_desk import review_desk
from shelterbelt.learn.services.errors import ChangedMeanwhile
from shelterbelt.learn.services.reviews import Asked, NoRubric, assign_reviews

_PATH = "desk/cohorts/<uuid:cohort>/reviews/"
_UNSEEN = "unseen"


@page(_PATH, name="desk.reviews", permission=access.READ_REVIEWS, audience=Audience.DESK)
def show_reviews(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Progress, applications by code, readers, conflicts."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.READ_REVIEWS)
    desk = review_desk(
        for_=request.actor,
        cohort=cohort,
        wanted=progress_in(request.GET.get("read", "")),
        page=page_in(request.GET.get("page", "")),
    )
    shown = {**frame(request, view, request.actor), **desk_shown(desk)}
    return render(request, "learn/desk/reviews.html", shown)


@page(
    f"{_PATH}assign/",
    name="desk.reviews.assign",
    permission=access.ASSIGN_REVIEWS,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def assign(request: PageRequest, cohort: UUID) -> HttpResponse:
    """What giving out would do; confirmed, readers are asked. Only what was seen is given out."""
    has_changed = False
    if request.method == "POST":
        try:
            seen = request.POST.get("seen") or _UNSEEN
            _tell(request, assign_reviews(by=request.actor, cohort=cohort, seen=seen))
            return redirect("desk.reviews", cohort)
        except NoRubric:
            said = _("The definition of this cohort names no criteria yet. Add them there first.")
            messages.warning(request, said)
            return redirect("desk.reviews", cohort)
        except ChangedMeanwhile:
            has_changed = True
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.ASSIGN_REVIEWS)
    preview = reading_preview(for_=request.actor, cohort=cohort)
    shown = {**frame(request, view, request.actor), **preview_shown(preview), "has_changed": has_changed}
    return render(request, "learn/desk/reviews_assign.html", shown, status=409 if has_changed else 200)


def _tell(request: PageRequest, done: Asked) -> None:
    said = ngettext("%(count)d reading was given out.", "%(count)d readings were given out.", done.asked)
    messages.success(request, said % {"count": done.asked})
    if done.missing:
        lacking = ngettext(
            "For %(count)d reading nobody is left who may read. Give more people the role of reviewer.",
            "For %(count)d readings nobody is left who may read. Give more people the role of reviewer.",
            done.missing,
        )
        messages.warning(request, lacking % {"count": done.missing})
