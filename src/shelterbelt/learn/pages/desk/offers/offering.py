"""A place offered by hand from an application's file, looked at once more before it goes out; and taken back again."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.ground.design.names import language_choices
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.choices import DecisionOutcome, Mode, OfferState
from shelterbelt.learn.formats.meeting_times import moment_times
from shelterbelt.learn.pages.desk.offers.forms import NO_SEAT, OfferForm, TakeBackForm
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.offering import Effect, Offering, offering_of
from shelterbelt.learn.queries.offers import offer_at_desk
from shelterbelt.learn.services.errors import (
    CannotSeat,
    Incomplete,
    LastCallPassed,
    NoSeat,
    NotInThisState,
)
from shelterbelt.learn.services.leaving import take_back_offer
from shelterbelt.learn.services.selections import decide
from shelterbelt.learn.services.sentences import CANNOT_SEAT

GET_POST = ("GET", "POST")


@page(
    "desk/applications/<uuid:application>/offer/",
    name="desk.application.offer",
    permission=access.ADMIT,
    audience=Audience.DESK,
    methods=GET_POST,
)
def offer_place(request: PageRequest, application: UUID) -> HttpResponse:
    """How, until when and why; then once more what will happen; then the offer and its mail."""
    found = offering_of(for_=request.actor, application=application)
    view = cohort_at_desk(for_=request.actor, cohort=found.application.cohort_id)
    zone = ZoneInfo(view.definition.programme.host_zone)
    form = OfferForm(request.POST if request.method == "POST" else None, offering=found, zone=zone)
    is_sure = request.POST.get("sure") == "yes"
    is_asked = form.is_valid() and found.can_be_offered and found.is_open
    if is_asked and is_sure and _is_offered(request, application, form, zone):
        messages.success(request, _("The place is offered. The mail is on its way."))
        return redirect("desk.admission", application)
    told = {
        "form": form,
        "found": found,
        "is_asked": is_asked and request.POST.get("sure") != "change" and not form.errors,
        **_shown(found, form, zone),
        **frame(request, view, request.actor),
    }
    status = 400 if form.errors else 200
    return render(request, "learn/desk/offers/offer.html", told, status=status)


@page(
    "desk/offers/<uuid:offer>/take-back/",
    name="desk.offer.take_back",
    permission=access.ADMIT,
    audience=Audience.DESK,
    methods=GET_POST,
)
def take_back(request: PageRequest, offer: UUID) -> HttpResponse:
    """End an offer that was a mistake, with a reason, while nobody has answered it."""
    found = offer_at_desk(for_=request.actor, offer=offer)
    view = cohort_at_desk(for_=request.actor, cohort=found.cohort_id)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            take_back_offer(by=request.actor, offer=offer, because=form.cleaned_data["because"])
            messages.success(request, _("The offer is taken back. A mail says so."))
            return redirect("desk.application", found.application.reference)
        except Incomplete as error:
            form.add_error("because", str(error.fields["because"]))
        except NotInThisState:
            form.add_error(None, _("This offer was answered or has ended; it cannot be taken back."))
    told = {"form": form, "offer": found, "is_open": found.state == OfferState.MADE}
    shown = {**frame(request, view, request.actor), **told}
    return render(request, "learn/desk/offers/take_back.html", shown, status=400 if form.errors else 200)


def _is_offered(request: PageRequest, application: UUID, form: OfferForm, zone: ZoneInfo) -> bool:
    given = form.cleaned_data
    try:
        decide(
            by=request.actor,
            application=application,
            outcome=DecisionOutcome.OFFER,
            mode=given["mode"],
            words=given["words"],
            answer_by=form.end_of_day(zone),
        )
    except Incomplete as error:
        form.add_error("words", str(error.fields["words"]))
    except CannotSeat:
        form.add_error(None, str(CANNOT_SEAT))
    except NoSeat:
        form.add_error("mode", str(NO_SEAT))
    except LastCallPassed:
        form.add_error(None, _("It is too late for offers: the programme begins soon."))
    except NotInThisState:
        form.add_error(None, _("This application has changed meanwhile. Nothing was offered."))
    else:
        return True
    return False


def _shown(found: Offering, form: OfferForm, zone: ZoneInfo) -> dict[str, object]:
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    line = next((line for line in found.seats if line.mode == given.get("mode")), None)
    names = dict(language_choices())
    host = zone.key
    return {
        "notes": [_note(effect, number) for effect, number in found.effects],
        "last_call": moment_times(found.last_call, reader=host, host=host),
        "ends": moment_times(form.end_of_day(zone), reader=host, host=host) if given else None,
        "chosen_mode": Mode(given["mode"]).label if given else "",
        "left_after": line.free - 1 if line else 0,
        "waiting": line.waiting - (line.mode.value in found.own_lists) if line else 0,
        "written_in": names.get(found.application.language, names.get(get_language() or "en", "")),
    }


def _note(effect: Effect, number: int) -> tuple[str, str]:
    """Its look, and what one more place does to a goal."""
    told = {"number": number}
    if effect is Effect.NEW_SECTOR:
        return "success", _("Brings sectors that nobody with a seat works in: %(number)d") % told
    if effect is Effect.MANY_OF_AGENCY:
        return "care", _("People of this agency with a seat would be %(number)d: more than the goal.") % told
    if effect is Effect.MANY_OF_REGION:
        return "care", _("%(number)d %% of the seats held would be of one region: above the goal.") % told
    return "care", _(
        "%(number)d %% of the seats held would be of countries of lower income: below the goal."
    ) % told
