"""Actions of a strategy: one with its progress, added, changed, handed over, taken out."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import StrategyState
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.pages.strategy.forms import ActionForm, OwnerForm, ProgressForm
from shelterbelt.equip.pages.strategy.goals import removed_words
from shelterbelt.equip.pages.strategy.keeping import GET_POST, is_kept, state_words
from shelterbelt.equip.pages.strategy.shown import shown_action
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.sites import sites_of
from shelterbelt.equip.queries.strategies import strategy_view
from shelterbelt.equip.services import actions as services
from shelterbelt.equip.services.errors import NotInThisState
from shelterbelt.ground.routes import Audience, PageRequest, page

_STRATEGY = "agency/<uuid:agency>/strategies/<uuid:strategy>/"
_ACTION = _STRATEGY + "actions/<uuid:action>/"


@page(
    _ACTION,
    name="agency.action",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def show_action(request: PageRequest, agency: UUID, strategy: UUID, action: UUID) -> HttpResponse:
    """One action with what was told of it; anyone of the agency tells how far it is."""
    view = agency_of(for_=request.actor, agency=agency)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    line = found.action(action)
    form = ProgressForm(request.POST or None, initial={"state": line.state})
    keep = partial(services.tell_progress, by=request.actor, agency=agency, strategy=strategy, action=action)
    if is_kept(form, lambda: keep(**form.cleaned_data)):
        messages.success(request, _("Told. Thank you."))
        return redirect("agency.action", agency, strategy, action)
    shown = {
        "strategy": found,
        "goal": found.goal(line.goal),
        "action": shown_action(line),
        "form": form,
        "is_open": found.state != StrategyState.CLOSED,
        "is_draft": found.state == StrategyState.DRAFT,
    }
    return render(request, "equip/agency/strategy/action.html", {**frame(request, view), **shown})


@page(
    _STRATEGY + "goals/<uuid:goal>/actions/",
    name="agency.goal.action",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def add_action(request: PageRequest, agency: UUID, strategy: UUID, goal: UUID) -> HttpResponse:
    """A new action for a goal."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    line = found.goal(goal)
    form = ActionForm.of(None, found, sites_of(for_=request.actor, agency=agency), request.POST or None)
    keep = partial(services.add_action, by=request.actor, agency=agency, strategy=strategy, goal=goal)
    if is_kept(form, lambda: keep(said=form.said())):
        messages.success(request, _("Added."))
        return redirect(f"{reverse('agency.strategy', args=[agency, strategy])}#goal-{goal}")
    shown = {"form": form, "strategy": found, "goal": line, "title": _("Add an action")}
    return render(request, "equip/agency/strategy/action_form.html", {**frame(request, view), **shown})


@page(
    _ACTION + "change/",
    name="agency.action.change",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def change_action(request: PageRequest, agency: UUID, strategy: UUID, action: UUID) -> HttpResponse:
    """An action of a draft."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    line = found.action(action)
    sites = sites_of(for_=request.actor, agency=agency, is_closed=None)
    form = ActionForm.of(line, found, sites, request.POST or None)
    keep = partial(services.change_action, by=request.actor, agency=agency, strategy=strategy, action=action)
    if is_kept(form, lambda: keep(said=form.said())):
        messages.success(request, _("Kept."))
        return redirect("agency.action", agency, strategy, action)
    shown = {"form": form, "strategy": found, "goal": found.goal(line.goal), "action": line}
    shown |= {"title": _("Change this action")}
    return render(request, "equip/agency/strategy/action_form.html", {**frame(request, view), **shown})


@page(
    _ACTION + "owner/",
    name="agency.action.owner",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def hand_over(request: PageRequest, agency: UUID, strategy: UUID, action: UUID) -> HttpResponse:
    """Somebody else sees to it; this may change while the strategy is in force."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    line = found.action(action)
    form = OwnerForm(request.POST or None, initial={"owner": line.owner})
    keep = partial(
        services.hand_action_over, by=request.actor, agency=agency, strategy=strategy, action=action
    )
    if is_kept(form, lambda: keep(**form.cleaned_data)):
        messages.success(request, _("Kept."))
        return redirect("agency.action", agency, strategy, action)
    shown = {"form": form, "strategy": found, "goal": found.goal(line.goal), "action": line}
    shown |= {"title": _("Who sees to it")}
    return render(request, "equip/agency/strategy/action_form.html", {**frame(request, view), **shown})


@page(
    _ACTION + "remove/",
    name="agency.action.remove",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def remove_action(request: PageRequest, agency: UUID, strategy: UUID, action: UUID) -> HttpResponse:
    """Take it out, or put it back."""
    is_back = bool(request.POST.get("back"))
    do = services.put_action_back if is_back else services.remove_action
    try:
        do(by=request.actor, agency=agency, strategy=strategy, action=action)
        messages.success(request, removed_words(is_back=is_back))
    except NotInThisState as error:
        messages.warning(request, state_words(error))
    return redirect("agency.strategy", agency, strategy)
