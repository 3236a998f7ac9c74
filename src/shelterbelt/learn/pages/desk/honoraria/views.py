"""Money for people: what must be paid before which event, and each amount with its words."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shelterbelt.ground import clock
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.pages.desk.honoraria.forms import PaidForm
from shelterbelt.learn.pages.desk.honoraria.shown import line_shown, offers_shown
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.honoraria import honoraria_at_desk, honoraria_to_offer, honorarium_at_desk
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.honoraria import offer_honoraria, pay_honorarium, settle_honorarium


@page("desk/people-money/", name="desk.honoraria", permission=access.READ_HONORARIA, audience=Audience.DESK)
def list_honoraria(request: PageRequest) -> HttpResponse:
    """What is due, overdue first; or what is settled."""
    is_settled = request.GET.get("show") == "settled"
    found = honoraria_at_desk(for_=request.actor, settled=is_settled, number=request.GET.get("page", "1"))
    shown = {
        "lines": [line_shown(line) for line in found.lines],
        "page": found.page,
        "is_settled": is_settled,
        "offers": [] if is_settled else offers_shown(honoraria_to_offer(for_=request.actor)),
    }
    return render(request, "learn/desk/honoraria.html", shown)


@page(
    "desk/people-money/offer/<uuid:cohort>/",
    name="desk.honoraria.offer",
    permission=access.OFFER_HONORARIA,
    audience=Audience.DESK,
    methods=("POST",),
)
def offer_all(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Offer the honorarium for every seat that has none."""
    try:
        made = offer_honoraria(by=request.actor, cohort=cohort)
    except NotInThisState:
        messages.warning(request, _("The definition of this cohort sets no honorarium. Set it there first."))
    else:
        said = ngettext("%(count)d honorarium offered.", "%(count)d honoraria offered.", made)
        messages.success(request, said % {"count": made})
    return redirect("desk.honoraria")


@page(
    "desk/people-money/<uuid:honorarium>/",
    name="desk.honorarium",
    permission=access.READ_HONORARIA,
    audience=Audience.DESK,
)
def show_honorarium(request: PageRequest, honorarium: UUID) -> HttpResponse:
    """One amount, with what the person wrote."""
    return _shown(request, honorarium, PaidForm())


@page(
    "desk/people-money/<uuid:honorarium>/settle/",
    name="desk.honorarium.settle",
    permission=access.PAY_HONORARIA,
    audience=Audience.DESK,
    methods=("POST",),
)
def settle(request: PageRequest, honorarium: UUID) -> HttpResponse:
    """Approve, cancel, or say that it was paid."""
    act = request.POST.get("act", "")
    form = PaidForm(request.POST)
    try:
        if act != "pay":
            settle_honorarium(by=request.actor, honorarium=honorarium, act=act)
        elif not form.is_valid():
            return _shown(request, honorarium, form, status=422)
        else:
            pay_honorarium(by=request.actor, honorarium=honorarium, on=form.cleaned_data["paid_on"])
    except Incomplete as error:
        form.add_error("paid_on", str(error.fields["paid_on"]))
        return _shown(request, honorarium, form, status=422)
    except NotInThisState:
        messages.warning(request, _("This has changed meanwhile. Here is how it stands now."))
    else:
        messages.success(request, _("Saved."))
    return redirect("desk.honorarium", honorarium)


def _shown(request: PageRequest, honorarium: UUID, form: PaidForm, status: int = 200) -> HttpResponse:
    line, words = honorarium_at_desk(for_=request.actor, honorarium=honorarium)
    # The host's day: in Toronto's evening that of Greenwich is tomorrow, which is refused.
    form.initial["paid_on"] = clock.today(definition_of(line.row.cohort.definition).programme.host_zone)
    may_pay = access.PAY_HONORARIA.allows_in(request.actor, line.row.organisation)
    shown = {"line": line_shown(line), "words": words, "form": form, "may_pay": may_pay}
    return render(request, "learn/desk/honorarium.html", shown, status=status)
