"""Sites: list, add, change, close; a walk through one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.pages.sites.forms import SiteForm, WalkForm
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.sites import WalkView, site_of, sites_of, walk_of
from shelterbelt.equip.services import sites as services
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground import clock
from shelterbelt.ground.routes import Audience, PageRequest, page

GET_POST = ("GET", "POST")
THEMES: dict[str, str | Promise] = {
    "relations": pgettext_lazy("theme", "Relations"),
    "dignity": pgettext_lazy("theme", "Dignity"),
    "supervision": pgettext_lazy("theme", "Who is there"),
    "online": pgettext_lazy("theme", "Online"),
    "visitors": pgettext_lazy("theme", "Visitors"),
    "transport": pgettext_lazy("theme", "Getting about"),
}


@page(
    "agency/<uuid:agency>/sites/",
    name="agency.sites",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
)
def list_sites(request: PageRequest, agency: UUID) -> HttpResponse:
    """All places, with the last walk of each."""
    view = agency_of(for_=request.actor, agency=agency)
    found = sites_of(for_=request.actor, agency=agency, is_closed=None)
    shown = {
        "sites": [one for one in found if not one.is_closed],
        "closed": [one for one in found if one.is_closed],
    }
    return render(request, "equip/agency/sites/list.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/sites/add/",
    name="agency.sites.add",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def add_site(request: PageRequest, agency: UUID) -> HttpResponse:
    """A new place."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    form = SiteForm(request.POST or None)
    if form.is_valid():
        try:
            site = services.add_site(by=request.actor, agency=agency, **form.cleaned_data)
        except Incomplete as error:
            _tell(form, error)
        else:
            messages.success(request, _("Added. You can walk through it now."))
            return redirect("agency.site", agency, site)
    shown = {"form": form, "title": _("Add a site")}
    return render(request, "equip/agency/sites/form.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/sites/<uuid:site>/",
    name="agency.site",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
)
def show_site(request: PageRequest, agency: UUID, site: UUID) -> HttpResponse:
    """One place: what the last walk found, and the walks before it."""
    view = agency_of(for_=request.actor, agency=agency)
    line = site_of(for_=request.actor, agency=agency, site=site)
    latest = line.latest and walk_of(for_=request.actor, agency=agency, site=site, walk=line.latest.id)
    shown = {"site": line, "walk": latest, "themes": _themes(latest) if latest else ()}
    return render(request, "equip/agency/sites/one.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/sites/<uuid:site>/change/",
    name="agency.site.change",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def change_site(request: PageRequest, agency: UUID, site: UUID) -> HttpResponse:
    """Name and kind."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    line = site_of(for_=request.actor, agency=agency, site=site)
    form = SiteForm(request.POST or None, initial={"name": line.name, "kind": line.kind})
    if form.is_valid():
        try:
            services.change_site(by=request.actor, agency=agency, site=site, **form.cleaned_data)
        except Incomplete as error:
            _tell(form, error)
        else:
            messages.success(request, _("Changed."))
            return redirect("agency.site", agency, site)
    shown = {"form": form, "site": line, "title": _("Change this site")}
    return render(request, "equip/agency/sites/form.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/sites/<uuid:site>/close/",
    name="agency.site.close",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def close_site(request: PageRequest, agency: UUID, site: UUID) -> HttpResponse:
    """No longer used, or used again."""
    if request.POST.get("again"):
        services.reopen_site(by=request.actor, agency=agency, site=site)
        messages.success(request, _("In use again."))
    else:
        services.close_site(by=request.actor, agency=agency, site=site)
        messages.success(request, _("Closed. What was said of it stays. You can open it again."))
    return redirect("agency.site", agency, site)


@page(
    "agency/<uuid:agency>/sites/<uuid:site>/walk/",
    name="agency.walk.new",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def begin_walk(request: PageRequest, agency: UUID, site: UUID) -> HttpResponse:
    """A walk from the beginning."""
    return _walk(request, agency, site, None)


@page(
    "agency/<uuid:agency>/sites/<uuid:site>/walk/<uuid:walk>/",
    name="agency.walk",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def change_walk(request: PageRequest, agency: UUID, site: UUID, walk: UUID) -> HttpResponse:
    """A walk that was kept, to go on with or to correct."""
    return _walk(request, agency, site, walk)


def _walk(request: PageRequest, agency: UUID, site: UUID, walk: UUID | None) -> HttpResponse:
    view = agency_of(for_=request.actor, agency=agency)
    kept = walk_of(for_=request.actor, agency=agency, site=site, walk=walk)
    language = get_language() or "en"
    form = WalkForm(request.POST or None, walk=kept, language=language, today=clock.today())
    if form.is_valid():
        day = form.cleaned_data["walked_on"]
        try:
            services.keep_walk(
                by=request.actor, agency=agency, site=site, walked_on=day, looks=form.looks(), walk=walk
            )
        except Incomplete as error:
            _tell(form, error)
        except NotInThisState:
            form.add_error(None, _("This site is closed. Open it again first."))
        else:
            messages.success(request, _("Kept. Below is what to strengthen."))
            return redirect("agency.site", agency, site)
    themes = [(THEMES.get(key, key), fields) for key, fields in form.themes()]
    shown = {"form": form, "site": kept.site, "walk": kept, "themes": themes}
    return render(request, "equip/agency/sites/walk.html", {**frame(request, view), **shown})


def _themes(walk: WalkView) -> list[tuple[str | Promise, list[dict[str, Any]]]]:
    language = get_language() or "en"
    return [
        (
            THEMES.get(theme, theme),
            [
                {
                    "text": one.look.text.get(language) or one.look.text["en"],
                    "help": one.look.help.get(language) or one.look.help["en"],
                    "seen": one.seen.label if one.seen else "",
                    "note": one.note,
                    "is_held": one.is_held,
                    "is_weak": one.needs_strength,
                }
                for one in found
            ],
        )
        for theme, found in walk.themes.items()
    ]


def _tell(form: forms.Form, error: Incomplete) -> None:
    for name, said in error.fields.items():
        place = form.field_of(name) if isinstance(form, WalkForm) else name
        form.add_error(place, said)
