"""The officers' desk: the list, one complaint with all that can be done about it, keeping apart, closing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground import clock
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people import services
from shelterbelt.people.access import HANDLE_COMPLAINTS
from shelterbelt.people.pages.complaints.acting import HANDLING, answer, search, sheets
from shelterbelt.people.pages.complaints.forms import CloseForm
from shelterbelt.people.pages.complaints.making import DAYS
from shelterbelt.people.pages.forms import posted, refuse
from shelterbelt.people.queries.complaints import complaint_file, complaints_listed
from shelterbelt.people.services.apart import end_apart
from shelterbelt.people.services.handling import close_complaint

GET_POST = ("GET", "POST")
_MOST_PAGES = 10_000


@page("desk/complaints/", name="desk.complaints", permission=HANDLE_COMPLAINTS, audience=Audience.DESK)
def list_complaints(request: PageRequest) -> HttpResponse:
    """Complaints, what is overdue first."""
    number = page_asked(request)
    lines, has_more = complaints_listed(for_=request.actor, page=number)
    told = {"lines": lines, "number": number, "has_more": has_more, "today": clock.today()}
    return render(request, "people/complaints/desk_list.html", told)


@page(
    "desk/complaints/<uuid:complaint>/",
    name="desk.complaint",
    permission=HANDLE_COMPLAINTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def show_complaint(request: PageRequest, complaint: UUID) -> HttpResponse:
    """One complaint; the view is recorded, and whoever made it sees when."""
    file = complaint_file(for_=request.actor, complaint=complaint, purpose=HANDLING)
    forms = sheets(file, request.actor.account)
    if request.method == "POST":
        answered = answer(request, file, forms)
        if answered.onward:
            messages.success(request, answered.said)
            return redirect(answered.onward, *answered.arguments)
        forms = answered.forms
    told = {"file": file, "forms": forms, "is_overdue": file.dates.is_overdue(clock.today())}
    return render(request, "people/complaints/desk_one.html", told)


@page(
    "desk/complaints/<uuid:complaint>/apart/",
    name="desk.complaint.apart",
    permission=HANDLE_COMPLAINTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def keep_people_apart(request: PageRequest, complaint: UUID) -> HttpResponse:
    """Look for two people and keep them apart at once."""
    file = complaint_file(for_=request.actor, complaint=complaint, purpose=HANDLING)
    found = search(request, file)
    if found.is_done:
        messages.success(request, _("They are kept apart from now on."))
        return redirect("desk.complaint", complaint)
    return render(request, "people/complaints/desk_apart.html", {"file": file, "found": found})


@page(
    "desk/complaints/<uuid:complaint>/apart/end/",
    name="desk.complaint.apart.end",
    permission=HANDLE_COMPLAINTS,
    audience=Audience.DESK,
    methods=("POST",),
)
def end_keeping_apart(request: PageRequest, complaint: UUID) -> HttpResponse:
    """End keeping two people apart."""
    file = complaint_file(for_=request.actor, complaint=complaint, purpose=HANDLING)
    kept = {str(one.id): one.id for one in file.apart if one.ended_at is None}
    chosen = kept.get(request.POST.get("apart", ""))
    if chosen is not None:
        end_apart(by=request.actor, complaint=complaint, apart=chosen)
        messages.success(request, _("They are no longer kept apart because of this complaint."))
    return redirect("desk.complaint", complaint)


@page(
    "desk/complaints/<uuid:complaint>/close/",
    name="desk.complaint.close",
    permission=HANDLE_COMPLAINTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def close(request: PageRequest, complaint: UUID) -> HttpResponse:
    """Close with an outcome and words for the person."""
    file = complaint_file(for_=request.actor, complaint=complaint, purpose=HANDLING)
    form = CloseForm(posted(request))
    if form.is_valid():
        try:
            close_complaint(by=request.actor, complaint=complaint, **form.cleaned_data)
        except services.Refused as error:
            refuse(form, error)
        else:
            messages.success(
                request, _("The complaint is closed. The person reads your words behind their link.")
            )
            return redirect("desk.complaint", complaint)
    is_apart = any(one.ended_at is None for one in file.apart)
    told = {"file": file, "form": form, "is_apart": is_apart, **DAYS}
    return render(request, "people/complaints/desk_close.html", told)


def page_asked(request: PageRequest) -> int:
    """The number of the page asked for; the first where that cannot be read."""
    given = request.GET.get("page", "")
    is_number = given.isascii() and given.isdigit() and len(given) < len(str(_MOST_PAGES))
    return max(int(given), 1) if is_number else 1
