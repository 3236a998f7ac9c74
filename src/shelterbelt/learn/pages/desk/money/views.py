"""The money of cohorts at the desk: sums, statements by reference, one statement, what is recorded by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.formats.money import amount_words
from shelterbelt.learn.pages.desk.money.forms import AmountForm, EntryForm
from shelterbelt.learn.pages.desk.money.shown import (
    VIEWS,
    cohort_line,
    list_lines,
    moment_of,
    statement_page,
    tabs_of,
)
from shelterbelt.learn.queries.fees import statement_file
from shelterbelt.learn.queries.money import money_of_cohort, money_of_cohorts, statements_listed
from shelterbelt.learn.services.bursaries import grant_bursary, release_bursary, set_pool
from shelterbelt.learn.services.errors import NotInThisState, TooMuch
from shelterbelt.learn.services.fees import write_ledger

_PURPOSE = "keeping the books"
_LONGEST_REFERENCE = 12


@page("desk/money/", name="desk.money", permission=access.READ_MONEY, audience=Audience.DESK)
def list_money(request: PageRequest) -> HttpResponse:
    """Every cohort with its sums."""
    lines = [cohort_line(one) for one in money_of_cohorts(for_=request.actor)]
    return render(request, "learn/desk/money/cohorts.html", {"lines": lines})


@page(
    "desk/money/<uuid:cohort>/",
    name="desk.money.cohort",
    permission=access.READ_MONEY,
    audience=Audience.DESK,
)
def show_money(request: PageRequest, cohort: UUID) -> HttpResponse:
    """One cohort: sums, the bursary pool, and its statements page by page."""
    line = cohort_line(money_of_cohort(for_=request.actor, cohort=cohort))
    only = request.GET.get("only", "")
    only = only if only in VIEWS else ""
    after = request.GET.get("after", "")[:_LONGEST_REFERENCE]
    found = statements_listed(for_=request.actor, cohort=cohort, after=after, only=only)
    shown = {
        **line,
        "found": found,
        "lines": list_lines(found),
        "only": only,
        "is_first": not after,
        "views": tabs_of(request.path),
        "here": f"{request.path}?only={only}" if only else request.path,
        "may_grant": access.GRANT_BURSARIES.allows_in(
            request.actor, line["cohort"].programme.organisation_id
        ),
    }
    return render(request, "learn/desk/money/statements.html", shown)


@page(
    "desk/money/<uuid:cohort>/pool/",
    name="desk.money.pool",
    permission=access.GRANT_BURSARIES,
    audience=Audience.DESK,
    methods=("POST",),
)
def change_pool(request: PageRequest, cohort: UUID) -> HttpResponse:
    """Set the bursary pool to what the definition says."""
    try:
        set_pool(by=request.actor, cohort=cohort)
        messages.success(request, _("The pool now holds what the definition says."))
    except NotInThisState:
        messages.error(
            request, _("More is granted already than the definition now says. Give bursaries back first.")
        )
    return redirect("desk.money.cohort", cohort)


@page(
    "desk/money/statement/<uuid:fee>/",
    name="desk.money.statement",
    permission=access.READ_MONEY,
    audience=Audience.DESK,
)
def show_statement(request: PageRequest, fee: UUID) -> HttpResponse:
    """One statement; the view is recorded."""
    file = statement_file(for_=request.actor, statement=fee, purpose=_PURPOSE)
    currency = file.statement.currency
    shown = {"entry": EntryForm(currency=currency), "grant": AmountForm(currency=currency)}
    return render(
        request, "learn/desk/money/statement.html", {**statement_page(file, request.actor), **shown}
    )


@page(
    "desk/money/statement/<uuid:fee>/record/",
    name="desk.money.record",
    permission=access.KEEP_MONEY,
    audience=Audience.DESK,
    methods=("POST",),
)
def record_entry(request: PageRequest, fee: UUID) -> HttpResponse:
    """Record by hand that money moved, or that something need not be paid any more."""
    file = statement_file(for_=request.actor, statement=fee, purpose=_PURPOSE)
    form = EntryForm(request.POST, currency=file.statement.currency)
    if form.is_valid():
        given = form.cleaned_data
        told = {"kind": given["kind"], "at": moment_of(given["day"]), "because": given["reason"]}
        try:
            write_ledger(by=request.actor, statement=fee, amount_minor=given["amount"], **told)
            return redirect("desk.money.statement", fee)
        except TooMuch as error:
            form.add_error("amount", _at_most(error, file.statement.currency))
    shown = {"entry": form, "grant": AmountForm(currency=file.statement.currency)}
    page_shown = {**statement_page(file, request.actor), **shown}
    return render(request, "learn/desk/money/statement.html", page_shown, status=400)


@page(
    "desk/money/statement/<uuid:fee>/bursary/",
    name="desk.money.bursary",
    permission=access.GRANT_BURSARIES,
    audience=Audience.DESK,
    methods=("POST",),
)
def change_bursary(request: PageRequest, fee: UUID) -> HttpResponse:
    """Grant a bursary, or give the one that stands back to the pool."""
    file = statement_file(for_=request.actor, statement=fee, purpose="deciding about bursaries")
    form = AmountForm(request.POST, currency=file.statement.currency)
    if request.POST.get("act") == "release":
        release_bursary(by=request.actor, statement=fee)
        return redirect("desk.money.statement", fee)
    if form.is_valid():
        try:
            grant_bursary(by=request.actor, statement=fee, amount_minor=form.cleaned_data["amount"])
            return redirect("desk.money.statement", fee)
        except TooMuch as error:
            form.add_error("amount", _at_most(error, file.statement.currency))
        except NotInThisState:
            form.add_error(None, _("This statement has a bursary already, or is closed."))
    shown = {"entry": EntryForm(currency=file.statement.currency), "grant": form}
    page_shown = {**statement_page(file, request.actor), **shown}
    return render(request, "learn/desk/money/statement.html", page_shown, status=400)


def _at_most(error: TooMuch, currency: str) -> str:
    return _("That is too much: at most %(most)s.") % {"most": amount_words(error.most_minor, currency)}
