"""Bank lines: lists, a statement read, one line settled, money paid back."""

from base64 import b64encode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.formats.bank_csv import BankFileError, read_bank_csv
from shelterbelt.learn.formats.bank_csv.keeping import bank_file
from shelterbelt.learn.formats.money import amount_words
from shelterbelt.learn.pages.desk.bank.acting import act_on, keep
from shelterbelt.learn.pages.desk.bank.forms import (
    LARGEST_KEPT,
    AssignForm,
    StatementForm,
    content_of,
    layouts,
)
from shelterbelt.learn.pages.desk.bank.shown import frame, line_shown, lists, preview
from shelterbelt.learn.queries.bank import (
    bank_line,
    bank_lines,
    count_known,
    organisations_kept,
    refund_of,
    refunds_due,
)
from shelterbelt.learn.queries.invoices import organisation_named
from shelterbelt.learn.services.bank_proposals import renew_proposals
from shelterbelt.learn.services.refunds import record_refund

GET_POST = ("GET", "POST")
STATES = ("proposed", "open", "matched", "ignored")


@page("desk/bank/", name="desk.bank", permission=access.KEEP_MONEY, audience=Audience.DESK)
def choose(request: PageRequest) -> HttpResponse:
    """The organisations whose money is kept; straight on where there is one."""
    kept = organisations_kept(for_=request.actor)
    if len(kept) == 1:
        return redirect("desk.bank.lines", kept[0].pk)
    return render(request, "learn/desk/bank/choose.html", {"organisations": kept})


@page(
    "desk/bank/<uuid:organisation>/",
    name="desk.bank.lines",
    permission=access.KEEP_MONEY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def list_lines(request: PageRequest, organisation: UUID) -> HttpResponse:
    """Lines by what became of them; looking again at the open ones."""
    if request.method == "POST":
        count = renew_proposals(by=request.actor, organisation=organisation)
        messages.success(request, _("Looked again. Lines with a proposal: %(count)d.") % {"count": count})
        return redirect("desk.bank.lines", organisation)
    state = request.GET.get("state", "")
    state = state if state in STATES else STATES[0]
    number = request.GET.get("page", "1")
    found = bank_lines(for_=request.actor, organisation=organisation, state=state, page=number)
    name = organisation_named(for_=request.actor, organisation=organisation)
    shown = {**frame(organisation, name), **lists(found, organisation, state), "here": request.path}
    return render(request, "learn/desk/bank/lines.html", shown)


@page(
    "desk/bank/<uuid:organisation>/read/",
    name="desk.bank.read",
    permission=access.KEEP_MONEY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def read_statement(request: PageRequest, organisation: UUID) -> HttpResponse:
    """A statement: first what is in it, with every problem by line; then all of it or nothing."""
    name = organisation_named(for_=request.actor, organisation=organisation)
    form = StatementForm(request.POST or None, request.FILES or None)
    shown = {**frame(organisation, name), "here": request.path, "form": form, "layouts": layouts()}
    content = content_of(request, form) if request.method == "POST" else None
    if content is None:
        return render(request, "learn/desk/bank/read.html", shown)
    try:
        statement = read_bank_csv(content)
    except BankFileError as error:
        return render(request, "learn/desk/bank/read.html", {**shown, "failed": error}, status=400)
    file = bank_file(content, statement)
    if request.POST.get("act") == "keep":
        keep(request, organisation, file)
        return redirect("desk.bank.lines", organisation)
    known = count_known(for_=request.actor, organisation=organisation, movements=file.movements)
    again = b64encode(content).decode() if len(content) <= LARGEST_KEPT else ""
    return render(
        request, "learn/desk/bank/read.html", {**shown, "told": preview(statement, known), "again": again}
    )


@page(
    "desk/bank/line/<uuid:line>/",
    name="desk.bank.line",
    permission=access.KEEP_MONEY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def settle_line(request: PageRequest, line: UUID) -> HttpResponse:
    """One line: take the proposal, name another statement, say it is not ours, or take that back."""
    found = bank_line(for_=request.actor, line=line)
    form = AssignForm(request.POST if request.POST.get("act") == "assign" else None)
    if request.method == "POST" and act_on(request, found.line.pk, form):
        address = reverse("desk.bank.lines", args=[found.line.organisation])
        return redirect(f"{address}?state={found.line.state}")
    name = organisation_named(for_=request.actor, organisation=found.line.organisation)
    shown = {**frame(found.line.organisation, name), **line_shown(found), "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "learn/desk/bank/line.html", shown, status=status)


@page(
    "desk/bank/<uuid:organisation>/refunds/",
    name="desk.bank.refunds",
    permission=access.KEEP_MONEY,
    audience=Audience.DESK,
)
def list_refunds(request: PageRequest, organisation: UUID) -> HttpResponse:
    """What is to be paid back; each is recorded once it was sent."""
    found = refunds_due(for_=request.actor, organisation=organisation, page=request.GET.get("page", "1"))
    name = organisation_named(for_=request.actor, organisation=organisation)
    rows = [(row, amount_words(-getattr(row, "balance", 0), row.currency)) for row in found.object_list]
    shown = {**frame(organisation, name), "here": request.path, "rows": rows, "page": found}
    return render(request, "learn/desk/bank/refunds.html", shown)


@page(
    "desk/bank/refund/<uuid:fee>/",
    name="desk.bank.refund",
    permission=access.KEEP_MONEY,
    audience=Audience.DESK,
    methods=GET_POST,
)
def pay_back(request: PageRequest, fee: UUID) -> HttpResponse:
    """Record that the whole amount that is due was paid back, after asking once."""
    due = refund_of(for_=request.actor, statement=fee)
    if request.method == "POST" and due.minor:
        record_refund(by=request.actor, statement=fee, amount_minor=due.minor)
        messages.success(request, _("It is recorded as paid back."))
        return redirect("desk.bank.refunds", due.organisation)
    amount = amount_words(due.minor, due.currency)
    return render(request, "learn/desk/bank/refund.html", {"due": due, "amount": amount})
