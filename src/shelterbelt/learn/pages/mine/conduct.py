"""The code of conduct for whoever teaches or sits on panels, read at any time and agreed to once a version."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn.access import READ_OWN_PLAN
from shelterbelt.learn.pages.joining.forms import ConductForm
from shelterbelt.learn.queries.own_conduct import own_conduct
from shelterbelt.learn.services.own_conduct import agree_as_speaker
from shelterbelt.people.services import Refused


@page(
    "you/conduct/<uuid:cohort>/",
    name="mine.conduct",
    permission=READ_OWN_PLAN,
    audience=Audience.PERSONAL,
    methods=("GET", "POST"),
)
def show_conduct(request: PageRequest, cohort: UUID) -> HttpResponse:
    """The words, and a tick with a name."""
    own = own_conduct(for_=request.actor, cohort=cohort)
    sent = request.POST if request.method == "POST" else None
    form = ConductForm(sent, initial={"digest": own.digest, "name": own.name})
    if form.is_valid():
        given = form.cleaned_data
        try:
            agree_as_speaker(by=request.actor, cohort=cohort, name=given["name"], digest=given["digest"])
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("Thank you. You have agreed to the code of conduct."))
            return redirect("you")
    return render(request, "learn/mine/conduct.html", {"own": own, "form": form})
