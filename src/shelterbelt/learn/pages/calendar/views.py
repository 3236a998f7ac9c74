"""A calendar behind a secret address: the file that calendars read, and the page that says how to add it."""

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date, parse_http_date_safe

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn.access import HOLD_FEED
from shelterbelt.learn.formats.feeds import last_change, personal_feed, tag_of
from shelterbelt.learn.pages.public.shown import title_of
from shelterbelt.learn.queries.feeds import feed_held

LINK = "token"


@page(
    "calendar/<str:token>.ics",
    name="calendar.feed",
    permission=HOLD_FEED,
    audience=Audience.BEARER,
    token=LINK,
)
def read_feed(request: PageRequest, token: str) -> HttpResponse:
    """The calendar file. Whoever has it already gets a short answer (RFC 9110, 13.1)."""
    del token
    view = feed_held(for_=request.actor)
    calendar = personal_feed(view)
    changed = last_change(view).timestamp()
    headers = {"ETag": tag_of(calendar), "Last-Modified": http_date(changed)}
    known = request.headers.get("If-None-Match")
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    is_same = known == headers["ETag"] if known else since is not None and since >= changed
    if is_same:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(calendar, content_type="text/calendar; charset=utf-8", headers=headers)


@page(
    "calendar/<str:token>/",
    name="calendar.subscribe",
    permission=HOLD_FEED,
    audience=Audience.BEARER,
    token=LINK,
)
def show_subscribe(request: PageRequest, token: str) -> HttpResponse:
    """The secret address, and how to add it to the usual calendars."""
    view = feed_held(for_=request.actor)
    address = request.build_absolute_uri(reverse("calendar.feed", args=[token]))
    told = {
        "title": title_of(view.cohort),
        "address": address,
        "webcal": f"webcal://{address.partition('://')[2]}",
        "count": len(view.meetings),
    }
    return render(request, "learn/calendar/subscribe.html", told)
