"""What is held about a person: see it, take it away, have it erased; and who looked."""

from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people import queries, services
from shelterbelt.people.access import HOLD_SELF
from shelterbelt.people.pages.forms import EraseForm, posted
from shelterbelt.people.pages.records import readable

_LONGEST_SEQUENCE = 18


@page("you/held/", name="you.held", permission=HOLD_SELF, audience=Audience.PERSONAL)
def show_held(request: PageRequest) -> HttpResponse:
    """Everything that is held, readable."""
    person = queries.own_person(for_=request.actor)
    if person is None:
        return redirect("you.start")
    held = services.export_self(by=request.actor)
    return render(request, "people/held.html", {"parts": readable(held), "zone": person.zone})


@page("you/held/export.json", name="you.held.export", permission=HOLD_SELF, audience=Audience.PERSONAL)
def export_held(request: PageRequest) -> HttpResponse:
    """The same as a file for a machine."""
    if queries.own_person(for_=request.actor) is None:
        return redirect("you.start")
    held = services.export_self(by=request.actor)
    answer = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="notes.json"'
    return answer


@page(
    "you/held/erase/",
    name="you.held.erase",
    permission=HOLD_SELF,
    audience=Audience.PERSONAL,
    methods=("GET", "POST"),
)
def erase_held(request: PageRequest) -> HttpResponse:
    """Confirm, then everything goes, the account too; the answer leads to the proof."""
    if queries.own_person(for_=request.actor) is None:
        return redirect("you.start")
    form = EraseForm(posted(request))
    if not form.is_valid():
        return render(request, "people/erase.html", {"form": form})
    proof = services.erase_self(by=request.actor)
    logout(request)
    return redirect("erased", proof.erasure)


@page("you/looks/", name="you.looks", permission=HOLD_SELF, audience=Audience.PERSONAL)
def show_looks(request: PageRequest) -> HttpResponse:
    """Who looked at your file, when and why."""
    person = queries.own_person(for_=request.actor)
    if person is None:
        return redirect("you.start")
    seen = queries.views_of_me(for_=request.actor, before=_sequence(request.GET.get("before", "")))
    return render(request, "people/looks.html", {"seen": seen, "zone": person.zone})


def _sequence(given: str) -> int | None:
    is_number = given.isascii() and given.isdigit() and len(given) <= _LONGEST_SEQUENCE
    return int(given) if is_number else None
