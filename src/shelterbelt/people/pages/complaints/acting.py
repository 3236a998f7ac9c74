"""What happens when an officer's form is sent: done and said so, or shown again with all that was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.routes import PageRequest
from shelterbelt.people import services
from shelterbelt.people.pages.complaints.forms import ApartForm, HandOverForm, SearchForm, WordsForm
from shelterbelt.people.pages.forms import posted, refuse
from shelterbelt.people.queries.complaints import ComplaintFile
from shelterbelt.people.queries.finders import people_found
from shelterbelt.people.services.apart import keep_apart
from shelterbelt.people.services.handling import (
    acknowledge_complaint,
    hand_over_complaint,
    message_complaint,
    note_complaint,
)

HANDLING = "handling the complaint"
"""What the record keeps as the purpose of an officer's view (English, the same for every reader)."""

Sheets = dict[str, forms.Form]
Deed = Callable[..., None]
_SAID: dict[str, str | Promise] = {
    "acknowledge": _("The person now sees that you have read it."),
    "note": _("Noted. Officers alone read it."),
    "message": _("The person reads it behind their link."),
    "hand_over": _("Done."),
}
_WORDS: Mapping[str, Deed] = {
    "acknowledge": acknowledge_complaint,
    "note": note_complaint,
    "message": message_complaint,
}


@dataclass(frozen=True, slots=True)
class Answered:
    """How it went. Without `onward` the page is shown again with `forms`."""

    forms: Sheets
    onward: str = ""
    arguments: tuple[UUID, ...] = ()
    said: str = ""


@dataclass(slots=True)
class Searched:
    """The two steps of keeping apart: the search, and what it found."""

    search: forms.Form
    choice: forms.Form | None = None
    is_done: bool = False
    given: dict[str, str] = field(default_factory=dict)
    is_missing: bool = False


def sheets(file: ComplaintFile, mine: UUID | None, given: QueryDict | None = None, act: str = "") -> Sheets:
    """The forms of one complaint; the one that was sent holds what was typed."""

    def of(name: str) -> QueryDict | None:
        return given if name == act else None

    return {
        "acknowledge": WordsForm(
            of("acknowledge"),
            prefix="acknowledge",
            label=_("What the person is told (may stay empty)"),
            is_needed=False,
        ),
        "message": WordsForm(of("message"), prefix="message", label=_("A message to the person")),
        "note": WordsForm(of("note"), prefix="note", label=_("A note for officers alone")),
        "hand_over": HandOverForm(of("hand_over"), prefix="hand_over", others=file.others, mine=mine),
    }


def answer(request: PageRequest, file: ComplaintFile, forms_: Sheets) -> Answered:
    """Do what was asked, or say at its form why not."""
    act = request.POST.get("act", "")
    if act not in _SAID:
        return Answered(forms_)
    filled = sheets(file, request.actor.account, request.POST, act)
    form = filled[act]
    if not form.is_valid():
        return Answered(filled)
    try:
        if isinstance(form, HandOverForm):
            hand_over_complaint(by=request.actor, complaint=file.id, **form.handing())
        else:
            _WORDS[act](by=request.actor, complaint=file.id, words=form.cleaned_data["words"])
    except services.Refused as error:
        refuse(form, error)
        return Answered(filled)
    if form.cleaned_data.get("concerns_me"):
        return Answered(filled, "desk.complaints", (), str(_SAID[act]))
    return Answered(filled, "desk.complaint", (file.id,), str(_SAID[act]))


def search(request: PageRequest, file: ComplaintFile) -> Searched:
    """Look for both sides; keep those apart who were ticked."""
    given = posted(request)
    looked = SearchForm(given)
    if not looked.is_valid():
        return Searched(looked)
    words = {name: looked.cleaned_data[name] for name in ("one", "other")}
    ones, others = (people_found(file.organisation, words[name]) for name in ("one", "other"))
    if not ones or not others:
        return Searched(looked, given=words, is_missing=True)
    choice = ApartForm(_chosen(request), ones=ones, others=others)
    if choice.is_bound and choice.is_valid():
        try:
            keep_apart(by=request.actor, complaint=file.id, **choice.sides())
            return Searched(looked, choice, is_done=True)
        except services.Refused as error:
            refuse(choice, error)
    return Searched(looked, choice, given=words)


def _chosen(request: HttpRequest) -> Any:
    return request.POST if request.POST.get("act") == "keep" else None
