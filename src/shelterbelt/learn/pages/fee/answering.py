"""What happens when something on the fee page is sent."""

from dataclasses import dataclass

from django.http import HttpRequest

from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn.choices import FeeLane
from shelterbelt.learn.pages.fee.shown import FeeForms
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.fees import ask_bursary, choose_lane, plan_instalments


@dataclass(frozen=True, slots=True)
class Answered:
    """How it went, as a word for the notice on the page."""

    is_done: bool
    word: str


def answer(request: HttpRequest, actor: Actor, forms: FeeForms) -> Answered:
    """Do the one thing that was asked; whatever is wrong stands at its field."""
    act = request.POST.get("act", "")
    try:
        if act == FeeLane.GROUP:
            choose_lane(by=actor, lane=FeeLane.GROUP)
        elif act == FeeLane.PAY_LESS:
            return _pay_less(actor, forms)
        elif act == FeeLane.EMPLOYER:
            return _employer(actor, forms)
        elif act == "parts":
            return _parts(actor, forms)
        elif act == "bursary":
            ask_bursary(by=actor)
    except NotInThisState:
        return Answered(is_done=False, word="stands")
    known = {"group": "group", "bursary": "bursary"}
    return Answered(is_done=True, word=known.get(act, ""))


def _pay_less(actor: Actor, forms: FeeForms) -> Answered:
    form = forms.less
    if form.is_valid():
        try:
            choose_lane(by=actor, lane=FeeLane.PAY_LESS, amount_minor=form.cleaned_data["amount"])
            return Answered(is_done=True, word="less")
        except Incomplete as error:
            form.refuse(error.fields)
    return Answered(is_done=False, word="")


def _employer(actor: Actor, forms: FeeForms) -> Answered:
    form = forms.employer
    if form.is_valid():
        try:
            choose_lane(by=actor, lane=FeeLane.EMPLOYER, payer=form.payer())
            return Answered(is_done=True, word="employer")
        except Incomplete as error:
            form.refuse(error.fields)
    return Answered(is_done=False, word="")


def _parts(actor: Actor, forms: FeeForms) -> Answered:
    form = forms.parts
    if form.is_valid():
        try:
            plan_instalments(by=actor, parts=form.cleaned_data["parts"])
            return Answered(is_done=True, word="parts")
        except Incomplete as error:
            form.refuse(error.fields)
    return Answered(is_done=False, word="")
