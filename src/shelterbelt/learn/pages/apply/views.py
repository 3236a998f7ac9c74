"""Applying: read what is asked, begin, fill in, send, take back, erase. The link is the only key."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn.access import APPLY, HOLD_APPLICATION
from shelterbelt.learn.choices import ApplicationState
from shelterbelt.learn.pages.apply.answering import (
    Answered,
    answer,
    form_of,
    form_shown,
    named,
    start_shown,
    status_shown,
    withdrawn_erase_on,
)
from shelterbelt.learn.pages.apply.forms import CommunitiesForm
from shelterbelt.learn.pages.public.forms import zone_asked
from shelterbelt.learn.queries.applications import application_held
from shelterbelt.learn.queries.cohorts import cohort_public
from shelterbelt.learn.services.applications import (
    erase_application,
    export_application,
    hold_own_text,
    start_application,
    withdraw_application,
)
from shelterbelt.learn.services.errors import NotInThisState, WindowClosed
from shelterbelt.learn.services.feeds import make_feed, revoke_feed
from shelterbelt.people.pages.records import readable

LINK = "token"


@page(
    "apply/<slug:programme>/<slug:cohort>/",
    name="apply.start",
    permission=APPLY,
    audience=Audience.PUBLIC,
    methods=("GET", "POST"),
)
def start(request: PageRequest, programme: str, cohort: str) -> HttpResponse:
    """What is asked and what happens with it; then a link of one's own."""
    view = cohort_public(for_=request.actor, programme=programme, cohort=cohort)
    if request.method == "POST":
        try:
            started = start_application(
                by=request.actor, cohort=view.cohort.pk, language=get_language() or "en"
            )
            return redirect("apply.application", started.token)
        except WindowClosed:
            pass
    return render(request, "learn/apply/start.html", start_shown(view, zone_asked(request)))


@page(
    "apply/a/<str:token>/",
    name="apply.application",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=("GET", "POST"),
    token=LINK,
)
def show_application(request: PageRequest, token: str) -> HttpResponse:
    """The form while it is a draft; afterwards what was sent and what can be done about it."""
    file = application_held(for_=request.actor)
    told = {
        "token": token,
        "link": request.build_absolute_uri(request.path),
        "did": request.GET.get("did", ""),
    }
    if file.application.state != ApplicationState.DRAFT:
        if request.method == "POST":
            return redirect(request.path)
        shown = status_shown(file, request.actor, told["did"])
        return render(request, "learn/apply/status.html", {**told, **shown})
    if request.method == "POST":
        answered = answer(request, request.actor, file)
        if answered.onward:
            return redirect(f"{request.path}?did={answered.onward}")
        file = application_held(for_=request.actor)
    else:
        answered = Answered(form_of(request, file))
    return render(
        request, "learn/apply/form.html", {**told, **form_shown(file, answered, zone_asked(request))}
    )


@page(
    "apply/a/<str:token>/communities/",
    name="apply.communities",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=("GET", "POST"),
    token=LINK,
)
def change_communities(request: PageRequest, token: str) -> HttpResponse:
    """Name communities, others, or none any more, after the application was sent."""
    file = application_held(for_=request.actor)
    back = reverse("apply.application", args=[token])
    if file.application.state == ApplicationState.DRAFT:
        return redirect(back)
    initial = {"communities": list(file.communities)}
    form = CommunitiesForm(request.POST if request.method == "POST" else None, initial=initial)
    notice = ""
    if form.is_valid():
        notice = named(request.actor, form)
        if not notice and not form.errors:
            return redirect(f"{back}?did=named#communities")
    return render(request, "learn/apply/communities.html", {"token": token, "form": form, "notice": notice})


@page(
    "apply/a/<str:token>/withdraw/",
    name="apply.withdraw",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=("GET", "POST"),
    token=LINK,
)
def withdraw(request: PageRequest, token: str) -> HttpResponse:
    """Take the application back, after asking once."""
    application_held(for_=request.actor)
    if request.method == "POST":
        withdraw_application(by=request.actor)
        return redirect(f"{reverse('apply.application', args=[token])}?did=withdrawn")
    told = {"token": token, "erase_on": withdrawn_erase_on()}
    return render(request, "learn/apply/withdraw.html", told)


@page(
    "apply/a/<str:token>/erase/",
    name="apply.erase",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=("GET", "POST"),
    token=LINK,
)
def erase(request: PageRequest, token: str) -> HttpResponse:
    """Erase the application now, after asking once."""
    application_held(for_=request.actor)
    if request.method == "POST":
        return redirect("erased", erase_application(by=request.actor).erasure)
    return render(request, "learn/apply/erase.html", {"token": token})


@page(
    "apply/a/<str:token>/hold/<str:place>/",
    name="apply.hold",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=("POST",),
    token=LINK,
)
def hold(request: PageRequest, token: str, place: str) -> HttpResponse:
    """The writer has a text of their own held: others no longer read it."""
    hold_own_text(by=request.actor, place=place)
    return redirect(f"{reverse('apply.application', args=[token])}?did=held")


@page(
    "apply/a/<str:token>/everything/",
    name="apply.everything",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    token=LINK,
)
def show_everything(request: PageRequest, token: str) -> HttpResponse:
    """Everything held about the applicant, readable; the same as the file."""
    told = {"token": token, "parts": readable(export_application(by=request.actor))}
    return render(request, "learn/apply/everything.html", told)


@page(
    "apply/a/<str:token>/download/",
    name="apply.download",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    token=LINK,
)
def download(request: PageRequest, token: str) -> HttpResponse:
    """Everything held about the applicant, in every part of this server, to take along."""
    del token
    told = export_application(by=request.actor)
    answer_ = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer_.headers["Content-Disposition"] = 'attachment; filename="notes.json"'
    return answer_


@page(
    "apply/a/<str:token>/calendar/",
    name="apply.calendar",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=("POST",),
    token=LINK,
)
def change_calendar(request: PageRequest, token: str) -> HttpResponse:
    """Make a calendar address of one's own (an earlier one stops), or take it away."""
    cohort = application_held(for_=request.actor).application.cohort_id
    if request.POST.get("act") == "remove":
        revoke_feed(by=request.actor, cohort=cohort)
        return redirect(f"{reverse('apply.application', args=[token])}?did=removed")
    try:
        return redirect("calendar.subscribe", make_feed(by=request.actor, cohort=cohort))
    except NotInThisState:
        return redirect("apply.application", token)
