"""What a person says about themselves."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people import queries, services
from shelterbelt.people.access import HOLD_OWN_RECORDS, HOLD_SELF
from shelterbelt.people.choices import NameContext, NameKind, SeenBy
from shelterbelt.people.pages.forms import (
    CommunitiesForm,
    NameForm,
    StartForm,
    WorkForm,
    ZoneForm,
    posted,
    refuse,
)
from shelterbelt.people.pages.shown import facts, shown_name
from shelterbelt.people.queries.to_do import own_to_do

FORM = "people/form.html"
GET_POST = ("GET", "POST")


@page("you/", name="you", permission=HOLD_SELF, audience=Audience.PERSONAL)
def show_you(request: PageRequest) -> HttpResponse:
    """Everything at a glance."""
    person = queries.own_person(for_=request.actor)
    if person is None:
        return redirect("you.start")
    names = [shown_name(name) for name in queries.own_names(for_=request.actor)]
    told: dict[str, object] = {"person": person, "facts": facts(person), "names": names}
    told["to_do"] = own_to_do(for_=request.actor)
    return render(request, "people/you.html", told)


@page("you/start/", name="you.start", permission=HOLD_SELF, audience=Audience.PERSONAL, methods=GET_POST)
def start(request: PageRequest) -> HttpResponse:
    """Say who you are, once."""
    if queries.own_person(for_=request.actor):
        return redirect("you")
    form = StartForm(posted(request))
    if form.is_valid():
        given = {**form.cleaned_data, "account": request.actor.account}
        given |= {key: tuple(form.cleaned_data[key]) for key in ("languages", "sectors")}
        try:
            services.register_professional(by=request.actor, newcomer=services.Newcomer(**given))
        except services.Refused as error:
            refuse(form, error)
        else:
            return redirect("you")
    return render(request, FORM, {"form": form, "heading": _("Tell us who you are"), "back": ""})


@page("you/profession/", name="you.work", permission=HOLD_SELF, audience=Audience.PERSONAL, methods=GET_POST)
def change_work(request: PageRequest) -> HttpResponse:
    """Country, languages, sectors."""
    person = queries.own_person(for_=request.actor)
    if person is None:
        return redirect("you.start")
    first = {"country": person.country, "languages": list(person.languages), "sectors": list(person.sectors)}
    form = WorkForm(posted(request), initial={**first, "bio": queries.own_bio(for_=request.actor)})
    if form.is_valid():
        try:
            services.change_self(by=request.actor, **form.cleaned_data)
        except services.Refused as error:
            refuse(form, error)
        else:
            return _saved(request)
    return render(request, FORM, {"form": form, "heading": _("Your work"), "back": "you"})


@page("you/zone/", name="you.zone", permission=HOLD_SELF, audience=Audience.PERSONAL, methods=GET_POST)
def change_zone(request: PageRequest) -> HttpResponse:
    """The clock you live by."""
    person = queries.own_person(for_=request.actor)
    if person is None:
        return redirect("you.start")
    form = ZoneForm(posted(request), initial={"zone": person.zone})
    if form.is_valid():
        try:
            services.choose_zone(by=request.actor, zone=form.cleaned_data["zone"])
        except services.Refused as error:
            refuse(form, error)
        else:
            return _saved(request)
    return render(request, FORM, {"form": form, "heading": _("Your time zone"), "back": "you"})


@page(
    "you/names/", name="you.names", permission=HOLD_OWN_RECORDS, audience=Audience.PERSONAL, methods=GET_POST
)
def add_name(request: PageRequest) -> HttpResponse:
    """Say another name, or change one."""
    form = NameForm(posted(request), organisations=queries.organisations_by_name())
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.change_names(
                by=request.actor,
                kind=NameKind(given["kind"]),
                words=given["words"],
                seen_by=SeenBy(given["seen_by"]),
                context=NameContext(given["context"]),
                custodian=given["custodian"],
            )
        except services.Refused as error:
            refuse(form, error)
        else:
            return _saved(request)
    return render(request, FORM, {"form": form, "heading": _("Your names"), "back": "you"})


@page(
    "you/names/<uuid:name>/remove/",
    name="you.names.remove",
    permission=HOLD_OWN_RECORDS,
    audience=Audience.PERSONAL,
    methods=("POST",),
)
def remove_name(request: PageRequest, name: UUID) -> HttpResponse:
    """Take a name back."""
    try:
        services.remove_name(by=request.actor, name=name)
    except services.Refused as error:
        messages.error(request, str(error.message))
        return redirect("you")
    return _saved(request)


@page(
    "you/communities/",
    name="you.communities",
    permission=HOLD_OWN_RECORDS,
    audience=Audience.PERSONAL,
    methods=GET_POST,
)
def tell_communities(request: PageRequest) -> HttpResponse:
    """Name your communities, for yourself alone."""
    language = get_language() or "en"
    first = {"communities": list(queries.own_communities(for_=request.actor))}
    form = CommunitiesForm(posted(request), initial=first, language=language)
    if form.is_valid():
        services.tell_communities(by=request.actor, keys=form.cleaned_data["communities"])
        return _saved(request)
    told = _("Nobody but you sees this. It is sealed, and you can empty it at any time.")
    return render(
        request, FORM, {"form": form, "heading": _("Your communities"), "back": "you", "told": told}
    )


def _saved(request: PageRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("you")
