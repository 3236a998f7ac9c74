"""Proposals of a cohort: made, looked at, tried with other numbers, adopted after a look at what follows, set aside."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.formats.words_balance import NUMBER_NAMES
from shelterbelt.learn.pages.desk.selection.forms import NumbersForm, PeopleForm
from shelterbelt.learn.pages.desk.selection.shown import LOOKS, compared, proposal_shown
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.queries.balancing import goals_tried
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.selections import (
    AT_ONCE,
    candidates_counted,
    numbers_now,
    selection_at_desk,
    selection_readiness,
    selections_listed,
)
from shelterbelt.learn.services.errors import CannotSeat, LastCallPassed, NoSeat, NotInThisState
from shelterbelt.learn.services.selections import (
    ChangedSince,
    adopt_selection,
    propose_selection,
    set_aside_selection,
)

GET_POST = ("GET", "POST")
_DIGITS = 5
_COHORT = "desk/cohorts/<uuid:cohort>/selections/"
_ONE = "desk/selections/<uuid:selection>/"


@page(
    _COHORT,
    name="desk.selections",
    permission=access.READ_ADMISSION,
    audience=Audience.DESK,
)
def list_selections(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Whether enough is read, and the proposals made so far."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort)
    lines = selections_listed(for_=request.actor, cohort=cohort)
    shown = {
        "readiness": selection_readiness(for_=request.actor, cohort=cohort),
        "lines": [(line, line.state.label, LOOKS[line.state]) for line in lines],
        "has_goals": view.definition.balance is not None,
    }
    return render(request, "learn/desk/selection/list.html", {**frame(request, view, request.actor), **shown})


@page(
    f"{_COHORT}propose/",
    name="desk.selections.propose",
    permission=access.ADMIT,
    audience=Audience.DESK,
    methods=("POST",),
)
def propose(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Compute a proposal and show it."""
    return redirect("desk.selection", propose_selection(by=request.actor, cohort=cohort))


@page(
    f"{_COHORT}try/",
    name="desk.selections.try",
    permission=access.ADMIT,
    audience=Audience.DESK,
)
def try_numbers(request: PageRequest, cohort: UUID) -> HttpResponse:
    """What would follow from other numbers; nothing is kept, and nobody is named."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.EDIT_COHORTS)
    now = numbers_now(for_=request.actor, cohort=cohort)
    is_asked = bool(set(NUMBER_NAMES) & set(request.GET))
    form = NumbersForm(request.GET if is_asked else None, initial=now)
    is_too_large = candidates_counted(for_=request.actor, cohort=cohort) > AT_ONCE
    lines = []
    if not is_too_large and form.is_valid():
        lines = compared(*goals_tried(for_=request.actor, cohort=cohort, changes=form.cleaned_data))
    shown = {"form": form, "lines": lines, "is_too_large": is_too_large, "most": AT_ONCE}
    return render(request, "learn/desk/selection/try.html", {**frame(request, view, request.actor), **shown})


@page(
    _ONE,
    name="desk.selection",
    permission=access.READ_ADMISSION,
    audience=Audience.DESK,
)
def show_selection(request: PageRequest, selection: UUID) -> HttpResponse:
    """Goals in words and charts, and the people with their reasons, page by page."""
    form = PeopleForm(request.GET)
    wanted = form.wanted()
    found = selection_at_desk(for_=request.actor, selection=selection, page=_page(request), **wanted)
    view = cohort_at_desk(for_=request.actor, cohort=found.row.cohort_id)
    kept = request.GET.copy()
    kept.pop("page", None)
    shown = {"form": form, "rest": kept.urlencode(), "is_narrowed": any(wanted.values())}
    told = {**frame(request, view, request.actor), **proposal_shown(found), **shown}
    return render(request, "learn/desk/selection/one.html", told)


@page(
    f"{_ONE}adopt/",
    name="desk.selection.adopt",
    permission=access.ADMIT,
    audience=Audience.DESK,
    methods=GET_POST,
)
def adopt(request: PageRequest, selection: UUID) -> HttpResponse:
    """What will happen, mails and all; then it happens."""
    found = selection_at_desk(for_=request.actor, selection=selection)
    view = cohort_at_desk(for_=request.actor, cohort=found.row.cohort_id, permission=access.EDIT_COHORTS)
    said = ""
    if request.method == "POST":
        said = _adopted(request, selection)
        if not said:
            messages.success(request, _("Adopted. The mails are on their way."))
            return redirect("desk.places", found.row.cohort_id)
    shown = {**frame(request, view, request.actor), **proposal_shown(found), "said": said}
    return render(request, "learn/desk/selection/adopt.html", shown, status=409 if said else 200)


@page(
    f"{_ONE}set-aside/",
    name="desk.selection.set_aside",
    permission=access.ADMIT,
    audience=Audience.DESK,
    methods=("POST",),
)
def put_aside(request: PageRequest, selection: UUID) -> HttpResponse:
    """Keep it as one that was not followed."""
    found = selection_at_desk(for_=request.actor, selection=selection)
    try:
        set_aside_selection(by=request.actor, selection=selection)
        messages.success(request, _("Set aside. Nobody was told anything."))
    except NotInThisState:
        messages.warning(request, _("This proposal was adopted or set aside already."))
    return redirect("desk.selections", found.row.cohort_id)


def _adopted(request: PageRequest, selection: UUID) -> str:
    """Adopt; what stands in the way in a sentence, empty if nothing does."""
    try:
        adopt_selection(by=request.actor, selection=selection)
    except (ChangedSince, CannotSeat):
        return _("Something has changed since: applications, readings, seats or goals. Make a new proposal.")
    except NotInThisState:
        return _("This proposal was adopted or set aside already, or is not ready yet.")
    except NoSeat:
        return _("There are fewer free seats than offers. Make a new proposal.")
    except LastCallPassed:
        return _(
            "It is too late for offers: the programme begins soon. The rules of its definition say when."
        )
    return ""


def _page(request: PageRequest) -> int:
    given = request.GET.get("page", "")[:_DIGITS]
    return int(given) if given.isascii() and given.isdigit() else 1
