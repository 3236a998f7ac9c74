"""The living page of the look: every component, as the others use it. Only where there is a demonstration."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.design.charts import draw
from shelterbelt.ground.design.figures import Figure, Table
from shelterbelt.ground.design.widgets import (
    CountryField,
    DateField,
    LanguagesField,
    LongText,
    TimeField,
    ZoneField,
)
from shelterbelt.ground.routes import Audience, page

READ_STYLES = Permission("design.styles.read", is_public=True)

_HOURS = ((_("Toronto"), 18), (_("Bogotá"), 18), (_("Nairobi"), 2), (_("Kathmandu"), 5), (_("Manila"), 7))


class SampleForm(forms.Form):
    """One of each field."""

    name = forms.CharField(
        label=_("What should we call you?"),
        help_text=_("The name you choose. Nothing official."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    mail = forms.EmailField(label=_("Mail address"), widget=forms.EmailInput({"autocomplete": "email"}))
    zone = ZoneField()
    country = CountryField(required=False)
    languages = LanguagesField(required=False, most=3)
    day = DateField(label=_("First day you can join"), required=False)
    hour = TimeField(label=_("Earliest hour"), required=False)
    way = forms.ChoiceField(
        label=_("How would you join?"),
        choices=[("online", _("Online")), ("room", _("In the room in Toronto")), ("both", _("Some of each"))],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label=_("What would help you take part?"),
        choices=[
            ("captions", _("Captions")),
            ("step", _("Step-free way in")),
            ("breaks", _("Longer breaks")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why this programme?"),
        widget=LongText(advice=_("Please write about your work. Do not name or describe any young person.")),
    )
    agreed = forms.BooleanField(label=_("I have read what happens to my data"))


@page(
    "design/",
    name="design.styles",
    permission=READ_STYLES,
    audience=Audience.DEMONSTRATION,
    methods=("GET", "POST"),
)
def show_styles(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    form = SampleForm(request.POST or None)
    return render(request, "design/styles.html", {"form": form, **_samples(request)})


@page("design/desk/", name="design.styles.desk", permission=READ_STYLES, audience=Audience.DEMONSTRATION)
def show_desk(request: HttpRequest) -> HttpResponse:
    """The frame of a desk page."""
    return render(request, "design/styles_desk.html", _samples(request))


@page(
    "design/personal/", name="design.styles.personal", permission=READ_STYLES, audience=Audience.DEMONSTRATION
)
def show_personal(request: HttpRequest) -> HttpResponse:
    """The frame of a personal page."""
    return render(request, "design/styles_personal.html")


def _samples(request: HttpRequest) -> dict[str, Any]:
    return {
        "here": request.path,
        "tab_items": [
            (_("Overview"), request.path),
            (_("Dates"), "?view=dates"),
            (_("People"), "?view=people"),
        ],
        "step_items": [(_("About you"), "?step=1"), _("Your work"), _("Check and send")],
        "pages": Paginator(range(240), 20).get_page(request.GET.get("page", 4)),
        "facts": [
            (_("Runs"), _("12 weeks from 13 January 2027")),
            (_("Costs"), _("450 Canadian dollars, less with a bursary")),
        ],
        "columns": [_("Place"), _("Local hour"), _("Burden")],
        "lines": [(place, f"{hour:02d}:00", hour % 5) for place, hour in _HOURS],
        "yours": {
            "iso": "2027-01-13T23:00:00Z",
            "text": _("Thursday 14 January, 08:00–10:00"),
            "zone": _("Tokyo"),
        },
        "theirs": {
            "iso": "2027-01-13T18:00:00-05:00",
            "text": _("Wednesday 13 January, 18:00–20:00"),
            "zone": "Toronto",
        },
        "drawn": _sample_figure(),
    }


def _sample_figure() -> Figure:
    values = [{"place": str(place), "hour": hour} for place, hour in _HOURS]
    spec = {
        "data": {"values": values},
        "width": 520,
        "height": 200,
        "mark": "bar",
        "encoding": {
            "x": {"field": "hour", "type": "quantitative", "title": str(_("Local hour"))},
            "y": {"field": "place", "type": "nominal", "sort": None, "title": None},
        },
    }
    rows = tuple((row["place"], f"{row['hour']}:00") for row in values)
    return draw(
        spec,
        title=str(_("When the evening panel begins in each place")),
        description=str(_("In Toronto and Bogotá it is evening; in Nairobi it is the middle of the night.")),
        table=Table((str(_("Place")), str(_("Local hour"))), rows),  # type: ignore[arg-type]
    )
