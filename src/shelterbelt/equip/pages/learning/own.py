"""What somebody is asked to read, and what they read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.queries.learning import ReadState, learning_of
from shelterbelt.equip.services.learning import take_back_reading, tell_read
from shelterbelt.ground.routes import Audience, PageRequest, page

STATES: dict[ReadState, tuple[str | Promise, str]] = {
    ReadState.READ: (pgettext_lazy("pack", "read"), "success"),
    ReadState.DUE: (pgettext_lazy("pack", "to read"), "info"),
    ReadState.LATE: (pgettext_lazy("pack", "late"), "care"),
    ReadState.AGAIN: (pgettext_lazy("pack", "time to read it again"), "care"),
    ReadState.CHANGED: (pgettext_lazy("pack", "changed since you read it"), "care"),
}


@page("learning/", name="learning", permission=access.LEARN, audience=Audience.PERSONAL)
def list_own(request: PageRequest) -> HttpResponse:
    """What is asked of me."""
    language = get_language() or "en"
    wanted = [
        (one, one.pack.in_language(language), *STATES[one.state]) for one in learning_of(for_=request.actor)
    ]
    is_several = len({one.agency.id for one, *_rest in wanted}) > 1
    return render(request, "equip/learning/own.html", {"wanted": wanted, "is_several": is_several})


@page(
    "learning/<uuid:agency>/<slug:pack>/",
    name="learning.read",
    permission=access.LEARN,
    audience=Audience.PERSONAL,
    methods=("POST",),
)
def tell(request: PageRequest, agency: UUID, pack: str) -> HttpResponse:
    """I have read it; or that was the wrong button."""
    if request.POST.get("undo"):
        take_back_reading(by=request.actor, agency=agency, pack=pack)
        messages.success(request, _("Taken back."))
    else:
        tell_read(by=request.actor, agency=agency, pack=pack, language=get_language() or "en")
        messages.success(
            request, _("Thank you. It is kept that you read it, and nothing of what you thought.")
        )
    return redirect("learning")
