"""Publishing: first exactly who will be told what, then the deed."""

import datetime as dt
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.choices import InvitationMethod
from shelterbelt.learn.formats.plan_view import babel_locale
from shelterbelt.learn.formats.words_plan import Names
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.pages.plan.shown import named
from shelterbelt.learn.pages.plan.views import ONE, plan_of
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.publishing import Changes, Told, publishing_changes
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.learn.services.plans import publish_plan


@page(
    f"{ONE}publish/",
    name="desk.plan.publish",
    permission=access.PUBLISH_PLANS,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def publish(request: PageRequest, cohort: UUID, plan: UUID) -> HttpResponse:
    """Say what publishing does and to whom; then publish."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.PUBLISH_PLANS)
    found = plan_of(request, cohort, plan)
    if request.method == "POST":
        try:
            publish_plan(by=request.actor, plan=plan)
        except NotInThisState:
            messages.warning(
                request, _("A later plan took its place already. Keep a fresh one and publish that.")
            )
        else:
            messages.success(request, _("Published. Calendars follow, and the invitations are on their way."))
        return redirect("desk.plans", cohort)
    changes = publishing_changes(for_=request.actor, view=found)
    names = named(view, request.actor)
    shown = {**frame(request, view, request.actor), "plan": found.plan, "changes": changes}
    shown |= {"moves": _moves(changes, names, found.document["host_zone"]), "people": _people(changes, names)}
    return render(request, "learn/plan/publish.html", shown)


def _moves(changes: Changes, names: Names, zone: str) -> list[tuple[str, str, str]]:
    return [
        (names.meeting(*one.key[:2]), _moment(one.before, zone), _moment(one.after, zone))
        for one in changes.moves
    ]


def _moment(at: dt.datetime | None, zone: str) -> str:
    if at is None:
        return "–"
    local = at.astimezone(ZoneInfo(zone))
    return f"{format_date(local.date(), 'medium', locale=babel_locale())}, {local:%H:%M}"


def _people(changes: Changes, names: Names) -> list[tuple[str, list[str]]]:
    def whose(mail: Told) -> str:
        return names.speaker(mail.speaker)

    ordered = sorted(changes.mails, key=lambda mail: (whose(mail).casefold(), str(mail.speaker), mail.key))
    return [
        (names.speaker(speaker), [_mail(mail, names) for mail in mails])
        for speaker, mails in groupby(ordered, key=lambda mail: mail.speaker)
    ]


def _mail(mail: Told, names: Names) -> str:
    words: dict[bool, Any] = {True: _("new time for %(meeting)s"), False: _("invitation to %(meeting)s")}
    told = words[mail.is_update]
    if mail.method == InvitationMethod.CANCEL:
        told = _("no longer needed at %(meeting)s")
    return str(told) % {"meeting": names.meeting(*mail.key[:2])}
