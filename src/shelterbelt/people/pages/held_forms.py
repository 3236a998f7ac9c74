"""What the people on call are asked, and what stands on the card beside a held text."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.design.names import country_choices
from shelterbelt.people.choices import COUNTRIES
from shelterbelt.people.choices.safety import HeldAction
from shelterbelt.people.queries.cards import card_for, countries_with_card
from shelterbelt.people.queries.held_texts import HeldFile
from shelterbelt.people.services.held_texts import LONGEST_NOTE

READING = "deciding what must be done"
"""What the record of events keeps as the purpose (English, the same for every reader)."""


class DoneForm(forms.Form):
    """What was done, from a closed list; words only if they help whoever is on call next."""

    action = forms.ChoiceField(label=_("What did you do?"), choices=HeldAction, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("A note for whoever is on call next"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=_(
            "Do not repeat the text. When, whom you called, and under which reference is enough. It is kept sealed."
        ),
    )
    is_shown_again = forms.BooleanField(
        label=_("Show the text again to those who could read it before"), required=False
    )


def told_about(file: HeldFile, *, asked: str) -> dict[str, Any]:
    """The card of the country asked for, or of whoever wrote the text."""
    country = asked if asked in COUNTRIES else file.line.country
    return {
        "card": card_for(country, language=get_language() or "en"),
        "country": country,
        "countries": country_choices(),
        "known": countries_with_card(),
    }
