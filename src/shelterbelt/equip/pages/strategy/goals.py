"""Goals of a strategy, drawn from gaps; and how each could do harm."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import Given
from shelterbelt.equip.formats.charts_standing import domain_name, told_in
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.pages.strategy.forms import GoalForm, NoneSeenForm, RiskForm
from shelterbelt.equip.pages.strategy.keeping import GET_POST, is_kept, state_words
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.gaps import GapChoice, gaps_for
from shelterbelt.equip.queries.strategies import strategy_view
from shelterbelt.equip.services import goals as services
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground.routes import Audience, PageRequest, page

_GOALS = "agency/<uuid:agency>/strategies/<uuid:strategy>/goals/"
_GOAL = _GOALS + "<uuid:goal>/"


@page(
    "agency/<uuid:agency>/strategies/<uuid:strategy>/gaps/",
    name="agency.strategy.gaps",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
)
def show_gaps(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """Gaps of the last assessment, to tick and make a goal of."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = gaps_for(for_=request.actor, agency=agency, strategy=strategy)
    shown = {
        "strategy": found.strategy,
        "assessment": found.assessment,
        "unanswered": found.unanswered,
        "domains": [(domain_name(domain), [_gap(one) for one in lines]) for domain, lines in found.domains],
    }
    return render(request, "equip/agency/strategy/gaps.html", {**frame(request, view), **shown})


@page(
    _GOALS + "add/",
    name="agency.goal.new",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def add_goal(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """A new goal, begun with the gaps that were ticked."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    ticked = [*request.GET.getlist("of"), *request.POST.getlist("questions")]
    form = GoalForm.of(None, ticked, request.POST or None)
    made: list[UUID] = []
    keep = partial(services.add_goal, by=request.actor, agency=agency, strategy=strategy)
    if is_kept(form, lambda: made.append(keep(said=form.said()))):
        messages.success(request, _("Added. Next: what is done for it, and how it could do harm."))
        return redirect(f"{reverse('agency.strategy', args=[agency, strategy])}#goal-{made[0]}")
    shown = {"form": form, "strategy": found, "title": _("Add a goal")}
    return render(request, "equip/agency/strategy/goal_form.html", {**frame(request, view), **shown})


@page(
    _GOAL,
    name="agency.goal",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def change_goal(request: PageRequest, agency: UUID, strategy: UUID, goal: UUID) -> HttpResponse:
    """A goal's words, domain and gaps."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    line = found.goal(goal)
    form = GoalForm.of(line, request.GET.getlist("of"), request.POST or None)
    keep = partial(services.change_goal, by=request.actor, agency=agency, strategy=strategy, goal=goal)
    if is_kept(form, lambda: keep(said=form.said())):
        messages.success(request, _("Kept."))
        return redirect(f"{reverse('agency.strategy', args=[agency, strategy])}#goal-{goal}")
    shown = {"form": form, "strategy": found, "goal": line, "title": _("Change this goal")}
    return render(request, "equip/agency/strategy/goal_form.html", {**frame(request, view), **shown})


@page(
    _GOAL + "move/",
    name="agency.goal.move",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def move_goal(request: PageRequest, agency: UUID, strategy: UUID, goal: UUID) -> HttpResponse:
    """Up or down."""
    is_up = request.POST.get("way") != "down"
    try:
        services.move_goal(by=request.actor, agency=agency, strategy=strategy, goal=goal, is_up=is_up)
    except NotInThisState as error:
        messages.warning(request, state_words(error))
    return redirect(f"{reverse('agency.strategy', args=[agency, strategy])}#goal-{goal}")


@page(
    _GOAL + "remove/",
    name="agency.goal.remove",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def remove_goal(request: PageRequest, agency: UUID, strategy: UUID, goal: UUID) -> HttpResponse:
    """Take it out, or put it back."""
    is_back = bool(request.POST.get("back"))
    do = services.put_goal_back if is_back else services.remove_goal
    try:
        do(by=request.actor, agency=agency, strategy=strategy, goal=goal)
        messages.success(request, removed_words(is_back=is_back))
    except NotInThisState as error:
        messages.warning(request, state_words(error))
    return redirect("agency.strategy", agency, strategy)


@page(
    _GOAL + "risks/",
    name="agency.goal.risk",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def add_risk(request: PageRequest, agency: UUID, strategy: UUID, goal: UUID) -> HttpResponse:
    """How the goal could do harm; or why no harm is seen (`none`)."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    line = found.goal(goal)
    is_none = "none" in request.GET
    form = (NoneSeenForm if is_none else RiskForm).of(None, request.POST or None)
    keep = partial(services.add_risk, by=request.actor, agency=agency, strategy=strategy, goal=goal)
    if is_kept(form, lambda: keep(said=form.said())):
        messages.success(request, _("Kept."))
        return redirect(f"{reverse('agency.strategy', args=[agency, strategy])}#goal-{goal}")
    shown = {"form": form, "strategy": found, "goal": line, "is_none": is_none, "is_new": True}
    return render(request, "equip/agency/strategy/risk_form.html", {**frame(request, view), **shown})


@page(
    _GOAL + "risks/<uuid:risk>/",
    name="agency.goal.risk.change",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def change_risk(request: PageRequest, agency: UUID, strategy: UUID, goal: UUID, risk: UUID) -> HttpResponse:
    """A risk and how it is met."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    line, kept = found.goal(goal), found.risk(goal, risk)
    form = (NoneSeenForm if kept.is_none_seen else RiskForm).of(kept, request.POST or None)
    keep = partial(
        services.change_risk, by=request.actor, agency=agency, strategy=strategy, goal=goal, risk=risk
    )
    if is_kept(form, lambda: keep(said=form.said())):
        messages.success(request, _("Kept."))
        return redirect(f"{reverse('agency.strategy', args=[agency, strategy])}#goal-{goal}")
    shown = {"form": form, "strategy": found, "goal": line, "risk": kept, "is_none": kept.is_none_seen}
    return render(request, "equip/agency/strategy/risk_form.html", {**frame(request, view), **shown})


@page(
    _GOAL + "risks/<uuid:risk>/remove/",
    name="agency.goal.risk.remove",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def remove_risk(request: PageRequest, agency: UUID, strategy: UUID, goal: UUID, risk: UUID) -> HttpResponse:
    """Take it out, or put it back."""
    is_back = bool(request.POST.get("back"))
    do = services.put_risk_back if is_back else services.remove_risk
    try:
        do(by=request.actor, agency=agency, strategy=strategy, goal=goal, risk=risk)
        messages.success(request, removed_words(is_back=is_back))
    except NotInThisState as error:
        messages.warning(request, state_words(error))
    except Incomplete as error:
        messages.warning(request, " ".join(error.fields.values()))
    return redirect("agency.strategy", agency, strategy)


def removed_words(*, is_back: bool) -> str:
    """What is said after something was taken out or put back."""
    return _("Put back.") if is_back else _("Taken out. You can put it back at the end of this page.")


def _gap(one: GapChoice) -> dict[str, object]:
    return {
        "key": one.question.key,
        "text": told_in(one.question.text),
        "answer": Given(one.answer).label if one.answer else _("not answered"),
        "sites": one.sites,
        "goals": one.goals,
    }
