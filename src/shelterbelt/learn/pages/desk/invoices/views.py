"""Invoices of an organisation: the list, issuing one, reading, printing, taking back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.choices import InvoiceKind
from shelterbelt.learn.formats.invoice_words import document_of
from shelterbelt.learn.formats.money import amount_words
from shelterbelt.learn.pages.desk.bank.shown import frame
from shelterbelt.learn.pages.desk.invoices.forms import FOR_WHAT_IS_OWED, FindForm, IssueForm
from shelterbelt.learn.pages.papers.printing import pdf_answer
from shelterbelt.learn.queries.fees import statement_file
from shelterbelt.learn.queries.invoices import (
    billing_of,
    invoice_file,
    invoices_listed,
    organisation_named,
    statement_by_reference,
)
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.learn.services.invoices import credit_invoice, issue_invoice

_PURPOSE = "keeping the books"
_LONGEST_NUMBER = 24


@page(
    "desk/invoices/<uuid:organisation>/",
    name="desk.invoices",
    permission=access.KEEP_MONEY,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def list_invoices(request: PageRequest, organisation: UUID) -> HttpResponse:
    """Every document, latest number first; the way to a new one by its payment reference."""
    after = request.GET.get("after", "")[:_LONGEST_NUMBER]
    found = invoices_listed(for_=request.actor, organisation=organisation, after=after)
    name = organisation_named(for_=request.actor, organisation=organisation)
    form = FindForm(request.POST or None)
    if form.is_valid():
        written = form.cleaned_data["reference"]
        try:
            fee = statement_by_reference(for_=request.actor, organisation=organisation, reference=written)
            return redirect("desk.invoice.issue", fee)
        except NotThere:
            form.add_error("reference", _("No statement has this reference. Please check each letter."))
    rows = [
        (
            one,
            InvoiceKind(one.invoice.kind).label,
            amount_words(one.invoice.amount_minor, one.invoice.currency),
        )
        for one in found.rows
    ]
    told = {"form": form, "rows": rows, "after": found.after, "is_first": not after, "here": request.path}
    return render(request, "learn/desk/bank/invoices.html", {**frame(organisation, name), **told})


@page(
    "desk/invoices/issue/<uuid:fee>/",
    name="desk.invoice.issue",
    permission=access.KEEP_MONEY,
    audience=Audience.DESK,
    methods=("GET", "POST"),
)
def issue(request: PageRequest, fee: UUID) -> HttpResponse:
    """Issue an invoice for what is owed, or a receipt for one payment."""
    row = statement_file(for_=request.actor, statement=fee, purpose=_PURPOSE).statement
    told = billing_of(for_=request.actor, statement=fee)
    owed = amount_words(told.owed_minor, row.currency) if told.owed_minor > 0 and not told.standing else ""
    form = IssueForm(
        request.POST or None,
        owed=owed,
        payments=told.payments,
        last=told.last,
        initial={"language": told.language},
    )
    if form.is_valid():
        try:
            return redirect("desk.invoice", _issued(request, fee, form))
        except NotInThisState:
            messages.warning(request, _("It was issued meanwhile. Nothing was done twice."))
    shown = {"statement": row, "form": form, "standing": told.standing, "may": owed or told.payments}
    return render(request, "learn/desk/bank/issue.html", shown)


def _issued(request: PageRequest, fee: UUID, form: IssueForm) -> UUID:
    what = form.cleaned_data["what"]
    is_invoice = what == FOR_WHAT_IS_OWED
    return issue_invoice(
        by=request.actor,
        statement=fee,
        kind=InvoiceKind.INVOICE if is_invoice else InvoiceKind.RECEIPT,
        language=form.cleaned_data["language"],
        entry=None if is_invoice else UUID(what),
        words=form.words(),
    )


@page(
    "desk/invoices/one/<uuid:invoice>/",
    name="desk.invoice",
    permission=access.READ_MONEY,
    audience=Audience.DESK,
)
def show_invoice(request: PageRequest, invoice: UUID) -> HttpResponse:
    """The document as it was issued, to read and to print; the view is recorded."""
    file = invoice_file(for_=request.actor, invoice=invoice, purpose=_PURPOSE)
    is_standing = file.invoice.kind == InvoiceKind.INVOICE and not file.replaced_by
    may_credit = is_standing and access.KEEP_MONEY.allows_in(request.actor, file.invoice.organisation)
    shown = {"file": file, "doc": document_of(file), "may_credit": may_credit}
    return render(request, "learn/desk/bank/invoice.html", shown)


@page(
    "desk/invoices/one/<uuid:invoice>/pdf/",
    name="desk.invoice.pdf",
    permission=access.READ_MONEY,
    audience=Audience.DESK,
)
def print_invoice(request: PageRequest, invoice: UUID) -> HttpResponse:
    """The same as PDF; where it cannot be made, the page."""
    file = invoice_file(for_=request.actor, invoice=invoice, purpose=_PURPOSE)
    return pdf_answer(file) or redirect("desk.invoice", invoice)


@page(
    "desk/invoices/one/<uuid:invoice>/credit/",
    name="desk.invoice.credit",
    permission=access.KEEP_MONEY,
    audience=Audience.DESK,
    methods=("POST",),
)
def credit(request: PageRequest, invoice: UUID) -> HttpResponse:
    """Take an invoice back with a credit note."""
    try:
        made = credit_invoice(by=request.actor, invoice=invoice)
        messages.success(
            request, _("The invoice is taken back by this credit note. You can issue a new one.")
        )
        return redirect("desk.invoice", made)
    except NotInThisState:
        messages.warning(request, _("It was taken back already."))
        return redirect("desk.invoice", invoice)
