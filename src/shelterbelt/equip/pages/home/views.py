"""The first page of an agency: where we stand."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from shelterbelt.equip import access
from shelterbelt.equip.choices import Given
from shelterbelt.equip.formats.charts_standing import domain_name, standing_chart, told_in
from shelterbelt.equip.formats.charts_time import time_chart
from shelterbelt.equip.pages.assess.views import totals
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.queries.agencies import agencies_of, agency_of
from shelterbelt.equip.queries.overview import overview_of
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.ground import clock
from shelterbelt.ground.routes import Audience, PageRequest, page


@page("agency/", name="agency.home", permission=access.READ_AGENCY, audience=Audience.DESK)
def choose_agency(request: PageRequest) -> HttpResponse:
    """The one agency, or a choice of several."""
    found = agencies_of(for_=request.actor)
    if len(found) == 1:
        return redirect("agency", found[0].id)
    return render(request, "equip/agency/choose.html", {"agencies": found})


@page("agency/<uuid:agency>/", name="agency", permission=access.READ_AGENCY, audience=Audience.DESK)
def show_agency(request: PageRequest, agency: UUID) -> HttpResponse:
    """What a board reads in two minutes."""
    view = agency_of(for_=request.actor, agency=agency)
    found = overview_of(for_=request.actor, agency=agency)
    names = {one.key: domain_name(one) for one in question_set().domains}
    shown = {
        "overview": found,
        "totals": totals(found.stood) if found.stood else {},
        "chart": standing_chart(found.stood.results) if found.stood else None,
        "time": time_chart(found.moments),
        "gaps": [
            {
                "text": told_in(question.text),
                "domain": names[gap.domain],
                "domain_key": gap.domain,
                "answer": Given(gap.answer).label,
                "sites": len(gap.sites),
            }
            for gap, question in found.first_gaps
        ],
        "this_year": clock.today().year,
        "to_strengthen": sum(one.latest.to_strengthen for one in found.sites if one.latest),
        "walked": sum(one.latest is not None for one in found.sites),
    }
    return render(request, "equip/agency/home.html", {**frame(request, view), **shown})
