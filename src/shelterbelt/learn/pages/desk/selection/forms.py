"""What is asked at the desk about a selection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from shelterbelt.learn.choices import DecisionOutcome, Mode
from shelterbelt.learn.formats.words_balance import NUMBER_NAMES
from shelterbelt.learn.services.selections import LONGEST_WORDS, WRITE_REASON
from shelterbelt.people.choices import Sector

_ANY = ("", pgettext_lazy("all choices of a filter", "any"))
_MOST_PEOPLE, _MOST_PERCENT = 1_000, 100


class PeopleForm(forms.Form):
    """How to narrow the people of a proposal."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Proposed"), choices=[_ANY, *DecisionOutcome.choices], required=False
    )
    mode = forms.ChoiceField(label=gettext_lazy("Takes part"), choices=[_ANY, *Mode.choices], required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), choices=[_ANY, *Sector.choices], required=False)

    def wanted(self) -> dict[str, str]:
        """What is asked for; a choice that does not exist asks for nothing."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}


class NumbersForm(forms.Form):
    """Other numbers for the goals, to see what would follow."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in NUMBER_NAMES.items():
            most = _MOST_PERCENT if name.endswith("percent") else _MOST_PEOPLE
            self.fields[name] = forms.IntegerField(label=str(label), min_value=0, max_value=most)


class DecideForm(forms.Form):
    """A person's own decision, with its reason."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What you decide"), choices=DecisionOutcome.choices, widget=forms.RadioSelect
    )
    mode = forms.ChoiceField(label=gettext_lazy("Takes part"), choices=Mode.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Why, in your own words"),
        max_length=LONGEST_WORDS,
        error_messages={"required": WRITE_REASON},
        help_text=gettext_lazy(
            "It stays with the application. The person can ask to read it. Write nothing about anyone else."
        ),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
