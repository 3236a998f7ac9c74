"""Possible speakers of a cohort: list, add, load from a table, change, remove."""

from base64 import b64decode, b64encode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.pages.desk.speakers.forms import AddForm, TableForm, TermsForm, money_shown, tried
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.speakers import (
    key_of,
    known_speakers,
    speaker_at_desk,
    speakers_at_desk,
    speakers_to_add,
)
from shelterbelt.learn.services import speakers as services
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.people.choices import Sector, country_name
from shelterbelt.people.services import Refused

GET_POST = ("GET", "POST")


@page(
    "desk/cohorts/<uuid:cohort>/speakers/",
    name="desk.speakers",
    permission=access.READ_SPEAKERS,
    audience=Audience.DESK,
)
def list_speakers(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Everyone who may be asked, with fee and working facts."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort)
    found = speakers_at_desk(for_=request.actor, cohort=cohort)
    language = get_language() or "en"
    lines = [
        (
            one,
            country_name(one.person.country, language),
            ", ".join(str(Sector(key).label) for key in one.person.sectors),
            f"{money_shown(one.speaker.fee_minor, view.definition.cost)} {view.definition.cost.currency}",
        )
        for one in found
    ]
    return render(
        request, "learn/desk/speakers.html", {**frame(request, view, request.actor), "lines": lines}
    )


@page(
    "desk/cohorts/<uuid:cohort>/speakers/add/",
    name="desk.speakers.add",
    permission=access.EDIT_COHORTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def add_speaker(request: PageRequest, cohort: UUID) -> HttpResponse:
    """One of the organisation's own professionals."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.EDIT_COHORTS)
    people = speakers_to_add(for_=request.actor, view=view)
    form = AddForm(request.POST or None, people=people, cost=view.definition.cost)
    if form.is_valid():
        chosen = form.cleaned_data["professional"]
        services.add_speaker(by=request.actor, cohort=cohort, professional=chosen, terms=form.terms())
        messages.success(request, _("Added. They can be put on panels now."))
        return redirect("desk.speakers", cohort)
    shown = {"form": form, "people": people, "heading": _("Add a speaker")}
    return render(request, "learn/desk/speaker_form.html", {**frame(request, view, request.actor), **shown})


@page(
    "desk/cohorts/<uuid:cohort>/speakers/table/",
    name="desk.speakers.table",
    permission=access.EDIT_COHORTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def load_table(request: PageRequest, cohort: UUID) -> HttpResponse:
    """A table: first what it would do with every problem by row, then all of it or nothing."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.EDIT_COHORTS)
    form = TableForm(request.POST or None, request.FILES or None)
    framed = {**frame(request, view, request.actor), "form": form}
    if request.POST.get("act") == "keep":
        content = _bytes(request.POST.get("table", ""))
    elif form.is_valid():
        content = form.cleaned_data["file"]
    else:
        return render(request, "learn/desk/speakers_table.html", framed)
    trial = tried(content, view)
    if request.POST.get("act") == "keep" and not trial.problems and _kept(request, cohort, trial.speakers()):
        return redirect("desk.speakers", cohort)
    people = known_speakers(for_=request.actor, view=view)
    lines = [(row, key_of(row.name, row.organisation, row.country) in people) for row in trial.rows]
    shown = {"trial": trial, "lines": lines, "table": "" if trial.problems else b64encode(content).decode()}
    return render(request, "learn/desk/speakers_table.html", {**framed, **shown})


@page(
    "desk/speakers/<uuid:speaker>/",
    name="desk.speaker",
    permission=access.EDIT_COHORTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def change_speaker(request: PageRequest, speaker: UUID) -> HttpResponse:
    """Change the terms."""
    found = speaker_at_desk(for_=request.actor, speaker=speaker)
    view = cohort_at_desk(for_=request.actor, cohort=found.speaker.cohort_id, permission=access.EDIT_COHORTS)
    cost = view.definition.cost
    first = {
        "fee": money_shown(found.speaker.fee_minor, cost),
        "max_appearances": found.speaker.max_appearances,
        "unavailable": "\n".join(f"{day:%Y-%m-%d}" for day in found.speaker.unavailable),
    }
    form = TermsForm(request.POST or None, cost=cost, initial=first)
    if form.is_valid():
        services.change_speaker(by=request.actor, speaker=speaker, terms=form.terms())
        messages.success(request, _("Saved."))
        return redirect("desk.speakers", view.cohort.pk)
    shown = {"form": form, "found": found, "heading": found.person.name}
    return render(request, "learn/desk/speaker_form.html", {**frame(request, view, request.actor), **shown})


@page(
    "desk/speakers/<uuid:speaker>/remove/",
    name="desk.speaker.remove",
    permission=access.EDIT_COHORTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def remove_speaker(request: PageRequest, speaker: UUID) -> HttpResponse:
    """Say what it does, then take them off the list."""
    found = speaker_at_desk(for_=request.actor, speaker=speaker)
    view = cohort_at_desk(for_=request.actor, cohort=found.speaker.cohort_id, permission=access.EDIT_COHORTS)
    if request.method == "POST":
        try:
            services.remove_speaker(by=request.actor, speaker=speaker)
        except NotInThisState:
            messages.warning(request, _("They sit on a published panel. Publish a plan without them first."))
        else:
            messages.success(request, _("Removed from this cohort. You can add them again."))
        return redirect("desk.speakers", view.cohort.pk)
    framed = frame(request, view, request.actor)
    return render(request, "learn/desk/speaker_remove.html", {**framed, "found": found})


def _kept(request: PageRequest, cohort: UUID, rows: list[services.NewSpeaker]) -> bool:
    try:
        done = services.load_speakers(by=request.actor, cohort=cohort, rows=rows)
    except Refused as error:
        messages.error(request, str(error.message))
        return False
    said = _("Done: %(added)d added, %(changed)d changed. %(people)d people are new here.")
    messages.success(request, said % {"added": done.added, "changed": done.changed, "people": done.people})
    return True


def _bytes(sent: str) -> bytes:
    """The table as it came back from the page; what is no table any more is read as an empty one."""
    try:
        return b64decode(sent, validate=True)
    except ValueError:
        return b""
