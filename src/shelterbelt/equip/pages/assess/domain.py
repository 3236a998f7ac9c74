"""One domain of an assessment: read, settle, and add what shows it; and where people differ."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import Given, Group
from shelterbelt.equip.formats.charts_standing import domain_name, told_in
from shelterbelt.equip.pages.assess.agreement import agreement_shown
from shelterbelt.equip.pages.assess.forms import EvidenceForm, SettleForm
from shelterbelt.equip.pages.assess.views import GET_POST, tell
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.agreement import differences_of
from shelterbelt.equip.queries.domains import DomainView, QuestionLine, domain_of, site_names
from shelterbelt.equip.queries.held_words import held_kept
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.services import settling as services
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.routes import Audience, PageRequest, page

LOOKS = {
    "met": "success",
    "in_progress": "info",
    "not_met": "care",
    "need_support": "care",
    "does_not_apply": "",
}


@page(
    "agency/<uuid:agency>/assessments/<uuid:assessment>/domain/<slug:domain>/",
    name="agency.assessment.domain",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
)
def show_domain(request: PageRequest, agency: UUID, assessment: UUID, domain: str) -> HttpResponse:
    """Every question of a domain, at every place."""
    view = agency_of(for_=request.actor, agency=agency)
    found = domain_of(for_=request.actor, agency=agency, assessment=assessment, domain=domain)
    shown = {
        "view": found,
        "name": domain_name(found.domain),
        "about": told_in(found.domain.about),
        "places": [
            (name or _("The whole agency"), [line_shown(one) for one in lines])
            for _site, name, lines in found.places
        ],
    }
    return render(request, "equip/agency/assess/domain.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/assessments/<uuid:assessment>/domain/<slug:domain>/settle/",
    name="agency.assessment.settle",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def settle(request: PageRequest, agency: UUID, assessment: UUID, domain: str) -> HttpResponse:
    """One question at one place, named in the query: what was agreed, and what shows it."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = domain_of(for_=request.actor, agency=agency, assessment=assessment, domain=domain)
    line = _line_asked(request, found)
    form = SettleForm.of(line, request.POST or None)
    if form.is_valid() and _is_settled(request, form, found, line):
        messages.success(request, _("Kept. What shows it?"))
        return redirect(request.get_full_path())
    shown = {"form": form, "evidence_form": EvidenceForm(), "line": line_shown(line), "view": found}
    shown |= {"name": domain_name(found.domain)}
    return render(request, "equip/agency/assess/settle.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/assessments/<uuid:assessment>/evidence/<uuid:standing>/",
    name="agency.assessment.evidence",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def add_evidence(request: PageRequest, agency: UUID, assessment: UUID, standing: UUID) -> HttpResponse:
    """Something that shows what was settled; or one thing taken away."""
    where = {"agency": agency, "assessment": assessment, "standing": standing}
    try:
        if removed := request.POST.get("remove"):
            services.remove_evidence(by=request.actor, evidence=_id(removed), **where)
            messages.success(request, _("Taken away."))
        else:
            services.add_evidence(by=request.actor, shown=EvidenceForm(request.POST).shown(), **where)
            messages.success(request, _("Added."))
    except Incomplete as error:
        messages.warning(request, " ".join(error.fields.values()))
    except NotInThisState as error:
        other = _("This assessment is closed, or there are twenty already.")
        messages.warning(request, held_kept() if error.args == ("held",) else other)
    return redirect(_back(request, agency, assessment))


@page(
    "agency/<uuid:agency>/assessments/<uuid:assessment>/differences/",
    name="agency.assessment.differences",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
)
def show_differences(request: PageRequest, agency: UUID, assessment: UUID) -> HttpResponse:
    """Where people see it differently, by group."""
    view = agency_of(for_=request.actor, agency=agency)
    found = differences_of(for_=request.actor, agency=agency, assessment=assessment)
    stood, names = found.stood, site_names(agency=agency)
    domains = {one.key: domain_name(one) for one in question_set().domains}
    lines = [
        {
            "domain": domains[one.domain],
            "domain_key": one.domain,
            "text": told_in(question_set().by_key[one.question].text),
            "site": names.get(one.site or "", ""),
            "groups": _groups_shown(one.by_group),
        }
        for one in stood.results.standings
        if one.differs
    ]
    shown = {"lines": lines, "stood": stood, "agreement": agreement_shown(found)}
    return render(request, "equip/agency/assess/differences.html", {**frame(request, view), **shown})


def line_shown(line: QuestionLine) -> dict[str, Any]:
    """A question as its template draws it."""
    stands = line.stands
    sources = {one.key: one for one in question_set().sources}
    return {
        "line": line,
        "key": f"{line.question.key}@{line.site or ''}",
        "text": told_in(line.question.text),
        "help": told_in(line.question.help),
        "evidence": line.question.evidence.get(get_language() or "en") or line.question.evidence["en"],
        "answer": Given(stands.answer).label if stands.answer else "",
        "look": LOOKS.get(stands.answer or "", ""),
        "groups": _groups_shown(stands.by_group),
        "counted": [
            (group.label, [(given.label, number) for given, number in counts.items()])
            for group, counts in line.counted.items()
        ],
        "sources": [sources[key] for key in line.question.sources if key in sources],
        "maps": [(key.upper(), ", ".join(numbers)) for key, numbers in line.question.maps.items()],
    }


def _is_settled(request: PageRequest, form: SettleForm, found: DomainView, line: QuestionLine) -> bool:
    row = found.stood.assessment
    try:
        services.settle_question(
            by=request.actor,
            agency=row.organisation,
            assessment=row.pk,
            question=line.question.key,
            site=line.site,
            agreed=form.agreed(),
        )
    except Incomplete as error:
        tell(form, error)
    except NotInThisState as error:
        closed = _("This assessment is closed: it is not changed any more.")
        form.add_error(None, held_kept() if error.args == ("held",) else closed)
    return not form.errors


def _groups_shown(by_group: Any) -> list[tuple[str, str]]:
    return [
        (str(Group(group).label), ", ".join(str(Given(one).label) for one in answers))
        for group, answers in by_group.items()
    ]


def _line_asked(request: PageRequest, found: DomainView) -> QuestionLine:
    question, _at, site = request.GET.get("of", "").partition("@")
    if not question:
        return next(line for _site, _name, lines in found.places for line in lines)
    return found.line(question, _id(site) if site else None)


def _back(request: PageRequest, agency: UUID, assessment: UUID) -> str:
    """To the question that was being settled, if the form named one; else to the assessment."""
    question = request.POST.get("of", "")
    domain = question.partition(".")[0]
    if domain not in {one.key for one in question_set().domains}:
        return reverse("agency.assessment", args=[agency, assessment])
    return reverse("agency.assessment.settle", args=[agency, assessment, domain], query={"of": question})


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as error:
        raise NotThere from error
