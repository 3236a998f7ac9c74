"""Held texts: one press by whoever reads one, and the pages of the people on call."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people import services
from shelterbelt.people.access import ACT_ON_TEXTS, HOLD_SEEN_TEXTS
from shelterbelt.people.pages.forms import posted, refuse
from shelterbelt.people.pages.held_forms import READING, DoneForm, told_about
from shelterbelt.people.queries.held_texts import held_text, texts_held
from shelterbelt.people.services.held_texts import act_on_text, hold_text_seen, release_text


@page(
    "texts/<str:place>/<uuid:text>/hold/",
    name="held.hold",
    permission=HOLD_SEEN_TEXTS,
    audience=Audience.DESK,
    methods=("POST",),
)
def hold(request: PageRequest, place: str, text: UUID) -> HttpResponse:
    """Hold a text, without a word; then say what happens, and what to do in danger."""
    hold_text_seen(by=request.actor, place=place, object_id=text)
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return render(request, "people/held_done.html", {"back": back if is_ours else ""})


@page("desk/held/", name="desk.held", permission=ACT_ON_TEXTS, audience=Audience.DESK)
def list_held(request: PageRequest) -> HttpResponse:
    """Every held text, those that wait for someone first; and those shown again."""
    is_open = request.GET.get("show") != "released"
    lines = texts_held(for_=request.actor, is_open=is_open)
    return render(request, "people/held_list.html", {"lines": lines, "is_open": is_open})


@page(
    "desk/held/<uuid:held>/",
    name="desk.held.text",
    permission=ACT_ON_TEXTS,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def show_held(request: PageRequest, held: UUID) -> HttpResponse:
    """The card first; the text when it is asked for, which is recorded; then what was done."""
    form = DoneForm(posted(request))
    if form.is_valid():
        try:
            act_on_text(by=request.actor, held=held, **form.cleaned_data)
            return redirect("desk.held.text", held)
        except services.Refused as error:
            refuse(form, error)
    purpose = READING if request.GET.get("read") == "1" else ""
    found = held_text(for_=request.actor, held=held, purpose=purpose)
    told = told_about(found, asked=request.GET.get("country", ""))
    return render(request, "people/held_text.html", {"file": found, "form": form, **told})


@page(
    "desk/held/<uuid:held>/release/",
    name="desk.held.release",
    permission=ACT_ON_TEXTS,
    audience=Audience.DESK,
    methods=("POST",),
)
def release(request: PageRequest, held: UUID) -> HttpResponse:
    """Show a text again on which someone has acted."""
    try:
        release_text(by=request.actor, held=held)
    except services.Refused:
        return redirect(f"{request.path.removesuffix('release/')}?first=act")
    return redirect("desk.held.text", held)
