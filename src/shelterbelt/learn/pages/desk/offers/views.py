"""Seats and offers of a cohort, its waiting lists, more time for one offer, and one admission's history."""

import datetime as dt
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.choices import Mode, OfferState
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.formats.meeting_times import moment_times
from shelterbelt.learn.pages.desk.offers.forms import CapacityForm, ExtendForm
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.offers import admission_of, offer_at_desk, offers_listed, waiting_listed
from shelterbelt.learn.queries.seats import answer_by_latest, last_call_of, seats_of
from shelterbelt.learn.services.errors import Incomplete, NotInThisState, SeatsHeld, TooLate
from shelterbelt.learn.services.offers import extend_offer
from shelterbelt.learn.services.seats import change_capacity

GET_POST = ("GET", "POST")
_DIGITS = 4


class Offered(Protocol):
    """What is told of an offer's time."""

    made_at: dt.datetime
    answer_by: dt.datetime


@page(
    "desk/cohorts/<uuid:cohort>/places/",
    name="desk.places",
    permission=access.READ_ADMISSION,
    audience=Audience.DESK,
)
def show_places(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Seats by mode, and the offers: those that wait for an answer first, by their end."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort)
    seats = seats_of(for_=request.actor, cohort=cohort)
    state = request.GET.get("state", "")
    page_ = _page(request)
    found = offers_listed(for_=request.actor, cohort=cohort, state=state, page=page_)
    host = view.definition.programme.host_zone
    shown = {
        "seats": seats,
        "capacity": view.definition.capacity,
        "found": found,
        "page": page_,
        "chosen": state if state in OfferState.values else "",
        "states": OfferState.choices,
        "last_call": moment_times(last_call_of(view.definition), reader=host, host=host),
    }
    return render(request, "learn/desk/offers/places.html", {**frame(request, view, request.actor), **shown})


@page(
    "desk/cohorts/<uuid:cohort>/places/change/",
    name="desk.places.change",
    permission=access.ADMIT,
    audience=Audience.DESK,
    methods=GET_POST,
)
def change_places(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Prepare the seats, or change how many there are."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.EDIT_COHORTS)
    capacity = view.definition.capacity
    known = {line.mode.value: line.capacity for line in seats_of(for_=request.actor, cohort=cohort)}
    initial = {"on_site": capacity.on_site, "online": capacity.online, **known}
    form = CapacityForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            rolled = change_capacity(by=request.actor, cohort=cohort, capacity=form.wanted())
        except SeatsHeld as error:
            form.add_error(None, _("%(held)d seats are held: there cannot be fewer.") % {"held": error.held})
        else:
            messages.success(request, _("Kept. New offers: %(count)d") % {"count": len(rolled.offered)})
            return redirect("desk.places", cohort)
    told = {"form": form, "is_new": not known, **frame(request, view, request.actor)}
    return render(request, "learn/desk/offers/change.html", told)


@page(
    "desk/cohorts/<uuid:cohort>/waiting/",
    name="desk.waiting",
    permission=access.READ_ADMISSION,
    audience=Audience.DESK,
)
def show_waiting(request: PageRequest, cohort: UUID) -> HttpResponse:
    """The list of one mode, the next one first."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort)
    asked = request.GET.get("mode", "")
    mode = Mode(asked) if asked in Mode.values else Mode.ONLINE
    page_ = _page(request)
    found = waiting_listed(for_=request.actor, cohort=cohort, mode=mode, page=page_)
    first = (page_ - 1) * 30 + 1
    shown = {
        "mode": mode,
        "modes": [(label, f"?mode={value}") for value, label in Mode.choices],
        "mode_here": f"?mode={mode.value}",
        "lines": [(place, first + number) for number, place in enumerate(found.rows)],
        "found": found,
        "page": page_,
    }
    return render(request, "learn/desk/offers/waiting.html", {**frame(request, view, request.actor), **shown})


@page(
    "desk/offers/<uuid:offer>/extend/",
    name="desk.offer.extend",
    permission=access.ADMIT,
    audience=Audience.DESK,
    methods=GET_POST,
)
def extend(request: PageRequest, offer: UUID) -> HttpResponse:
    """Give one person more time, with a reason."""
    found = offer_at_desk(for_=request.actor, offer=offer)
    view = cohort_at_desk(for_=request.actor, cohort=found.cohort_id)
    zone = ZoneInfo(view.definition.programme.host_zone)
    form = ExtendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ends, because = form.end_of_day(zone), form.cleaned_data["because"]
            extend_offer(by=request.actor, offer=offer, answer_by=ends, because=because)
            messages.success(request, _("The offer has a new end. A mail says so."))
            return redirect("desk.places", found.cohort_id)
        except Incomplete as error:
            for name, said in error.fields.items():
                form.add_error("last_day" if name == "answer_by" else name, str(said))
        except (NotInThisState, TooLate):
            form.add_error(None, _("This offer was answered or has ended; its end cannot be moved."))
    told = {"form": form, "offer": found, **_ends(view.definition, found, zone)}
    return render(request, "learn/desk/offers/extend.html", {**frame(request, view, request.actor), **told})


@page(
    "desk/applications/<uuid:application>/admission/",
    name="desk.admission",
    permission=access.READ_APPLICATIONS,
    audience=Audience.DESK,
)
def show_admission(request: PageRequest, application: UUID) -> HttpResponse:
    """All that happened to one application; the view is recorded."""
    found = admission_of(for_=request.actor, application=application)
    view = cohort_at_desk(for_=request.actor, cohort=found.application.cohort_id)
    told = {"found": found, **frame(request, view, request.actor)}
    return render(request, "learn/desk/offers/admission.html", told)


def _ends(definition: Definition, offer: Offered, zone: ZoneInfo) -> dict[str, Any]:
    host = definition.programme.host_zone
    latest = answer_by_latest(definition, offer.made_at)
    return {
        "ends": moment_times(offer.answer_by, reader=host, host=host),
        "latest": moment_times(latest, reader=host, host=host),
        "zone": zone.key,
    }


def _page(request: PageRequest) -> int:
    given = request.GET.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) <= _DIGITS else 1
