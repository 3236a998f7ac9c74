"""What a place costs and who pays: one page behind the link of the application. It never asks for a card."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn.access import HOLD_APPLICATION
from shelterbelt.learn.pages.fee.answering import answer
from shelterbelt.learn.pages.fee.shown import country_shown, expected_shown, forms_of, statement_shown
from shelterbelt.learn.queries.applications import application_held
from shelterbelt.learn.queries.fees import has_statement, statement_held


@page(
    "apply/a/<str:token>/fee/",
    name="apply.fee",
    permission=HOLD_APPLICATION,
    audience=Audience.BEARER,
    methods=("GET", "POST"),
    token="token",  # noqa: S106 -- the name of the parameter
)
def show_fee(request: PageRequest, token: str) -> HttpResponse:
    """Before a place is accepted: what it would cost. Afterwards: the choices, the parts, what is left."""
    application = application_held(for_=request.actor)
    if not has_statement(for_=request.actor):
        shown = {"token": token, **expected_shown(application)}
        return render(request, "learn/fee/expected.html", shown)
    file = statement_held(for_=request.actor)
    forms = forms_of(request, file)
    notice = ""
    if request.method == "POST":
        answered = answer(request, request.actor, forms)
        if answered.is_done:
            # A fragment of its own: a browser would keep the form's, and the notice above would stay unseen.
            return redirect(f"{request.path}?did={answered.word}#content")
        notice = answered.word
    shown = statement_shown(file, forms)
    shown |= country_shown(application.application.country, file.statement.table_year)
    shown |= {"token": token, "did": request.GET.get("did", ""), "notice": notice}
    shown |= {"asks_bursary": application.application.wants_bursary}
    return render(request, "learn/fee/statement.html", shown)
