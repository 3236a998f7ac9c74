"""Assessments: list, open, one, who is asked, cards, closing."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.formats.cards_qr import code_of
from shelterbelt.equip.formats.charts_standing import domain_name, standing_chart
from shelterbelt.equip.pages.assess.forms import AskForm, CardsForm, OpenForm
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.assessments import groups_asked, members_asked
from shelterbelt.equip.queries.domains import site_names
from shelterbelt.equip.queries.members import members_of
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.sites import sites_of
from shelterbelt.equip.queries.standings import Stood, standings_of, standings_over_time
from shelterbelt.equip.services import assessments as services
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import ROLE_NAMES
from shelterbelt.ground.routes import Audience, PageRequest, page

GET_POST = ("GET", "POST")


@page(
    "agency/<uuid:agency>/assessments/",
    name="agency.assessments",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
)
def list_assessments(request: PageRequest, agency: UUID) -> HttpResponse:
    """All of them, the newest first, each with how the agency stood."""
    view = agency_of(for_=request.actor, agency=agency)
    told = standings_over_time(for_=request.actor, agency=agency)[::-1]
    lines = [(one, totals(one)) for one in told]
    is_open = any(one.assessment.state == "open" for one in told)
    shown = {"lines": lines, "is_open": is_open}
    return render(request, "equip/agency/assess/list.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/assessments/open/",
    name="agency.assessments.open",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def open_one(request: PageRequest, agency: UUID) -> HttpResponse:
    """Begin to ask."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    sites = sites_of(for_=request.actor, agency=agency)
    form = OpenForm(request.POST or None, sites=sites, today=clock.today())
    if form.is_valid():
        try:
            made = services.open_assessment(
                by=request.actor,
                agency=agency,
                sites=form.places(),
                closes_on=form.cleaned_data["closes_on"],
            )
        except Incomplete as error:
            tell(form, error)
        except NotInThisState:
            form.add_error(None, _("An assessment is open already. Close it before you begin another."))
        else:
            messages.success(request, _("It is open. Now ask people to answer."))
            return redirect("agency.assessment.ask", agency, made)
    shown = {"form": form, "questions": len(question_set().questions)}
    return render(request, "equip/agency/assess/open.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/assessments/<uuid:assessment>/",
    name="agency.assessment",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
)
def show_one(request: PageRequest, agency: UUID, assessment: UUID) -> HttpResponse:
    """How it stands: domain by domain, what changed, who answered."""
    view = agency_of(for_=request.actor, agency=agency)
    stood = there(standings_of(for_=request.actor, agency=agency, assessment=assessment))
    shown = {
        "stood": stood,
        "is_open": stood.assessment.state == "open",
        "totals": totals(stood),
        "chart": standing_chart(stood.results),
        "domains": [
            (one, domain_name(one), stood.results.by_domain.get(one.key)) for one in question_set().domains
        ],
        "differs": sum(one.differs for one in stood.results.standings),
        "groups": groups_asked(for_=request.actor, agency=agency, assessment=assessment),
    }
    return render(request, "equip/agency/assess/one.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/assessments/<uuid:assessment>/ask/",
    name="agency.assessment.ask",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def ask_people(request: PageRequest, agency: UUID, assessment: UUID) -> HttpResponse:
    """Who answers by name; and the way to the cards."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    asked = members_asked(for_=request.actor, agency=agency, assessment=assessment)
    members = [
        (str(one.grant), f"{one.name}, {ROLE_NAMES[one.role]}")
        for one in members_of(for_=request.actor, agency=agency)
        if one.account not in asked
    ]
    form = AskForm(request.POST or None, members=members)
    if form.is_valid():
        chosen = [UUID(one) for one in form.cleaned_data["members"]]
        try:
            services.ask_members(by=request.actor, agency=agency, assessment=assessment, members=chosen)
        except NotInThisState:
            form.add_error(None, _("This assessment is closed."))
        else:
            messages.success(request, _("Asked. It stands on the page “Your answers” of each of them."))
            return redirect("agency.assessment", agency, assessment)
    shown = {"form": form, "members": members, "assessment": assessment, "asked": len(asked)}
    return render(request, "equip/agency/assess/ask.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/assessments/<uuid:assessment>/cards/",
    name="agency.assessment.cards",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def make_cards(request: PageRequest, agency: UUID, assessment: UUID) -> HttpResponse:
    """Cards for anonymous answers, shown once."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    stood = there(standings_of(for_=request.actor, agency=agency, assessment=assessment))
    names = site_names(agency=agency)
    sites = [(site, names[site]) for site in stood.results.by_site if site and site in names]
    form = CardsForm(request.POST or None, sites=sites)
    shown = {"form": form, "assessment": assessment, "until": stood.assessment.closes_on}
    if form.is_valid():
        given = {"group": form.cleaned_data["group"], "number": form.cleaned_data["number"]}
        try:
            tokens = services.make_cards(
                by=request.actor, agency=agency, assessment=assessment, site=form.place(), **given
            )
        except NotInThisState:
            form.add_error(None, _("This assessment is closed."))
        else:
            shown["cards"] = [_card(request, token) for token in tokens]
    return render(request, "equip/agency/assess/cards.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/assessments/<uuid:assessment>/close/",
    name="agency.assessment.close",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def close_one(request: PageRequest, agency: UUID, assessment: UUID) -> HttpResponse:
    """Asks once more, then closes."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    stood = there(standings_of(for_=request.actor, agency=agency, assessment=assessment))
    if request.method == "POST":
        try:
            services.close_assessment(by=request.actor, agency=agency, assessment=assessment)
        except NotInThisState as error:
            is_empty = error.args == ("empty",)
            closed = _("It is closed already.")
            messages.warning(
                request, _("Nobody has answered yet: there is nothing to close.") if is_empty else closed
            )
        else:
            messages.success(request, _("Closed. Draw goals for your strategy from what is not met."))
        return redirect("agency.assessment", agency, assessment)
    unsettled = sum(not one.is_settled for one in stood.results.standings)
    shown = {"stood": stood, "unsettled": unsettled, "totals": totals(stood)}
    return render(request, "equip/agency/assess/close.html", {**frame(request, view), **shown})


def there(stood: Stood | None) -> Stood:
    """The assessment that was asked for.

    Raises:
        NotThere: there is none.
    """
    if stood is None:
        raise NotThere
    return stood


def totals(stood: Stood) -> dict[str, int]:
    """How many questions at all places stand how."""
    tallies = stood.results.by_domain.values()
    names = ("met", "in_progress", "not_met", "need_support", "does_not_apply", "unanswered")
    found = {name: sum(getattr(one, name) for one in tallies) for name in names}
    return {**found, "applies": sum(one.applies for one in tallies)}


def tell(form: forms.Form, error: Incomplete) -> None:
    """Put what a service said beside its fields."""
    for name, said in error.fields.items():
        form.add_error(name if name in form.fields else None, said)


def _card(request: PageRequest, token: str) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("card", args=[token]))
    return {"address": address, "code": code_of(address)}
