"""Money of the person signed in: what is offered, when it is paid, and expenses."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn.access import OWN_HONORARIA
from shelterbelt.learn.choices import HonorariumKind, HonorariumState
from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.pages.mine.money_forms import ClaimForm
from shelterbelt.learn.pages.public.shown import title_of
from shelterbelt.learn.pages.shown_money import amount_words
from shelterbelt.learn.queries.cohorts import CohortView, definition_of
from shelterbelt.learn.queries.feeds import seats_own
from shelterbelt.learn.queries.honoraria import OwnLine, honoraria_own
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.honoraria import answer_honorarium, claim_expense

_ANSWERABLE = (HonorariumState.OFFERED, HonorariumState.ACCEPTED, HonorariumState.DECLINED)


@page("mine/money/", name="mine.money", permission=OWN_HONORARIA, audience=Audience.PERSONAL)
def show_money(request: PageRequest) -> HttpResponse:
    """My honoraria and expenses."""
    return render(request, "learn/mine/money.html", _shown(request, None))


@page(
    "mine/money/claim/",
    name="mine.money.claim",
    permission=OWN_HONORARIA,
    audience=Audience.PERSONAL,
    methods=("POST",),
)
def claim(request: PageRequest) -> HttpResponse:
    """Claim an expense."""
    form = ClaimForm(request.POST, seats=_seats(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            claim_expense(
                by=request.actor, seat=given["seat"], amount_minor=given["amount_minor"], words=given["words"]
            )
        except Incomplete as error:
            for name, said in error.fields.items():
                form.add_error(name, str(said))
        else:
            messages.success(request, _("Your expense has arrived. Finance looks at it next."))
            return redirect("mine.money")
    return render(request, "learn/mine/money.html", _shown(request, form), status=422)


@page(
    "mine/money/<uuid:honorarium>/",
    name="mine.money.answer",
    permission=OWN_HONORARIA,
    audience=Audience.PERSONAL,
    methods=("POST",),
)
def answer(request: PageRequest, honorarium: UUID) -> HttpResponse:
    """Say yes or no, and where to talk about how it is paid."""
    told = request.POST.get("words", "")
    accepts = request.POST.get("answer") != "no"
    try:
        answer_honorarium(by=request.actor, honorarium=honorarium, accepts=accepts, words=told)
    except NotInThisState:
        messages.warning(request, _("This cannot be answered any more. Here is how it stands now."))
    except Incomplete as error:
        messages.error(request, str(error.fields["words"]))
    else:
        messages.success(request, _("Your answer is kept. You can change it until it is approved."))
    return redirect("mine.money")


def _shown(request: PageRequest, form: ClaimForm | None) -> dict[str, Any]:
    seats = _seats(request)
    if form is None and seats:
        form = ClaimForm(seats=seats)
    return {"lines": [_line(line) for line in honoraria_own(for_=request.actor)], "form": form}


def _seats(request: PageRequest) -> list[tuple[UUID, str, str]]:
    found = []
    for seat in seats_own(for_=request.actor):
        cohort = seat.meeting.cohort
        view = CohortView(cohort, definition_of(cohort.definition))
        told = f"{title_of(view)} · {day_words(seat.meeting.starts_at.date())}"
        found.append((seat.pk, told, view.definition.cost.currency))
    return found


def _line(line: OwnLine) -> dict[str, Any]:
    row = line.row
    is_offer = row.kind == HonorariumKind.HONORARIUM
    return {
        "id": row.pk,
        "cohort": title_of(line.view),
        "event": day_words(row.meeting.starts_at.date()) if row.meeting else "",
        "amount": amount_words(row.amount_minor, row.currency),
        "kind": row.get_kind_display(),
        "state": row.get_state_display(),
        "look": "success" if row.state == HonorariumState.PAID else "",
        "pay_by": day_words(row.pay_by) if row.pay_by else "",
        "paid_on": day_words(row.paid_on) if row.paid_on else "",
        "words": line.words,
        "is_cancelled": row.state in (HonorariumState.CANCELLED, HonorariumState.DECLINED),
        "can_answer": is_offer and row.state in _ANSWERABLE,
        "is_yes": row.state == HonorariumState.ACCEPTED,
        "is_no": row.state == HonorariumState.DECLINED,
    }
