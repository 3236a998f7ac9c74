"""Strategies of an agency: list, begin, one, its title and dates, its state."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.pages.strategy.forms import StrategyForm
from shelterbelt.equip.pages.strategy.keeping import GET_POST, is_kept, state_words
from shelterbelt.equip.pages.strategy.shown import STATE_KINDS, shown_strategy
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.strategies import strategies_of, strategy_view
from shelterbelt.equip.services import strategies as services
from shelterbelt.equip.services.errors import NotInThisState
from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import Role
from shelterbelt.ground.routes import Audience, PageRequest, page


@page(
    "agency/<uuid:agency>/strategies/",
    name="agency.strategies",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
)
def list_strategies(request: PageRequest, agency: UUID) -> HttpResponse:
    """What is in force, what is drafted, what was before."""
    view = agency_of(for_=request.actor, agency=agency)
    found = strategies_of(for_=request.actor, agency=agency)
    shown = {"strategies": [(one, STATE_KINDS[one.state]) for one in found]}
    return render(request, "equip/agency/strategies/list.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/strategies/begin/",
    name="agency.strategies.begin",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def begin_strategy(request: PageRequest, agency: UUID) -> HttpResponse:
    """Title, purpose, dates of a new draft."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    form = StrategyForm.of(None, clock.today(), request.POST or None)
    made: list[UUID] = []
    if is_kept(
        form,
        lambda: made.append(services.begin_strategy(by=request.actor, agency=agency, said=form.said())),
    ):
        messages.success(request, _("Begun. Now draw its goals from your gaps."))
        return redirect("agency.strategy", agency, made[0])
    shown = {"form": form, "title": _("Begin a strategy")}
    return render(request, "equip/agency/strategies/form.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/strategies/<uuid:strategy>/",
    name="agency.strategy",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
)
def show_strategy(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """One strategy, whole."""
    view = agency_of(for_=request.actor, agency=agency)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    shown = shown_strategy(found)
    shown |= {
        "can_change": view.is_led and shown["is_draft"],
        "can_sign": Role.SURVIVOR_ADVISER in view.roles and not shown["is_closed"],
        "can_tell": not shown["is_closed"],
    }
    return render(request, "equip/agency/strategy/one.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/strategies/<uuid:strategy>/change/",
    name="agency.strategy.change",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def change_strategy(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """Title, purpose, dates."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    form = StrategyForm.of(found, clock.today(), request.POST or None)
    if is_kept(
        form,
        lambda: services.change_strategy(
            by=request.actor, agency=agency, strategy=strategy, said=form.said()
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("agency.strategy", agency, strategy)
    shown = {"form": form, "title": _("Title, purpose and dates"), "strategy": found}
    return render(request, "equip/agency/strategies/form.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/strategies/<uuid:strategy>/state/",
    name="agency.strategy.state",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def set_state(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """Put in force, make a draft again, or close."""
    ways = {
        "in_force": (services.put_in_force, _("It is in force. Your calendar and mails now know its dates.")),
        "draft": (
            services.reopen_strategy,
            _("It is a draft again. What was agreed to holds until a word changes."),
        ),
        "closed": (services.close_strategy, _("Closed. Everything in it stays. You can open it again.")),
    }
    strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    do, said = ways.get(request.POST.get("to", ""), (None, ""))
    try:
        if do is not None:
            do(by=request.actor, agency=agency, strategy=strategy)
            messages.success(request, said)
    except NotInThisState as error:
        messages.warning(request, state_words(error))
    return redirect("agency.strategy", agency, strategy)
