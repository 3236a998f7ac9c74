"""The rota: who is on call when, set by the lead."""

import datetime as dt
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.design.widgets import DateField, TimeField
from shelterbelt.ground.design.zones import reader_zone
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people import services
from shelterbelt.people.access import SET_ON_CALL
from shelterbelt.people.pages.forms import posted, refuse
from shelterbelt.people.queries import organisations_by_name
from shelterbelt.people.queries.on_call import Rota, rota
from shelterbelt.people.services.held_texts import end_on_call, put_on_call

_USUAL_DAYS = 7


class DutyForm(forms.Form):
    """Who, from when, until when, on the reader's clock."""

    account = forms.ChoiceField(label=_("Who"))
    first_day = DateField(label=_("From, day"))
    first_hour = TimeField(label=_("From, time"))
    last_day = DateField(label=_("Until, day"))
    last_hour = TimeField(label=_("Until, time"))

    def __init__(self, *args: Any, found: Rota, zone: ZoneInfo, **options: Any) -> None:
        now = clock.now().astimezone(zone)
        later = now + dt.timedelta(days=_USUAL_DAYS)
        initial = {
            "first_day": now.date(),
            "first_hour": now.time().replace(second=0, microsecond=0),
            "last_day": later.date(),
            "last_hour": later.time().replace(second=0, microsecond=0),
        }
        super().__init__(*args, **{"initial": initial, **options})
        self.zone = zone
        self.fields["account"].choices = [(str(one), address) for one, address in found.candidates]  # type: ignore[attr-defined]

    def duty(self) -> dict[str, Any]:
        """The answers as `put_on_call` takes them."""
        given = self.cleaned_data
        starts_at = dt.datetime.combine(given["first_day"], given["first_hour"], self.zone)
        ends_at = dt.datetime.combine(given["last_day"], given["last_hour"], self.zone)
        return {"account": UUID(given["account"]), "starts_at": starts_at, "ends_at": ends_at}


@page(
    "desk/on-call/",
    name="desk.on_call",
    permission=SET_ON_CALL,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def set_on_call(request: PageRequest) -> HttpResponse:
    """Who is on call now and next; a warning where nobody is; put someone on, take someone off."""
    mine = _organisations(request)
    here = _chosen(request, mine)
    zone = ZoneInfo(reader_zone(request) or "UTC")
    found = rota(for_=request.actor, organisation=here)
    is_ending = request.POST.get("act") == "end"
    form = DutyForm(None if is_ending else posted(request), found=found, zone=zone)
    try:
        if is_ending:
            end_on_call(by=request.actor, duty=_uuid(request.POST.get("duty", "")))
            return redirect(f"{request.path}?organisation={here}")
        if form.is_valid():
            put_on_call(by=request.actor, organisation=here, **form.duty())
            return redirect(f"{request.path}?organisation={here}")
    except services.Refused as error:
        refuse(form, error)
    shown = {"form": form, "rota": found, "mine": mine, "here": here, "zone": str(zone)}
    return render(request, "people/on_call.html", shown)


def _organisations(request: PageRequest) -> list[tuple[UUID, str]]:
    led = request.actor.organisations(*SET_ON_CALL.roles)
    return [(one, name) for one, name in organisations_by_name() if one in led]


def _chosen(request: PageRequest, mine: list[tuple[UUID, str]]) -> UUID:
    """The organisation that the address or the form names, the first one led otherwise."""
    given = request.POST.get("organisation") or request.GET.get("organisation", "")
    if given:
        return _uuid(given)
    if not mine:
        raise NotThere
    return mine[0][0]


def _uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as error:
        raise NotThere from error
