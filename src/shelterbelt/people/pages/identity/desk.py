"""What staff see: who was asked, what they answered, and whom to call."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people import services
from shelterbelt.people.access import READ_CONFIRMATIONS
from shelterbelt.people.choices.safety import TextPlace
from shelterbelt.people.pages.complaints.desk import page_asked
from shelterbelt.people.pages.forms import posted, refuse
from shelterbelt.people.queries.held_texts import is_held
from shelterbelt.people.queries.identity import confirmation_file, confirmations_listed
from shelterbelt.people.services.identity import LONGEST_WORDS, record_answer

READING = "deciding whether an identity is confirmed"
"""What the record keeps as the purpose of a view (English, the same for every reader)."""


class RecordForm(forms.Form):
    """What someone said by telephone, or what came of a talk."""

    answer = forms.ChoiceField(
        label=_("What did they say?"),
        choices=(
            ("confirmed", _("They know the person")),
            ("not_known", _("They do not know the person")),
            ("concern", _("They have a concern")),
        ),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In a few words, with the day"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=_("It is kept sealed beside what they wrote. The applicant does not see it."),
    )


@page("desk/identity/", name="desk.identity", permission=READ_CONFIRMATIONS, audience=Audience.DESK)
def list_confirmations(request: PageRequest) -> HttpResponse:
    """Questions, those first about which someone must talk."""
    number = page_asked(request)
    lines, has_more = confirmations_listed(for_=request.actor, page=number)
    told = {"lines": lines, "number": number, "has_more": has_more}
    return render(request, "people/identity/desk_list.html", told)


@page(
    "desk/identity/<uuid:confirmation>/",
    name="desk.confirmation",
    permission=READ_CONFIRMATIONS,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def show_confirmation(request: PageRequest, confirmation: UUID) -> HttpResponse:
    """One question with its answer; the view is recorded. An answer by telephone is written down here."""
    file = confirmation_file(for_=request.actor, confirmation=confirmation, purpose=READING)
    form = RecordForm(posted(request))
    if form.is_valid():
        try:
            record_answer(by=request.actor, confirmation=confirmation, **form.cleaned_data)
        except services.Refused as error:
            refuse(form, error)
        else:
            messages.success(request, str(_("Written down.")))
            return redirect("desk.confirmation", confirmation)
    told = {"file": file, "form": form, "is_held": is_held(TextPlace.ANSWER, confirmation)}
    return render(request, "people/identity/desk_one.html", told)
