"""The papers of a place: invoices, receipts and credit notes, behind the link of the application."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.formats.invoice_words import document_of
from shelterbelt.learn.pages.papers.printing import pdf_answer
from shelterbelt.learn.queries.invoices import invoice_held, invoices_held

LINK = "token"


@page(
    "apply/a/<str:token>/papers/",
    name="papers",
    permission=access.HOLD_STATEMENT,
    audience=Audience.BEARER,
    token=LINK,
)
def list_papers(request: PageRequest, token: str) -> HttpResponse:
    """Every document, latest first."""
    papers = [(one, document_of(one)) for one in invoices_held(for_=request.actor)]
    return render(request, "learn/papers/list.html", {"token": token, "papers": papers})


@page(
    "apply/a/<str:token>/papers/<uuid:invoice>/",
    name="papers.one",
    permission=access.HOLD_STATEMENT,
    audience=Audience.BEARER,
    token=LINK,
)
def show_paper(request: PageRequest, token: str, invoice: UUID) -> HttpResponse:
    """One document, to read and to print."""
    file = invoice_held(for_=request.actor, invoice=invoice)
    shown = {"token": token, "file": file, "doc": document_of(file)}
    return render(request, "learn/papers/one.html", shown)


@page(
    "apply/a/<str:token>/papers/<uuid:invoice>/pdf/",
    name="papers.pdf",
    permission=access.HOLD_STATEMENT,
    audience=Audience.BEARER,
    token=LINK,
)
def print_paper(request: PageRequest, token: str, invoice: UUID) -> HttpResponse:
    """One document as PDF; where it cannot be made, the page."""
    file = invoice_held(for_=request.actor, invoice=invoice)
    return pdf_answer(file) or redirect("papers.one", token, invoice)
