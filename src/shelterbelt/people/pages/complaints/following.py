"""Following a complaint behind its link: what was done, what was said, add more, take it back."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from shelterbelt.ground import clock
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people import services
from shelterbelt.people.access import HOLD_COMPLAINT
from shelterbelt.people.pages.complaints.forms import MoreForm
from shelterbelt.people.pages.complaints.making import DAYS
from shelterbelt.people.pages.forms import posted, refuse
from shelterbelt.people.queries.complaints import complaint_held
from shelterbelt.people.services.complaints import take_back_complaint, tell_more

LINK = "token"


@page(
    "complaint/<str:token>/",
    name="complaint",
    permission=HOLD_COMPLAINT,
    audience=Audience.BEARER,
    methods=("GET", "POST"),
    token=LINK,
)
def show_complaint(request: PageRequest, token: str) -> HttpResponse:
    """Everything its maker is told; adding to it is on the same page."""
    own = complaint_held(for_=request.actor)
    form = MoreForm(posted(request))
    if form.is_valid():
        try:
            tell_more(by=request.actor, **form.cleaned_data)
            return redirect(f"{request.path}?did=more")
        except services.Refused as error:
            refuse(form, error)
    told = {"own": own, "form": form, "token": token, "did": request.GET.get("did", ""), **DAYS}
    return render(
        request,
        "people/complaints/own.html",
        {**told, "is_overdue": own.dates.is_overdue(clock.today())},
    )


@page(
    "complaint/<str:token>/take-back/",
    name="complaint.take_back",
    permission=HOLD_COMPLAINT,
    audience=Audience.BEARER,
    methods=("GET", "POST"),
    token=LINK,
)
def take_back(request: PageRequest, token: str) -> HttpResponse:
    """Take it back, after asking once."""
    own = complaint_held(for_=request.actor)
    if request.method == "POST":
        try:
            take_back_complaint(by=request.actor)
        except services.Refused:
            return redirect("complaint", token)
        return redirect("complaint", token)
    return render(request, "people/complaints/take_back.html", {"own": own, "token": token, **DAYS})
