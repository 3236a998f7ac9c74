"""One-tap logins and the movable clock; these pages are not routed outside demo and test mode."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground import clock
from shelterbelt.ground.access.demonstration import demonstration_account, demonstration_accounts
from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.routes import Audience, PageRequest, page

TRY = Permission("access.demonstration.try", is_public=True)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
STEPS_IN_DAYS = {"day": 1, "week": 7, "month": 28}


@page("demonstration/", name="demonstration", permission=TRY, audience=Audience.DEMONSTRATION)
def show_demonstration(request: PageRequest) -> HttpResponse:
    """Who you can be, and what day it is here."""
    shown = {"accounts": demonstration_accounts(), "now": clock.now(), "is_moved": bool(clock.offset())}
    return render(request, "access/demonstration.html", shown)


@page(
    "demonstration/enter/<uuid:account>/",
    name="demonstration.enter",
    permission=TRY,
    audience=Audience.DEMONSTRATION,
    methods=("POST",),
)
def enter(request: PageRequest, account: UUID) -> HttpResponse:
    """Sign in as one of the demonstration's people."""
    login(request, demonstration_account(account), backend=BACKEND)
    return redirect("access.landing")


@page(
    "demonstration/clock/",
    name="demonstration.clock",
    permission=TRY,
    audience=Audience.DEMONSTRATION,
    methods=("POST",),
)
def move_clock(request: PageRequest) -> HttpResponse:
    """Let days pass, or return to the present."""
    days = STEPS_IN_DAYS.get(request.POST.get("step", ""))
    clock.move(ahead=clock.offset() + dt.timedelta(days=days) if days else dt.timedelta())
    messages.success(request, _("The demonstration's clock was moved."))
    return redirect("demonstration")
