"""What is asked of the list of applications: which ones, where the page begins, and why files are opened."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shelterbelt.ground.design.names import country_choices
from shelterbelt.learn.choices import ApplicationState, Mode
from shelterbelt.learn.queries.applications import Wanted
from shelterbelt.people.choices import Sector

PURPOSES: dict[str, tuple[str, Promise]] = {
    "review": ("reviewing applications", gettext_lazy("reviewing applications")),
    "bursary": ("deciding about bursaries", gettext_lazy("deciding about bursaries")),
    "access": (
        "arranging what people need to take part",
        gettext_lazy("arranging what people need to take part"),
    ),
    "answer": (
        "answering a question of the applicant",
        gettext_lazy("answering a question of the applicant"),
    ),
}
"""Key to what the record of events keeps (English, the same for every reader) and what the page says."""

USUAL_PURPOSE = "review"
_ANY = ("", pgettext_lazy("all choices of a filter", "any"))


class FilterForm(forms.Form):
    """How to narrow the list."""

    text = forms.CharField(
        label=gettext_lazy("Name contains"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    mode = forms.ChoiceField(label=gettext_lazy("Takes part"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [pair for pair in ApplicationState.choices if pair[0] != ApplicationState.DRAFT]
        offered = {
            "state": states,
            "sector": Sector.choices,
            "country": country_choices(),
            "mode": Mode.choices,
        }
        for name, choices in offered.items():
            self.fields[name].choices = [_ANY, *choices]  # type: ignore[attr-defined, misc]


class PurposeForm(forms.Form):
    """Why a list leaves this place as a file."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What is the file for?"),
        choices=[(key, said) for key, (_kept, said) in PURPOSES.items()],
        initial=USUAL_PURPOSE,
        widget=forms.RadioSelect,
    )


def wanted_in(form: FilterForm) -> Wanted:
    """What the filter asks for; a choice that does not exist asks for nothing."""
    form.is_valid()
    return Wanted(**{name: str(form.cleaned_data.get(name) or "") for name in form.fields})


def purpose_in(sent: QueryDict) -> str:
    """The key of the purpose named in an address, the usual one otherwise."""
    given = sent.get("purpose", "")
    return given if given in PURPOSES else USUAL_PURPOSE


def rest_of(sent: QueryDict, *without: str) -> str:
    """The filter of an address as a query, for links that keep it."""
    kept = sent.copy()
    for name in (*without, "after"):
        kept.pop(name, None)
    for name in [name for name in kept if not kept.get(name)]:
        kept.pop(name)
    return kept.urlencode()


def purpose_tabs(chosen: str, rest: str) -> list[tuple[str, str, bool]]:
    """The purposes as links: words, query, whether it is the chosen one."""
    tail = f"&{rest}" if rest else ""
    return [(_(str(said)), f"?purpose={key}{tail}", key == chosen) for key, (_kept, said) in PURPOSES.items()]
