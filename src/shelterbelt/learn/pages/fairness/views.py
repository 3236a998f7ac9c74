"""How fair the hours are, for everyone to check."""

from django.http import HttpResponse
from django.shortcuts import render

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.engine.planning import PlanningError
from shelterbelt.learn.formats.plan_files import certificate_table
from shelterbelt.learn.formats.plan_view_public import certificate_public, receipt_of
from shelterbelt.learn.queries.cohorts import cohort_public
from shelterbelt.learn.queries.plans import plan_public

PATH = "programmes/<slug:programme>/<slug:cohort>/fairness/"


@page(PATH, name="public.fairness", permission=access.READ_PUBLIC, audience=Audience.PUBLIC)
def show_receipt(request: PageRequest, programme: str, cohort: str) -> HttpResponse:
    """The receipt of the published plan, or that there is none yet."""
    view = cohort_public(for_=request.actor, programme=programme, cohort=cohort)
    found = plan_public(for_=request.actor, cohort=view.cohort.pk)
    receipt = receipt_of(found.document, view.definition) if found else None
    shown = {"receipt": receipt, "programme": programme, "cohort": cohort, "plan": found and found.plan}
    return render(request, "learn/fairness/receipt.html", shown)


@page(
    f"{PATH}certificate.csv",
    name="public.fairness.certificate",
    permission=access.READ_PUBLIC,
    audience=Audience.PUBLIC,
)
def download_certificate(request: PageRequest, programme: str, cohort: str) -> HttpResponse:
    """The proof for a spreadsheet, from places in which nobody is singled out."""
    view = cohort_public(for_=request.actor, programme=programme, cohort=cohort)
    found = plan_public(for_=request.actor, cohort=view.cohort.pk)
    try:
        certified = certificate_public(found.document, view.definition) if found else None
    except PlanningError as error:
        raise NotThere from error
    if certified is None:
        raise NotThere
    answer = HttpResponse(certificate_table(certified), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="certificate.csv"'
    return answer
