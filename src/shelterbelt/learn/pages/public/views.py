"""The pages that everyone may read."""

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import choices
from shelterbelt.learn.access import READ_PUBLIC
from shelterbelt.learn.formats.feeds import public_feed, tag_of
from shelterbelt.learn.pages.public.forms import ZoneForm, remember_zone, zone_asked
from shelterbelt.learn.pages.public.shown import card_of, cohort_shown
from shelterbelt.learn.queries.cohorts import cohort_public, cohorts_public
from shelterbelt.learn.queries.plans import is_plan_public, meetings_public

CALENDAR = "text/calendar; charset=utf-8"


@page("", name="public.home", permission=READ_PUBLIC, audience=Audience.PUBLIC)
def show_home(request: PageRequest) -> HttpResponse:
    """What this is, and the programmes that take applications now."""
    zone = zone_asked(request)
    cards = [card_of(view, zone) for view in cohorts_public(for_=request.actor)]
    told = {
        "now": [card for card in cards if card["is_open"]],
        "soon": [card for card in cards if card["is_coming"]],
        "before": [card for card in cards if not card["is_open"] and not card["is_coming"]],
        "zone": zone,
        "zone_form": ZoneForm(initial={"zone": zone}),
    }
    return remember_zone(request, render(request, "learn/public/home.html", told))


@page(
    "programmes/<slug:programme>/<slug:cohort>/",
    name="public.cohort",
    permission=READ_PUBLIC,
    audience=Audience.PUBLIC,
)
def show_cohort(request: PageRequest, programme: str, cohort: str) -> HttpResponse:
    """One cohort: what, for whom, cost, dates, who teaches, how to apply."""
    view = cohort_public(for_=request.actor, programme=programme, cohort=cohort)
    told = cohort_shown(view, request.actor, zone_asked(request))
    return remember_zone(request, render(request, "learn/public/cohort.html", told))


@page(
    "programmes/<slug:programme>/<slug:cohort>/dates.ics",
    name="public.dates",
    permission=READ_PUBLIC,
    audience=Audience.PUBLIC,
)
def download_dates(request: PageRequest, programme: str, cohort: str) -> HttpResponse:
    """The published dates as a calendar file, without rooms."""
    view = cohort_public(for_=request.actor, programme=programme, cohort=cohort)
    if not is_plan_public(for_=request.actor, cohort=view.cohort.pk):
        raise NotThere
    calendar = public_feed(view, meetings_public(for_=request.actor, cohort=view.cohort.pk))
    tag = tag_of(calendar)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    name = f'attachment; filename="{programme}-{cohort}.ics"'
    return HttpResponse(calendar, content_type=CALENDAR, headers={"ETag": tag, "Content-Disposition": name})


@page("privacy/", name="public.privacy", permission=READ_PUBLIC, audience=Audience.PUBLIC)
def show_privacy(request: PageRequest) -> HttpResponse:
    """What is kept, for how long, and who sees it."""
    days = {
        "draft": choices.DRAFT_KEPT_DAYS,
        "withdrawn": choices.WITHDRAWN_KEPT_DAYS,
        "sent": choices.SENT_KEPT_DAYS,
    }
    return render(request, "learn/public/privacy.html", {"days": days})


@page("accessibility/", name="public.accessibility", permission=READ_PUBLIC, audience=Audience.PUBLIC)
def show_accessibility(request: PageRequest) -> HttpResponse:
    """How this site can be used, and how that was checked."""
    return render(request, "learn/public/accessibility.html")


@page("help/", name="public.help", permission=READ_PUBLIC, audience=Audience.PUBLIC)
def show_help(request: PageRequest) -> HttpResponse:
    """How to apply, keep a link, read a date, and whom to ask."""
    return render(request, "learn/public/help.html")
