"""A survivor adviser reads the strategy whole and says what they think; leaders show it to a programme."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.pages.strategy.forms import ShareForm, SignForm, tell_mistakes
from shelterbelt.equip.pages.strategy.keeping import GET_POST, is_kept, state_words
from shelterbelt.equip.pages.strategy.shown import shown_strategy
from shelterbelt.equip.queries.advisers import programmes_to_show
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.strategies import strategy_view
from shelterbelt.equip.services import sharing, signing
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground.routes import Audience, PageRequest, page

_STRATEGY = "agency/<uuid:agency>/strategies/<uuid:strategy>/"


@page(
    _STRATEGY + "sign/",
    name="agency.strategy.sign",
    permission=access.SIGN_STRATEGY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def sign_strategy(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """The whole text, and three answers."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.SIGN_STRATEGY)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    form = SignForm(request.POST or None, initial={"digest": found.digest})
    keep = partial(signing.sign_strategy, by=request.actor, agency=agency, strategy=strategy)
    try:
        if form.is_valid():
            keep(**form.cleaned_data)
            messages.success(request, _("Kept. Thank you. You can say something else at any time."))
            return redirect("agency.strategy", agency, strategy)
    except Incomplete as error:
        tell_mistakes(form, error)
    except NotInThisState as error:
        messages.warning(request, state_words(error))
        return redirect("agency.strategy.sign", agency, strategy)
    shown = shown_strategy(found) | {
        "form": form,
        "own": next((s for s in found.sign_offs if s.is_own), None),
    }
    return render(request, "equip/agency/strategy/sign.html", {**frame(request, view), **shown})


@page(
    _STRATEGY + "share/",
    name="agency.strategy.share",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def share_strategy(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """Show it to a programme's advisers until a day."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = strategy_view(for_=request.actor, agency=agency, strategy=strategy)
    programmes = programmes_to_show(for_=request.actor, agency=agency)
    form = ShareForm(request.POST or None, programmes=programmes)
    keep = partial(sharing.share_strategy, by=request.actor, agency=agency, strategy=strategy)
    if is_kept(
        form,
        lambda: keep(shown_to=UUID(form.cleaned_data["shown_to"]), until=form.cleaned_data["until"]),
    ):
        messages.success(request, _("Shown. You can take it back at any time."))
        return redirect("agency.strategy.share", agency, strategy)
    shown = {"form": form, "strategy": found, "programmes": programmes}
    return render(request, "equip/agency/strategy/share.html", {**frame(request, view), **shown})


@page(
    _STRATEGY + "share/<uuid:share>/",
    name="agency.strategy.unshare",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def take_share_back(request: PageRequest, agency: UUID, strategy: UUID, share: UUID) -> HttpResponse:
    """Take it back at once."""
    sharing.take_share_back(by=request.actor, agency=agency, strategy=strategy, share=share)
    messages.success(request, _("Taken back. They no longer see it."))
    return redirect("agency.strategy.share", agency, strategy)
