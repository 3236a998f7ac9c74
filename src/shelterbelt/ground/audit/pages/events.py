"""Who did what, when and why; and whether the record was touched."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.ground.access.queries import addresses_within
from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.ground.audit.permissions import READ_RECORD, VERIFY
from shelterbelt.ground.audit.queries import EventSeen, events_recent
from shelterbelt.ground.audit.verification import verify
from shelterbelt.ground.design.widgets import DateField
from shelterbelt.ground.design.zones import reader_zone
from shelterbelt.ground.routes import Audience, PageRequest, page

_LONGEST_SEQUENCE = 18
_VERB = r"[a-z_.]*"


class EventsForm(forms.Form):
    """How to narrow the record."""

    verb = forms.CharField(
        label=gettext_lazy("What begins with"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Such as learn.cohort or application.view."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
    )
    since = DateField(label=gettext_lazy("From this day"), required=False, help_text="")
    until = DateField(label=gettext_lazy("Until this day"), required=False, help_text="")

    def clean_verb(self) -> str:
        """Only letters, dots and lines can be a verb."""
        given = self.cleaned_data["verb"].strip()
        if not re.fullmatch(_VERB, given):
            raise forms.ValidationError(_("Use small letters, dots and _ only."))
        return str(given)


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the page shows it."""

    event: EventSeen
    who: str


@page("desk/events/", name="audit.events", permission=READ_RECORD, audience=Audience.DESK)
def list_events(request: PageRequest) -> HttpResponse:
    """The events of one's organisations, newest first, on one's own clock."""
    form = EventsForm(request.GET or None)
    form.is_valid()
    before = _sequence(request.GET.get("before", ""))
    found = events_recent(for_=request.actor, before=before, **_narrowed(form, _zone(request)))
    kept = request.GET.copy()
    kept.pop("before", None)
    shown = {
        "form": form,
        "lines": _lines(request.actor, found.events),
        "before": found.before,
        "rest": kept.urlencode(),
        "is_first": before is None,
        "is_narrowed": bool(kept),
        "may_verify": VERIFY.allows(request.actor),
    }
    return render(request, "audit/events.html", shown)


@page(
    "desk/events/verify/",
    name="audit.verify",
    permission=VERIFY,
    audience=Audience.DESK,
    methods=("POST",),
)
def verify_record(request: PageRequest) -> HttpResponse:
    """Read the whole chain again and say what was found."""
    return render(request, "audit/verified.html", {"breaks": verify()})


def _narrowed(form: EventsForm, zone: dt.tzinfo) -> dict[str, Any]:
    given = form.cleaned_data if form.is_bound else {}
    narrowed: dict[str, Any] = {"verb": given.get("verb") or ""}
    for name, days in (("since", 0), ("until", 1)):
        day = given.get(name)
        if day and dt.date.min < day < dt.date(9000, 1, 1):
            narrowed[name] = dt.datetime.combine(day + dt.timedelta(days=days), dt.time(), tzinfo=zone)
    return narrowed


def _lines(actor: Actor, events: Iterable[EventSeen]) -> list[Line]:
    found = list(events)
    accounts = {account for event in found if (account := _account(event.actor)) is not None}
    names = addresses_within(actor.organisations(Role.PROGRAMME_LEAD), accounts=accounts) if accounts else {}
    return [Line(event, _who(actor, event.actor, names)) for event in found]


def _who(actor: Actor, label: str, names: dict[UUID, str]) -> str:
    account = _account(label)
    if label == actor.label:
        return _("you")
    if account is not None:
        return names.get(account) or _("account %(start)s") % {"start": str(account)[:8]}
    known = {"system": _("this server"), "anonymous": _("nobody signed in")}
    return known.get(label, _("the holder of a secret link"))


def _account(label: str) -> UUID | None:
    kind, _sign, value = label.partition(":")
    try:
        return UUID(value) if kind == "account" else None
    except ValueError:
        return None


def _sequence(given: str) -> int | None:
    is_number = given.isascii() and given.isdigit() and len(given) <= _LONGEST_SEQUENCE
    return int(given) if is_number else None


def _zone(request: PageRequest) -> dt.tzinfo:
    return ZoneInfo(reader_zone(request) or "UTC")
