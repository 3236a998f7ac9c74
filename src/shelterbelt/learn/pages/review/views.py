"""A reader's list, one reading, giving points and stepping aside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn.access import REVIEW
from shelterbelt.learn.choices import IncomeGroup, ReviewState
from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.pages.desk.shown import words
from shelterbelt.learn.pages.review.forms import ReadingForm
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.reviews import Reading, ReadingLine, own_reading, own_readings
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.reviews import give_review, step_aside
from shelterbelt.people.choices import Region, Sector


@page("readings/", name="review.list", permission=REVIEW, audience=Audience.DESK)
def list_readings(request: PageRequest) -> HttpResponse:
    """What I was asked to read, what waits first."""
    lines = [_line(line) for line in own_readings(for_=request.actor)]
    shown = {
        "waiting": [line for line in lines if line["waits"]],
        "given": [line for line in lines if not line["waits"]],
    }
    return render(request, "learn/review/list.html", shown)


@page(
    "readings/<uuid:review>/",
    name="review.read",
    permission=REVIEW,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def read(request: PageRequest, review: UUID) -> HttpResponse:
    """One application without who wrote it, and the rubric."""
    reading = own_reading(for_=request.actor, review=review)
    form = ReadingForm(request.POST if request.method == "POST" else None, rules=reading.rules)
    if request.method == "POST" and form.is_valid():
        try:
            give_review(
                by=request.actor, review=review, points=form.points, remark=form.cleaned_data["remark"]
            )
        except Incomplete as error:
            for name, said in error.fields.items():
                form.add_error(name, str(said))
        except NotInThisState:
            messages.warning(request, _("You have given your points for this one already. They stay."))
            return redirect("review.list")
        else:
            messages.success(request, _("Your points are kept. Thank you for reading."))
            return redirect("review.list")
    status = 422 if form.errors else 200
    return render(request, "learn/review/read.html", {**_shown(reading), "form": form}, status=status)


@page(
    "readings/<uuid:review>/step-aside/",
    name="review.step_aside",
    permission=REVIEW,
    audience=Audience.DESK,
    methods=("POST",),
)
def aside(request: PageRequest, review: UUID) -> HttpResponse:
    """Say that somebody else should read this."""
    try:
        step_aside(by=request.actor, review=review)
    except NotInThisState:
        messages.warning(request, _("You have given your points for this one already. They stay."))
    else:
        messages.success(request, _("Thank you for saying so. Somebody else is asked."))
    return redirect("review.list")


def _line(line: ReadingLine) -> dict[str, Any]:
    definition = definition_of(line.cohort.definition)
    return {
        "id": line.id,
        "code": line.code,
        "cohort": f"{words(definition.programme.title)}, {words(definition.cohort.label)}",
        "due": day_words(line.due_on) if line.due_on else "",
        "waits": line.state == ReviewState.ASKED,
    }


def _shown(reading: Reading) -> dict[str, Any]:
    """For the template; what is not told stays out."""
    given = [
        (words(criterion.title), reading.points[criterion.key])
        for criterion in reading.rules.criteria
        if criterion.key in reading.points
    ]
    return {
        **_line(reading.line),
        "application": reading.application,
        "region": Region(reading.region).label if reading.region in Region.values else "",
        "income_group": IncomeGroup(reading.income_group).label
        if reading.income_group in IncomeGroup.values
        else "",
        "sectors": [Sector(key).label for key in reading.sectors if key in Sector.values],
        "words": reading.words,
        "is_held": reading.is_held,
        "given": given,
        "most": reading.rules.points,
        "remark": reading.remark,
    }
