"""Answering: what I was asked, domain by domain; the same for whoever holds a card."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import Given
from shelterbelt.equip.formats.charts_standing import told_in
from shelterbelt.equip.queries.assessments import Sheet, sheet_of_card, sheet_own, sheets_own
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.services.answering import Said, answer_questions, finish_answering
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.routes import Audience, PageRequest, page

GET_POST = ("GET", "POST")
_GIVEN, _REASON = "given:", "reason:"


@page("answer/", name="answer", permission=access.ANSWER, audience=Audience.PERSONAL)
def list_sheets(request: PageRequest) -> HttpResponse:
    """What I was asked."""
    shown = [_sheet_shown(sheet) for sheet in sheets_own(for_=request.actor)]
    return render(request, "equip/answer/list.html", {"sheets": shown})


@page(
    "answer/<uuid:assessor>/<slug:domain>/",
    name="answer.domain",
    permission=access.ANSWER,
    audience=Audience.PERSONAL,
    methods=GET_POST,
)
def answer_domain(request: PageRequest, assessor: UUID, domain: str) -> HttpResponse:
    """My questions of one domain."""
    sheet = sheet_own(for_=request.actor, assessor=assessor)
    address = {key: reverse("answer.domain", args=[assessor, key]) for key in sheet.progress()}
    return _answer(request, sheet, domain, _Way(reverse("answer"), address))


@page(
    "answer/<uuid:assessor>/",
    name="answer.done",
    permission=access.ANSWER,
    audience=Audience.PERSONAL,
    methods=("POST",),
)
def finish(request: PageRequest, assessor: UUID) -> HttpResponse:
    """I am done; or I go on after all."""
    return _finish(request, assessor, "answer")


@page(
    "card/<str:token>/",
    name="card",
    permission=access.HOLD_CARD,
    audience=Audience.BEARER,
    methods=GET_POST,
    token="token",  # noqa: S106 -- the name of the parameter
)
def show_card(request: PageRequest, token: str) -> HttpResponse:
    """What the card asks, and who sees what."""
    if request.method == "POST":
        return _finish(request, None, "card", token)
    sheet = sheet_of_card(for_=request.actor)
    return render(request, "equip/answer/card.html", {"sheet": _sheet_shown(sheet, token), "token": token})


@page(
    "card/<str:token>/<slug:domain>/",
    name="card.domain",
    permission=access.HOLD_CARD,
    audience=Audience.BEARER,
    methods=GET_POST,
    token="token",  # noqa: S106 -- the name of the parameter
)
def answer_card(request: PageRequest, token: str, domain: str) -> HttpResponse:
    """The card's questions of one domain."""
    sheet = sheet_of_card(for_=request.actor)
    address = {key: reverse("card.domain", args=[token, key]) for key in sheet.progress()}
    return _answer(request, sheet, domain, _Way(reverse("card", args=[token]), address))


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a sheet begins, and where its domains are, in order."""

    home: str
    domains: dict[str, str]

    def after(self, domain: str) -> str:
        """The next domain, or the beginning after the last."""
        keys = list(self.domains)
        place = keys.index(domain) + 1
        return self.domains[keys[place]] if place < len(keys) else self.home


def _answer(request: PageRequest, sheet: Sheet, domain: str, way: _Way) -> HttpResponse:
    if domain not in way.domains:
        raise NotThere
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            said = dict(_said(sheet, domain, request.POST))
            answer_questions(
                by=request.actor, said=said, assessor=None if sheet.is_anonymous else sheet.assessor
            )
        except Incomplete as error:
            wrong = error.fields
        except NotInThisState:
            messages.warning(request, _("This assessment is closed: it takes no more answers."))
            return redirect(way.home)
        else:
            messages.success(request, _("Kept. You can change it until the assessment is closed."))
            return redirect(way.after(domain))
    keys = list(way.domains)
    shown = {
        "sheet": sheet,
        "home": way.home,
        "name": _domain_name(domain),
        "step": keys.index(domain) + 1,
        "steps": len(keys),
        "places": [
            (
                one.name or _("The whole agency"),
                [_question(each, one.site, sheet, request.POST, wrong) for each in one.questions],
            )
            for one in sheet.of_domain(domain)
        ],
        "choices": Given.choices,
        "is_wrong": bool(wrong),
        "written": [
            {"id": sheet.written[place][0], "said": sheet.reasons[place], "is_held": sheet.written[place][1]}
            for place in _places(sheet, domain)
            if place in sheet.written
        ],
    }
    return render(request, "equip/answer/domain.html", shown)


def _finish(request: PageRequest, assessor: UUID | None, name: str, *arguments: str) -> HttpResponse:
    is_done = not request.POST.get("again")
    try:
        finish_answering(by=request.actor, assessor=assessor, is_done=is_done)
    except NotInThisState:
        messages.warning(request, _("This assessment is closed: it takes no more answers."))
    else:
        thanks = _("Thank you. Your view counts.")
        messages.success(request, thanks if is_done else _("Go on where you stopped."))
    return redirect(name, *arguments)


def _places(sheet: Sheet, domain: str) -> Iterator[tuple[str, UUID | None]]:
    return ((each.key, one.site) for one in sheet.of_domain(domain) for each in one.questions)


def _said(sheet: Sheet, domain: str, data: QueryDict) -> Iterator[tuple[tuple[str, UUID | None], Said]]:
    for place in sheet.of_domain(domain):
        for one in place.questions:
            name = _name(one.key, place.site)
            if given := data.get(_GIVEN + name):
                yield (one.key, place.site), Said(given, data.get(_REASON + name, ""))


def _question(
    one: Any, site: UUID | None, sheet: Sheet, data: QueryDict, wrong: dict[str, str]
) -> dict[str, Any]:
    name = _name(one.key, site)
    place = (one.key, site)
    return {
        "name": name,
        "text": told_in(one.text),
        "help": told_in(one.help),
        "given": data.get(_GIVEN + name, sheet.given.get(place, "")),
        "reason": data.get(_REASON + name, sheet.reasons.get(place, "")),
        "wrong": wrong.get(name, ""),
    }


def _sheet_shown(sheet: Sheet, token: str = "") -> dict[str, Any]:
    progress = sheet.progress()
    return {
        "sheet": sheet,
        "group": sheet.group.label,
        "answered": sum(said for said, _asked in progress.values()),
        "asked": sum(asked for _said, asked in progress.values()),
        "domains": [
            (
                _domain_name(key),
                reverse("card.domain", args=[token, key])
                if token
                else reverse("answer.domain", args=[sheet.assessor, key]),
                said,
                asked,
            )
            for key, (said, asked) in progress.items()
        ],
    }


def _domain_name(key: str) -> str:
    return next(told_in(one.name) for one in question_set().domains if one.key == key)


def _name(question: str, site: UUID | None) -> str:
    return f"{question}@{site or ''}"
