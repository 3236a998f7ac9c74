"""Answering an offer: every act asks once more, works without JavaScript, and may be sent twice."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn.access import HOLD_APPLICATION
from shelterbelt.learn.pages.offer.shown import asked_shown
from shelterbelt.learn.queries.offers import PlaceHeld, place_held
from shelterbelt.learn.services.errors import NoSeat, NotInThisState, TooLate
from shelterbelt.learn.services.leaving import withdraw_admission
from shelterbelt.learn.services.offers import accept_offer, decline_offer, defer_offer, restore_offer
from shelterbelt.learn.services.waiting import change_mode, leave_other_list

LINK = "token"
GET_POST = ("GET", "POST")


@page(
    "apply/a/<str:token>/place/accept/",
    name="place.accept",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=GET_POST,
    token=LINK,
)
def accept(request: PageRequest, token: str) -> HttpResponse:
    """Say yes, having read what it costs and what it needs."""
    place = place_held(for_=request.actor)
    if request.method == "POST":
        return _done(token, "accepted", lambda: accept_offer(by=request.actor))
    return _ask(request, token, place, "accept", is_open=place.is_offered)


@page(
    "apply/a/<str:token>/place/decline/",
    name="place.decline",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=GET_POST,
    token=LINK,
)
def decline(request: PageRequest, token: str) -> HttpResponse:
    """Say no."""
    place = place_held(for_=request.actor)
    if request.method == "POST":
        return _done(token, "declined", lambda: decline_offer(by=request.actor))
    return _ask(request, token, place, "decline", is_open=place.is_offered)


@page(
    "apply/a/<str:token>/place/restore/",
    name="place.restore",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=GET_POST,
    token=LINK,
)
def restore(request: PageRequest, token: str) -> HttpResponse:
    """Take back a no that was a mistake."""
    place = place_held(for_=request.actor)
    if request.method == "POST":
        return _done(token, "restored", lambda: restore_offer(by=request.actor))
    return _ask(request, token, place, "restore", is_open=place.can_restore)


@page(
    "apply/a/<str:token>/place/later/",
    name="place.defer",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=GET_POST,
    token=LINK,
)
def defer(request: PageRequest, token: str) -> HttpResponse:
    """Move to a later cohort of the programme."""
    place = place_held(for_=request.actor)
    offered = {str(cohort.pk): cohort.pk for cohort in place.later}
    chosen: UUID | None = offered.get(request.POST.get("cohort", ""))
    if request.method == "POST" and chosen:
        return _done(token, "deferred", lambda: defer_offer(by=request.actor, to=chosen))
    is_open = bool(offered) and (place.is_offered or place.is_admitted)
    return _ask(request, token, place, "later", is_open=is_open)


@page(
    "apply/a/<str:token>/place/mode/",
    name="place.mode",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=GET_POST,
    token=LINK,
)
def change(request: PageRequest, token: str) -> HttpResponse:
    """Ask for the other way of taking part, or take that wish back."""
    place = place_held(for_=request.actor)
    other = place.other_mode
    if request.method == "POST" and request.POST.get("act") == "leave":
        return _done(token, "left", lambda: leave_other_list(by=request.actor))
    if request.method == "POST" and other:
        return _done(token, "waits", lambda: change_mode(by=request.actor, mode=other), if_true="changed")
    return _ask(request, token, place, "mode", is_open=other is not None)


@page(
    "apply/a/<str:token>/place/back/",
    name="place.give_back",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=GET_POST,
    token=LINK,
)
def give_back(request: PageRequest, token: str) -> HttpResponse:
    """Give an accepted place back."""
    place = place_held(for_=request.actor)
    if request.method == "POST":
        return _done(token, "withdrawn", lambda: withdraw_admission(by=request.actor))
    return _ask(request, token, place, "back", is_open=place.is_admitted)


def _ask(request: PageRequest, token: str, place: PlaceHeld, act: str, *, is_open: bool) -> HttpResponse:
    if not is_open:
        return redirect(f"{reverse('apply.application', args=[token])}?did=answered")
    return render(request, f"learn/offer/{act}.html", {"token": token, **asked_shown(place)})


def _done(token: str, did: str, act: Callable[[], object], *, if_true: str = "") -> HttpResponse:
    try:
        result = act()
        did = if_true if if_true and result else did
    except TooLate:
        did = "late"
    except NoSeat:
        did = "taken"
    except (NotInThisState, NotThere):
        did = "answered"
    return redirect(f"{reverse('apply.application', args=[token])}?did={did}")
