"""The privacy notice, kind by kind; and the holdings' names in the reader's language."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people.access import READ_PRIVACY
from shelterbelt.people.queries import privacy
from shelterbelt.people.queries.privacy import Basis

BASES: dict[Basis, Promise] = {
    Basis.CONSENT: _("You agreed to it, and can take that back."),
    Basis.CONTRACT: _("It is needed so that you can apply and take part."),
    Basis.LEGAL_DUTY: _("The law asks for it."),
    Basis.VITAL_INTERESTS: _("Someone's life or safety may depend on it."),
    Basis.LEGITIMATE_INTERESTS: _(
        "It is needed to run the programme fairly and safely, and weighed against your rights."
    ),
}


@page("privacy/kinds/", name="public.privacy.kinds", permission=READ_PRIVACY, audience=Audience.PUBLIC)
def show_kinds(request: PageRequest) -> HttpResponse:
    """Every kind of data: what, why, on what basis, who sees it, how long, where it goes."""
    kinds = privacy.privacy_kinds(language=get_language() or "en")
    shown = {"kinds": [(kind, BASES[kind.basis]) for kind in kinds], "as_of": privacy.privacy_as_of()}
    return render(request, "people/privacy.html", shown)


def holding_titles() -> dict[str, str]:
    """The holdings' names as the reader knows them."""
    return privacy.holding_titles(language=get_language() or "en")
