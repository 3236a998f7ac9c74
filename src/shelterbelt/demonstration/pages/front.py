"""One-tap logins and the movable clock."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.demonstration import accounts, days
from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.routes import Audience, PageRequest, page

TRY = Permission("demonstration.try", is_public=True)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@page("demonstration/", name="demonstration", permission=TRY, audience=Audience.DEMONSTRATION)
def show_demonstration(request: PageRequest) -> HttpResponse:
    """Who you can be, and what day it is here."""
    shown = {"people": accounts.people_offered(), "clock": days.shown_clock()}
    return render(request, "demonstration/front.html", shown)


@page(
    "demonstration/enter/<uuid:account>/",
    name="demonstration.enter",
    permission=TRY,
    audience=Audience.DEMONSTRATION,
    methods=("POST",),
)
def enter(request: PageRequest, account: UUID) -> HttpResponse:
    """Sign in as one of the demonstration's people."""
    person = accounts.demonstration_account(account)
    logout(request)
    login(request, person, backend=BACKEND)
    return redirect("access.landing")


@page(
    "demonstration/leave/",
    name="demonstration.leave",
    permission=TRY,
    audience=Audience.DEMONSTRATION,
    methods=("POST",),
)
def leave(request: PageRequest) -> HttpResponse:
    """Be nobody again."""
    logout(request)
    return redirect("demonstration")


@page(
    "demonstration/clock/",
    name="demonstration.clock",
    permission=TRY,
    audience=Audience.DEMONSTRATION,
    methods=("POST",),
)
def move_clock(request: PageRequest) -> HttpResponse:
    """Let days pass, or return to the present."""
    days.move_clock(request.POST.get("step", ""))
    messages.success(request, _("The demonstration’s clock was moved."))
    return redirect("demonstration")
