"""Give, see and withdraw consent; tell of lived experience and take it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people import queries, services
from shelterbelt.people.access import HOLD_OWN_RECORDS
from shelterbelt.people.choices import USE_TERMS, Use
from shelterbelt.people.pages.forms import ConsentForm, LivedExperienceForm, posted, refuse

GET_POST = ("GET", "POST")
POST = ("POST",)


@page(
    "you/consents/",
    name="you.consents",
    permission=HOLD_OWN_RECORDS,
    audience=Audience.PERSONAL,
    methods=GET_POST,
)
def show_consents(request: PageRequest) -> HttpResponse:
    """What holds now, what was, and a form to allow more."""
    person = queries.own_person(for_=request.actor)
    if person is None:
        return redirect("you.start")
    form = ConsentForm(posted(request), organisations=queries.organisations_by_name())
    if form.is_valid():
        given = {**form.cleaned_data, "use": Use(form.cleaned_data["use"])}
        try:
            services.give_consent(by=request.actor, **given)
        except services.Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("Your consent is recorded. You can withdraw it at any time."))
            return redirect("you.consents")
    held = queries.own_consents(for_=request.actor)
    history = queries.own_consent_history(for_=request.actor)
    terms = [(use, USE_TERMS[use]) for use in Use if not USE_TERMS[use].needs_lived_experience]
    shown = {"form": form, "held": held, "history": history, "zone": person.zone, "terms": terms}
    return render(request, "people/consents.html", shown)


@page(
    "you/consents/<uuid:consent>/withdraw/",
    name="you.consents.withdraw",
    permission=HOLD_OWN_RECORDS,
    audience=Audience.PERSONAL,
    methods=POST,
)
def withdraw_consent(request: PageRequest, consent: UUID) -> HttpResponse:
    """End a consent now."""
    services.withdraw_consent(by=request.actor, consent=consent)
    messages.success(request, _("Withdrawn. It ended now."))
    return redirect("you.consents")


@page(
    "you/lived-experience/",
    name="you.lived_experience",
    permission=HOLD_OWN_RECORDS,
    audience=Audience.PERSONAL,
    methods=GET_POST,
)
def tell_lived_experience(request: PageRequest) -> HttpResponse:
    """What it is for, told plainly; then tell, or not."""
    person = queries.own_person(for_=request.actor)
    if person is None:
        return redirect("you.start")
    form = LivedExperienceForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.tell_lived_experience(by=request.actor, days=given["days"], words=given["words"])
        except services.Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("Kept for you alone. You can take it back at any time."))
            return redirect("you.lived_experience")
    told = queries.own_lived_experience(for_=request.actor)
    shown = {"form": form, "told": told, "terms": USE_TERMS[Use.BALANCE_PANELS], "zone": person.zone}
    return render(request, "people/lived_experience.html", shown)


@page(
    "you/lived-experience/<uuid:statement>/withdraw/",
    name="you.lived_experience.withdraw",
    permission=HOLD_OWN_RECORDS,
    audience=Audience.PERSONAL,
    methods=POST,
)
def withdraw_lived_experience(request: PageRequest, statement: UUID) -> HttpResponse:
    """Take it back now; the words are erased."""
    services.withdraw_lived_experience(by=request.actor, statement=statement)
    messages.success(request, _("Erased. Nobody can read it any more, and it is not counted."))
    return redirect("you.lived_experience")
