"""Panels of the person signed in: when, their answer, their pay, their calendar."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn.access import READ_OWN_PLAN
from shelterbelt.learn.choices import SeatState
from shelterbelt.learn.pages.mine.shown import panels_shown
from shelterbelt.learn.queries.feeds import cohorts_with_own_feed, seats_own
from shelterbelt.learn.queries.own_conduct import own_conducts
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.learn.services.feeds import answer_seat, make_feed, revoke_feed
from shelterbelt.people.queries import own_person

_ANSWERS = {"yes": SeatState.CONFIRMED, "no": SeatState.DECLINED}


@page("mine/", name="mine", permission=READ_OWN_PLAN, audience=Audience.PERSONAL)
def show_mine(request: PageRequest) -> HttpResponse:
    """My panels on my clock, with both times."""
    person = own_person(for_=request.actor)
    told = panels_shown(
        seats_own(for_=request.actor),
        zone=person.zone if person else "",
        with_feed=cohorts_with_own_feed(for_=request.actor),
        conducts={one.cohort: "done" if one.signed else "to_do" for one in own_conducts(for_=request.actor)},
    )
    return render(request, "learn/mine/panels.html", {**told, "did": request.GET.get("did", "")})


@page(
    "mine/seats/<uuid:seat>/",
    name="mine.seat",
    permission=READ_OWN_PLAN,
    audience=Audience.PERSONAL,
    methods=("POST",),
)
def answer(request: PageRequest, seat: UUID) -> HttpResponse:
    """Say yes or no."""
    state = _ANSWERS.get(request.POST.get("answer", ""), SeatState.PROPOSED)
    try:
        answer_seat(by=request.actor, seat=seat, state=state)
    except NotInThisState:
        return _back("not-answered")
    return _back("answered")


@page(
    "mine/calendar/<uuid:cohort>/",
    name="mine.calendar",
    permission=READ_OWN_PLAN,
    audience=Audience.PERSONAL,
    methods=("POST",),
)
def change_calendar(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Make a calendar address of one's own (an earlier one stops), or take it away."""
    if request.POST.get("act") == "remove":
        revoke_feed(by=request.actor, cohort=cohort)
        return _back("removed")
    return redirect("calendar.subscribe", make_feed(by=request.actor, cohort=cohort))


def _back(did: str) -> HttpResponse:
    return redirect(f"{reverse('mine')}?did={did}")
