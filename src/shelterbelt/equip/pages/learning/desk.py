"""Leaders ask packs of their people and see how far they are."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.learning import GROUP_OF, learning_at_desk
from shelterbelt.equip.queries.shipped import shipped_packs
from shelterbelt.equip.queries.sites import sites_of
from shelterbelt.equip.services import learning as services
from shelterbelt.equip.services.errors import Incomplete
from shelterbelt.ground.routes import Audience, PageRequest, page


class AskForm(forms.Form):
    """Which pack, of whom, where, until when, and whether again."""

    pack = forms.ChoiceField(label=gettext_lazy("Pack"))
    group = forms.ChoiceField(
        label=gettext_lazy("Asked of"),
        choices=[(group.value, group.label) for group in GROUP_OF.values()],
        widget=forms.RadioSelect,
    )
    site = forms.ChoiceField(label=gettext_lazy("Who work at"), required=False)
    due_on = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    again_months = forms.IntegerField(
        label=gettext_lazy("Read again after this many months"),
        required=False,
        min_value=1,
        max_value=services.MOST_MONTHS,
        initial=12,
        help_text=gettext_lazy("Leave it empty to ask once."),
    )

    def __init__(self, *args: Any, sites: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        packs = [(one.key, one.in_language(language).title) for one in shipped_packs()]
        self.fields["pack"].choices = packs  # type: ignore[attr-defined]
        places = [("", _("the whole agency")), *sites]
        self.fields["site"].choices = places  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        given = dict(self.cleaned_data)
        given["site"] = UUID(given["site"]) if given["site"] else None
        return given


@page(
    "agency/<uuid:agency>/learning/",
    name="agency.learning",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def show_learning(request: PageRequest, agency: UUID) -> HttpResponse:
    """How far everyone is, and asking for one more pack."""
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    sites = [(str(one.id), one.name) for one in sites_of(for_=request.actor, agency=agency)]
    form = AskForm(request.POST or None, sites=sites)
    if form.is_valid():
        try:
            services.assign_pack(by=request.actor, agency=agency, **form.asked())
        except Incomplete as error:
            for name, said in error.fields.items():
                form.add_error(name, said)
        else:
            messages.success(request, _("Asked. It stands on the page “Your learning” of each of them."))
            return redirect("agency.learning", agency)
    language = get_language() or "en"
    lines = [
        (one, one.pack.in_language(language).title)
        for one in learning_at_desk(for_=request.actor, agency=agency)
    ]
    shown = {"lines": lines, "form": form}
    return render(request, "equip/agency/learning/list.html", {**frame(request, view), **shown})


@page(
    "agency/<uuid:agency>/learning/<uuid:assignment>/",
    name="agency.learning.end",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
    methods=("POST",),
)
def end_asking(request: PageRequest, agency: UUID, assignment: UUID) -> HttpResponse:
    """No longer asked, or asked again."""
    if request.POST.get("undo"):
        services.resume_assignment(by=request.actor, agency=agency, assignment=assignment)
        messages.success(request, _("Asked again, as it was."))
        return redirect("agency.learning", agency)
    services.end_assignment(by=request.actor, agency=agency, assignment=assignment)
    view = agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    shown = {**frame(request, view), "assignment": assignment}
    return render(request, "equip/agency/learning/ended.html", shown)
