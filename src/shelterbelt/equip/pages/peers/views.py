"""Beside others: agree, look, leave."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shelterbelt.equip import access
from shelterbelt.equip.formats.charts_standing import domain_name
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.peers import BANDS, FEWEST, DomainPeers, peers_of
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.services import peers as services
from shelterbelt.ground.routes import Audience, PageRequest, page


@page(
    "agency/<uuid:agency>/peers/", name="agency.peers", permission=access.READ_AGENCY, audience=Audience.DESK
)
def show_peers(request: PageRequest, agency: UUID) -> HttpResponse:
    """How many agencies are where, by domain, and where this one is."""
    view = agency_of(for_=request.actor, agency=agency)
    found = peers_of(for_=request.actor, agency=agency)
    names = {one.key: domain_name(one) for one in question_set().domains}
    shown = {
        "peers": found,
        "made_on": dt.date.fromisoformat(found.made_on) if found.made_on else None,
        "columns": (_("Domain"), *_bands().values(), _("You")),
        "rows": [(names[one.key], *_row(one)) for one in found.domains],
        "fewest": FEWEST,
    }
    return render(request, "equip/agency/peers/one.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/peers/agree/",
    name="agency.peers.agree",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def agree(request: PageRequest, agency: UUID) -> HttpResponse:
    """Be compared."""
    services.agree_to_compare(by=request.actor, agency=agency)
    messages.success(request, _("Agreed. You are counted in the next comparison."))
    return redirect("agency.peers", agency)


@page(
    "agency/<uuid:agency>/peers/stop/",
    name="agency.peers.stop",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def stop(request: PageRequest, agency: UUID) -> HttpResponse:
    """Be compared no more."""
    services.stop_comparing(by=request.actor, agency=agency)
    messages.success(request, _("Done. No later comparison counts you, and you see none."))
    return redirect("agency.peers", agency)


def _bands() -> dict[str, str]:
    words = (
        pgettext("how much is met", "up to a quarter met"),
        pgettext("how much is met", "up to half"),
        pgettext("how much is met", "up to three quarters"),
        pgettext("how much is met", "more"),
    )
    return dict(zip(BANDS, words, strict=True))


def _row(one: DomainPeers) -> tuple[str, ...]:
    numbers = [one.counts[band] for band in BANDS]
    shown = ("–" if number is None else number_format(number) for number in numbers)
    return (*shown, _bands()[one.own] if one.own else "–")
