"""Announcements: written in the languages of the people, looked at with the number of receivers, then sent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.design.names import language_choices
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.choices import Audience as Reached
from shelterbelt.learn.pages.desk.offers.forms import AnnouncementForm
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.queries.announcements import (
    announcement_at_desk,
    announcements_listed,
    languages_counted,
    text_for,
)
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.services.announcements import send_announcement, write_announcement
from shelterbelt.learn.services.errors import Incomplete

GET_POST = ("GET", "POST")


@page(
    "desk/cohorts/<uuid:cohort>/announcements/",
    name="desk.announcements",
    permission=access.READ_ADMISSION,
    audience=Audience.DESK,
)
def list_announcements(request: PageRequest, cohort: UUID) -> HttpResponse:
    """What was written, and to how many it went."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort)
    rows = announcements_listed(for_=request.actor, cohort=cohort)
    told = {"lines": [(row, text_for(row.texts, "en")["subject"]) for row in rows]}
    return render(
        request, "learn/desk/offers/announcements.html", {**frame(request, view, request.actor), **told}
    )


@page(
    "desk/cohorts/<uuid:cohort>/announcements/new/",
    name="desk.announcements.new",
    permission=access.ADMIT,
    audience=Audience.DESK,
    methods=GET_POST,
)
def write(request: PageRequest, cohort: UUID) -> HttpResponse:
    """An audience, and words in each language of the people who applied."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.EDIT_COHORTS)
    counted = languages_counted(for_=request.actor, cohort=cohort, audience=Reached.APPLIED)
    languages = list(dict.fromkeys(["en", *counted]))
    sent = request.POST if request.method == "POST" else None
    form = AnnouncementForm(sent, languages=languages, initial={"audience": Reached.ADMITTED})
    if form.is_valid():
        try:
            audience = form.cleaned_data["audience"]
            made = write_announcement(by=request.actor, cohort=cohort, audience=audience, texts=form.texts())
            return redirect("desk.announcement", made)
        except Incomplete as error:
            for name, said in error.fields.items():
                form.add_error(name, str(said))
    told = {"form": form, **frame(request, view, request.actor)}
    return render(request, "learn/desk/offers/announce.html", told)


@page(
    "desk/announcements/<uuid:announcement>/",
    name="desk.announcement",
    permission=access.ADMIT,
    audience=Audience.DESK,
    methods=GET_POST,
)
def show(request: PageRequest, announcement: UUID) -> HttpResponse:
    """How it reads in each language and to how many it goes; then send it."""
    found = announcement_at_desk(for_=request.actor, announcement=announcement)
    if request.method == "POST":
        count = send_announcement(by=request.actor, announcement=announcement)
        messages.success(request, _("On its way. Receivers: %(count)d") % {"count": count})
        return redirect("desk.announcements", found.cohort_id)
    view = cohort_at_desk(for_=request.actor, cohort=found.cohort_id)
    counted = languages_counted(for_=request.actor, cohort=found.cohort_id, audience=found.audience)
    names = dict(language_choices())
    told = {
        "found": found,
        "texts": [(code, names.get(code, code), text) for code, text in found.texts.items()],
        "receivers": sum(counted.values()),
        "elsewhere": [names.get(code, code) for code in counted if code not in found.texts],
    }
    return render(
        request, "learn/desk/offers/announcement.html", {**frame(request, view, request.actor), **told}
    )
