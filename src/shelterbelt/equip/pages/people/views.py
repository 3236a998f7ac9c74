"""People of an agency: who holds which role, and where they work."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.equip import access
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.members import member_of, members_of
from shelterbelt.equip.queries.sites import SiteLine, sites_of
from shelterbelt.equip.services import members as services
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground.access.roles import ROLE_NAMES, Role
from shelterbelt.ground.routes import Audience, PageRequest, page

_ROLES = (Role.FRONT_LINE, Role.SURVIVOR_ADVISER, Role.BOARD_MEMBER, Role.SAFEGUARDING, Role.AGENCY_LEADER)


class PlaceForm(forms.Form):
    """At which sites somebody works."""

    sites = forms.MultipleChoiceField(
        label=gettext_lazy("Works at"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Leave all empty for someone who works for the whole agency."),
    )

    def __init__(self, *args: Any, sites: Sequence[SiteLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(str(one.id), one.name) for one in sites]
        self.fields["sites"].choices = chosen  # type: ignore[attr-defined]
        if not sites:
            del self.fields["sites"]

    def places(self) -> list[UUID]:
        """The sites chosen."""
        return [UUID(one) for one in self.cleaned_data.get("sites", ())]


class MemberForm(PlaceForm):
    """Address and role of someone new."""

    email = forms.EmailField(
        label=gettext_lazy("Mail address"), widget=forms.EmailInput({"autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(str(role), ROLE_NAMES[role]) for role in _ROLES],
        widget=forms.RadioSelect,
    )
    field_order = ("email", "role", "sites")


@page(
    "agency/<uuid:agency>/people/",
    name="agency.people",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
)
def list_people(request: PageRequest, agency: UUID) -> HttpResponse:
    """Who holds which role."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    names = {one.id: one.name for one in sites_of(for_=request.actor, agency=agency, is_closed=None)}
    lines = [
        (one, ROLE_NAMES[one.role], sorted(names[site] for site in one.sites if site in names))
        for one in members_of(for_=request.actor, agency=agency, roles=access.MEMBERS)
    ]
    return render(request, "equip/agency/people/list.html", {**frame(request, view), "lines": lines})


@page(
    "agency/<uuid:agency>/people/add/",
    name="agency.people.add",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def add_person(request: PageRequest, agency: UUID) -> HttpResponse:
    """Someone new."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    form = MemberForm(request.POST or None, sites=sites_of(for_=request.actor, agency=agency))
    if form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            services.add_member(by=request.actor, agency=agency, email=email, role=role, sites=form.places())
        except Incomplete as error:
            for name, said in error.fields.items():
                form.add_error(name, said)
        else:
            way = request.build_absolute_uri(reverse("account_reset_password"))
            said = _(
                "Added. Tell them to open %(address)s and to enter their mail address: they choose a password."
            )
            messages.success(request, said % {"address": way})
            return redirect("agency.people", agency)
    return render(request, "equip/agency/people/add.html", {**frame(request, view), "form": form})


@page(
    "agency/<uuid:agency>/people/<uuid:member>/",
    name="agency.people.one",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def show_person(request: PageRequest, agency: UUID, member: UUID) -> HttpResponse:
    """Where someone works; their role can be taken back."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    found = member_of(for_=request.actor, agency=agency, member=member)
    sites = sites_of(for_=request.actor, agency=agency)
    form = PlaceForm(request.POST or None, sites=sites, initial={"sites": [str(one) for one in found.sites]})
    if request.method == "POST" and form.is_valid():
        services.place_member(by=request.actor, agency=agency, member=member, sites=form.places())
        messages.success(request, _("Kept."))
        return redirect("agency.people", agency)
    shown = {"member": found, "role": ROLE_NAMES[found.role], "form": form, "sites": sites}
    shown |= {"is_own": found.account == request.actor.account}
    return render(request, "equip/agency/people/one.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/people/<uuid:member>/end/",
    name="agency.people.end",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def end_person(request: PageRequest, agency: UUID, member: UUID) -> HttpResponse:
    """Take a role back."""
    try:
        services.end_member(by=request.actor, agency=agency, member=member)
    except NotInThisState:
        messages.warning(request, _("You cannot take your own role. Ask another leader of your agency."))
    else:
        messages.success(request, _("The role is taken back. What they said and read stays counted."))
    return redirect("agency.people", agency)
