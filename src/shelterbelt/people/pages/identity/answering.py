"""The page behind the link of an employer, a referee or an elder: one question, one answer."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people import services
from shelterbelt.people.access import ANSWER_CONFIRMATION
from shelterbelt.people.pages.forms import posted, refuse
from shelterbelt.people.queries.identity import question_held
from shelterbelt.people.services.identity import LONGEST_WORDS, answer_confirmation


class AnswerForm(forms.Form):
    """Yes, no, or let us talk."""

    answer = forms.ChoiceField(
        label=_("What do you say?"),
        choices=(
            ("confirmed", _("Yes, I know this person, as described above")),
            ("not_known", _("I do not know this person")),
            ("concern", _("I would like to talk with someone first")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    words = forms.CharField(
        label=_("Is there something you want to add?"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_(
            "You may leave it empty. If you would like to talk, say when and how we reach you. "
            "The person does not read this; only the people of the programme do."
        ),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )


@page(
    "confirm/<str:token>/",
    name="confirm",
    permission=ANSWER_CONFIRMATION,
    audience=Audience.BEARER,
    methods=("GET", "POST"),
    token="token",  # noqa: S106 -- the parameter's name
)
def answer_question(request: PageRequest, token: str) -> HttpResponse:
    """The question; after the answer a word of thanks, and nothing more about the person."""
    question = question_held(for_=request.actor)
    if not question.is_open:
        return render(request, "people/identity/thanks.html", {"question": question})
    form = AnswerForm(posted(request))
    if form.is_valid():
        try:
            answer_confirmation(by=request.actor, **form.cleaned_data)
            return redirect("confirm", token)
        except services.Refused as error:
            refuse(form, error)
    return render(request, "people/identity/question.html", {"question": question, "form": form})
