"""The agency's dates in one's own calendar, behind a secret address."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.formats.strategy_calendar import calendar_tag, strategy_calendar
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.pages.strategy.keeping import GET_POST
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.strategy_dates import feed_held, has_feed
from shelterbelt.equip.services import strategy_feed as services
from shelterbelt.ground.routes import Audience, PageRequest, page

LINK = "token"


@page(
    "agency/<uuid:agency>/calendar/",
    name="agency.feed",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def show_feed(request: PageRequest, agency: UUID) -> HttpResponse:
    """Make, replace or remove one's own address; a new one is shown once."""
    view = agency_of(for_=request.actor, agency=agency)
    if request.POST.get("remove"):
        services.remove_strategy_feed(by=request.actor, agency=agency)
        messages.success(request, _("Removed. The address no longer works."))
        return redirect("agency.feed", agency)
    shown: dict[str, object] = {"has_feed": has_feed(for_=request.actor, agency=agency)}
    if request.method == "POST":
        token = services.make_strategy_feed(by=request.actor, agency=agency)
        made = request.build_absolute_uri(reverse("agency.feed.read", args=[token]))
        shown = {"has_feed": True, "address": made, "webcal": f"webcal://{made.partition('://')[2]}"}
    return render(request, "equip/agency/strategies/feed.html", {**frame(request, view), **shown})


@page(
    "agency/feed/<str:token>.ics",
    name="agency.feed.read",
    permission=access.HOLD_STRATEGY_FEED,
    audience=Audience.BEARER,
    token=LINK,
)
def read_feed(request: PageRequest, token: str) -> HttpResponse:
    """The calendar file; whoever has it already gets a short answer (RFC 9110, 13.1)."""
    del token
    calendar = strategy_calendar(feed_held(for_=request.actor))
    headers = {"ETag": calendar_tag(calendar)}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(calendar, content_type="text/calendar; charset=utf-8", headers=headers)
