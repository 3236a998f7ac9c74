"""Complaining: who reads it, what happens and by when; then a reference and a link, shown once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people import services
from shelterbelt.people.access import COMPLAIN
from shelterbelt.people.choices.safety import ACKNOWLEDGE_DAYS, COMPLAINT_KEPT_DAYS, DECIDE_DAYS
from shelterbelt.people.pages.complaints.forms import ComplaintForm
from shelterbelt.people.pages.forms import posted, refuse
from shelterbelt.people.queries.complaints import place_to_complain, places_to_complain
from shelterbelt.people.services.complaints import make_complaint

DAYS = {"acknowledge_days": ACKNOWLEDGE_DAYS, "decide_days": DECIDE_DAYS, "kept_days": COMPLAINT_KEPT_DAYS}


@page("complain/", name="complain", permission=COMPLAIN, audience=Audience.PUBLIC)
def choose_place(request: PageRequest) -> HttpResponse:
    """Where one can complain; with one organisation, straight to it."""
    places = places_to_complain()
    if len(places) == 1:
        return redirect("complain.make", places[0].slug)
    return render(request, "people/complaints/places.html", {"places": places})


@page(
    "complain/<slug:organisation>/",
    name="complain.make",
    permission=COMPLAIN,
    audience=Audience.DISCREET,
    methods=("GET", "POST"),
)
def complain(request: PageRequest, organisation: str) -> HttpResponse:
    """The form, without an account and without a name. Its answer is never an address: no link stays in a history."""
    place = place_to_complain(organisation)
    form = ComplaintForm(posted(request), officers=place.officers)
    if form.is_valid():
        language = get_language() or "en"
        try:
            made = make_complaint(
                by=request.actor, organisation=place.organisation, language=language, **form.complaint()
            )
        except services.Refused as error:
            refuse(form, error)
        else:
            link = request.build_absolute_uri(reverse("complaint", args=[made.token]))
            told = {"reference": made.reference, "link": link, "place": place, **DAYS}
            return render(request, "people/complaints/made.html", told)
    return render(request, "people/complaints/make.html", {"form": form, "place": place, **DAYS})
