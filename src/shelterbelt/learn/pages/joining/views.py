"""Two steps before taking part: name someone who knows you, and agree to the code of conduct."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn.access import HOLD_APPLICATION
from shelterbelt.learn.pages.joining.forms import ConductForm, SomeoneForm
from shelterbelt.learn.queries.applications import application_held
from shelterbelt.learn.queries.joining import Joining, joining_held
from shelterbelt.learn.services.joining import agree_to_conduct, name_someone, take_back_someone
from shelterbelt.people.services import Refused

LINK = "token"
GET_POST = ("GET", "POST")


@page(
    "apply/a/<str:token>/joining/",
    name="apply.joining",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=GET_POST,
    token=LINK,
)
def show_joining(request: PageRequest, token: str) -> HttpResponse:
    """Both steps and where each stands; a question can be taken back here."""
    own = _own(request)
    if own is None:
        return redirect("apply.application", token)
    if request.method == "POST":
        asked = {str(one.id): one.id for one in own.asked if one.can_be_taken_back}
        _take_back(request, asked.get(request.POST.get("confirmation", "")))
        return redirect(request.path)
    told = {"own": own, "token": token, "did": request.GET.get("did", "")}
    return render(request, "learn/joining/steps.html", told)


@page(
    "apply/a/<str:token>/joining/someone/",
    name="apply.joining.someone",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=GET_POST,
    token=LINK,
)
def name_someone_who_knows(request: PageRequest, token: str) -> HttpResponse:
    """Name an employer, a referee or an elder: the choice is the applicant's."""
    own = _own(request)
    if own is None:
        return redirect("apply.application", token)
    form = SomeoneForm(request.POST if request.method == "POST" else None, initial={"known_as": own.name})
    if form.is_valid():
        try:
            name_someone(by=request.actor, **form.cleaned_data)
            return _back(token, "asked")
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
    return render(request, "learn/joining/someone.html", {"own": own, "form": form, "token": token})


@page(
    "apply/a/<str:token>/joining/conduct/",
    name="apply.joining.conduct",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=GET_POST,
    token=LINK,
)
def show_conduct(request: PageRequest, token: str) -> HttpResponse:
    """The code of conduct, to read at any time and to agree to once for each version."""
    own = _own(request)
    if own is None or own.conduct is None:
        return redirect("apply.application", token)
    form = ConductForm(request.POST if request.method == "POST" else None, initial={"digest": own.digest})
    if form.is_valid():
        try:
            given = form.cleaned_data
            agree_to_conduct(by=request.actor, name=given["name"], digest=given["digest"])
            return _back(token, "signed")
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
    told = {"own": own, "form": form, "token": token}
    return render(request, "learn/joining/conduct.html", told)


def _own(request: PageRequest) -> Joining | None:
    """What stands behind the link; None while it is a draft, or once it was taken back."""
    application_held(for_=request.actor)
    try:
        return joining_held(for_=request.actor)
    except NotThere:
        return None


def _take_back(request: PageRequest, confirmation: UUID | None) -> None:
    if confirmation is not None:
        take_back_someone(by=request.actor, confirmation=confirmation)


def _back(token: str, did: str) -> HttpResponse:
    answer = redirect("apply.joining", token)
    answer["Location"] += f"?did={did}"
    return answer
