"""Agencies at the desk of whoever lets them in: by name, and whether somebody leads them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.pages.beginning.forms import AgencyForm, LeaderForm
from shelterbelt.equip.queries.beginnings import Led, agencies_let_in, agency_let_in, places_to_let_in_from
from shelterbelt.equip.services import beginnings
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people.choices import country_name

_AGENCY = "desk/agencies/<uuid:agency>/"
_STATES = {
    "led": gettext_lazy("Somebody leads this agency already. Its leaders ask others in themselves."),
    "invited": gettext_lazy("An invitation is out already. Send it again, or take it back first."),
    "settled": gettext_lazy("No invitation of yours waits here any more."),
}


@page("desk/agencies/", name="desk.agencies", permission=access.LET_AGENCIES_IN, audience=Audience.DESK)
def list_agencies(request: PageRequest) -> HttpResponse:
    """Every agency let in, by name."""
    language = get_language() or "en"
    lines = [(one, country_name(one.country, language)) for one in agencies_let_in(for_=request.actor)]
    return render(request, "equip/beginning/list.html", {"lines": lines})


@page(
    "desk/agencies/begin/",
    name="desk.agencies.begin",
    permission=access.LET_AGENCIES_IN,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def begin(request: PageRequest) -> HttpResponse:
    """Let an agency in, and invite its first leader."""
    places = places_to_let_in_from(for_=request.actor)
    first = {"language": get_language()}
    form = AgencyForm(request.POST if request.method == "POST" else None, places=places, initial=first)
    if form.is_valid():
        try:
            agency = beginnings.begin_agency(
                by=request.actor, said=form.agency(), leader=form.leader(), through=form.place()
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            messages.success(request, _("The agency is here. The invitation is on its way."))
            return redirect("desk.agencies.one", agency)
    return render(request, "equip/beginning/begin.html", {"form": form, "parts": form.parts()})


@page(
    _AGENCY,
    name="desk.agencies.one",
    permission=access.LET_AGENCIES_IN,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def show_agency(request: PageRequest, agency: UUID) -> HttpResponse:
    """Whether somebody leads it; where nobody does, a new leader is invited."""
    line, invited = agency_let_in(for_=request.actor, agency=agency)
    first = {"language": get_language()}
    form = LeaderForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            beginnings.invite_leader(by=request.actor, agency=agency, leader=form.leader())
        except Incomplete as error:
            form.refuse(error)
        except NotInThisState as error:
            return _told(request, agency, error)
        else:
            messages.success(request, _("The invitation is on its way. Its other members are told."))
            return redirect("desk.agencies.one", agency)
    told = {"line": line, "invited": invited, "form": form, "country": country_name(line.country)}
    return render(request, "equip/beginning/one.html", {**told, "is_nobody": line.led is Led.NOBODY})


@page(
    f"{_AGENCY}again/",
    name="desk.agencies.again",
    permission=access.LET_AGENCIES_IN,
    audience=Audience.DESK,
    methods=("POST",),
)
def send_again(request: PageRequest, agency: UUID) -> HttpResponse:
    """A new link."""
    try:
        beginnings.resend_invitation(by=request.actor, agency=agency)
    except NotInThisState as error:
        return _told(request, agency, error)
    messages.success(request, _("A new link is on its way. The one before works no longer."))
    return redirect("desk.agencies.one", agency)


@page(
    f"{_AGENCY}take-back/",
    name="desk.agencies.take_back",
    permission=access.LET_AGENCIES_IN,
    audience=Audience.DESK,
    methods=("POST",),
)
def take_back(request: PageRequest, agency: UUID) -> HttpResponse:
    """The link ends."""
    try:
        beginnings.take_back_invitation(by=request.actor, agency=agency)
    except NotInThisState as error:
        return _told(request, agency, error)
    messages.success(request, _("The invitation is taken back. Its link works no longer."))
    return redirect("desk.agencies.one", agency)


def _told(request: PageRequest, agency: UUID, error: NotInThisState) -> HttpResponse:
    messages.warning(request, str(_STATES[str(error)]))
    return redirect("desk.agencies.one", agency)
