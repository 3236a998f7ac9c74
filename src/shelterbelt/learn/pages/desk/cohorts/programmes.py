"""The first page of the desk: every programme and cohort of one's organisations."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.choices import CohortState
from shelterbelt.learn.pages.desk.shown import STATE_LOOKS, words
from shelterbelt.learn.queries.cohorts import CohortView, Counts, cohort_counts, cohorts_at_desk


@dataclass(frozen=True, slots=True)
class CohortLine:
    """A cohort on the list."""

    view: CohortView
    counts: Counts
    label: str
    look: str


@page("desk/", name="desk.programmes", permission=access.READ_COHORTS, audience=Audience.DESK)
def list_programmes(request: PageRequest) -> HttpResponse:
    """Programmes with their cohorts, states, deadlines and counts."""
    views = cohorts_at_desk(for_=request.actor)
    counts = cohort_counts(for_=request.actor) if views else {}
    by_programme = sorted(
        views, key=lambda view: (str(view.cohort.programme.slug), view.cohort.apply_closes_at)
    )
    programmes = [
        (words(lines[-1].view.definition.programme.title), programme, lines[::-1])
        for programme, found in groupby(by_programme, key=lambda view: view.cohort.programme)
        if (lines := [_line(view, counts.get(view.cohort.pk, Counts())) for view in found])
    ]
    may_lead = access.EDIT_COHORTS.allows(request.actor)
    return render(request, "learn/desk/programmes.html", {"programmes": programmes, "may_lead": may_lead})


def _line(view: CohortView, counts: Counts) -> CohortLine:
    return CohortLine(
        view, counts, words(view.definition.cohort.label), STATE_LOOKS[CohortState(view.cohort.state)]
    )
