"""A person decides about one application in their own words, with everything decided before in sight."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState
from shelterbelt.learn.pages.desk.selection.forms import DecideForm
from shelterbelt.learn.pages.desk.selection.shown import decisions_shown
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.selections import application_decided, decisions_of
from shelterbelt.learn.services.errors import CannotSeat, Incomplete, LastCallPassed, NoSeat, NotInThisState
from shelterbelt.learn.services.selections import decide
from shelterbelt.learn.services.sentences import CANNOT_SEAT


@page(
    "desk/applications/<uuid:application>/decide/",
    name="desk.decide",
    permission=access.ADMIT,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def decide_application(request: PageRequest, application: UUID) -> HttpResponse:
    """The form with the history; then the decision, and what follows from it at once."""
    found = application_decided(for_=request.actor, application=application)
    view = cohort_at_desk(for_=request.actor, cohort=found.cohort_id)
    form = DecideForm(request.POST if request.method == "POST" else None, initial={"mode": found.mode})
    if form.is_valid() and _is_decided(request, application, form):
        messages.success(request, _("Decided. The mail is on its way."))
        return redirect("desk.admission", application)
    shown = {
        "form": form,
        "application": found,
        "has_seat": found.state in (ApplicationState.OFFERED, ApplicationState.ADMITTED),
        "decisions": decisions_shown(decisions_of(for_=request.actor, application=application)),
    }
    status = 400 if form.is_bound else 200
    told = {**frame(request, view, request.actor), **shown}
    return render(request, "learn/desk/selection/decide.html", told, status=status)


def _is_decided(request: PageRequest, application: UUID, form: DecideForm) -> bool:
    try:
        decide(by=request.actor, application=application, **form.cleaned_data)
    except Incomplete as error:
        for name, said in error.fields.items():
            form.add_error(name, str(said))
    except NotInThisState:
        form.add_error(
            None,
            _("This application was withdrawn, or holds an offer that stands. End the offer first."),
        )
    except NoSeat:
        form.add_error("mode", _("No seat of this kind is free. Choose the waiting list, or the other kind."))
    except CannotSeat:
        form.add_error("outcome", str(CANNOT_SEAT))
    except LastCallPassed:
        form.add_error("outcome", _("It is too late for offers: the programme begins soon."))
    else:
        return True
    return False
