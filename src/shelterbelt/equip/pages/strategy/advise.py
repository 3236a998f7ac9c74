"""What a programme's adviser is shown: strategies, while their agencies show them, and nothing else."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from shelterbelt.equip import access
from shelterbelt.equip.pages.strategy.shown import STATE_KINDS, shown_strategy
from shelterbelt.equip.queries.strategies import strategies_shown, strategy_shown
from shelterbelt.ground.routes import Audience, PageRequest, page


@page("advise/", name="advise", permission=access.ADVISE, audience=Audience.DESK)
def list_shown(request: PageRequest) -> HttpResponse:
    """Strategies that are shown today."""
    found = [(one, STATE_KINDS[one.state]) for one in strategies_shown(for_=request.actor)]
    return render(request, "equip/advise/list.html", {"strategies": found})


@page("advise/<uuid:strategy>/", name="advise.strategy", permission=access.ADVISE, audience=Audience.DESK)
def show_shown(request: PageRequest, strategy: UUID) -> HttpResponse:
    """One of them."""
    found = strategy_shown(for_=request.actor, strategy=strategy)
    return render(request, "equip/advise/one.html", {**shown_strategy(found), "is_outside": True})
