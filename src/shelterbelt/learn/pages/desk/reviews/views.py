"""Where the review stands: what is read, who reads, conflicts recorded, how severe readers are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.engine.review.plan import ReaderEffect
from shelterbelt.learn.pages.desk.shown import frame, words
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.reviews import ReviewDesk, review_desk
from shelterbelt.learn.services.reviews import NoRubric, assign_reviews

_PATH = "desk/cohorts/<uuid:cohort>/reviews/"


@page(_PATH, name="desk.reviews", permission=access.READ_REVIEWS, audience=Audience.DESK)
def show_reviews(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Progress, readers, conflicts."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.READ_REVIEWS)
    desk = review_desk(for_=request.actor, cohort=cohort)
    return render(request, "learn/desk/reviews.html", {**frame(request, view, request.actor), **_shown(desk)})


@page(
    f"{_PATH}assign/",
    name="desk.reviews.assign",
    permission=access.ASSIGN_REVIEWS,
    audience=Audience.DESK,
    methods=("POST",),
)
def assign(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Ask readers for whatever has too few."""
    try:
        done = assign_reviews(by=request.actor, cohort=cohort)
    except NoRubric:
        messages.warning(
            request, _("The definition of this cohort names no criteria yet. Add them there first.")
        )
        return redirect("desk.reviews", cohort)
    said = ngettext("%(count)d reading was given out.", "%(count)d readings were given out.", done.asked)
    messages.success(request, said % {"count": done.asked})
    if done.missing:
        lacking = ngettext(
            "For %(count)d reading nobody is left who may read. Give more people the role of reviewer.",
            "For %(count)d readings nobody is left who may read. Give more people the role of reviewer.",
            done.missing,
        )
        messages.warning(request, lacking % {"count": done.missing})
    return redirect("desk.reviews", cohort)


def _shown(desk: ReviewDesk) -> dict[str, Any]:
    criteria = desk.rules.criteria if desk.rules else ()
    return {
        "desk": desk,
        "criteria": [(words(one.title), words(one.guide), one.weight) for one in criteria],
        "most": desk.rules.points if desk.rules else 0,
        "readers": [(one, _effect(one.effect) if one.effect else "") for one in desk.readers],
    }


def _effect(effect: ReaderEffect) -> str:
    """How severe or lenient a reader is, in words, with the interval."""
    facts = {"middle": f"{effect.effect:+.1f}", "low": f"{effect.low:+.1f}", "high": f"{effect.high:+.1f}"}
    if not effect.is_marked:
        return _("like the others (%(middle)s, between %(low)s and %(high)s)") % facts
    if effect.effect > 0:
        return _("gives more than others (%(middle)s, between %(low)s and %(high)s)") % facts
    return _("gives less than others (%(middle)s, between %(low)s and %(high)s)") % facts
