"""Forms for sites and walks."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shelterbelt.equip.choices import Seen, SiteKind
from shelterbelt.equip.queries.held_words import held_kept
from shelterbelt.equip.queries.sites import Found, WalkView
from shelterbelt.equip.services.sites import LONGEST_NAME, LONGEST_NOTE, Look

_SEEN, _NOTE = "seen-", "note-"


class SiteForm(forms.Form):
    """Name and kind of a place."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("As your people call it. Do not write the address."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of place"),
        choices=SiteKind.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("It decides which questions are asked."),
    )


class WalkForm(forms.Form):
    """A day, and for each look what was found and a note."""

    walked_on = forms.DateField(
        label=gettext_lazy("Day of the walk"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, walk: WalkView, language: str, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.walk = walk
        self.fields["walked_on"].initial = walk.walked_on or today
        for found in _all(walk):
            key = found.look.key
            self.fields[_SEEN + key] = forms.ChoiceField(
                label=found.look.text.get(language) or found.look.text["en"],
                help_text=found.look.help.get(language) or found.look.help["en"],
                choices=Seen.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=found.seen or Seen.NOT_LOOKED,
            )
            self.fields[_NOTE + key] = forms.CharField(
                label=gettext_lazy("Note"),
                required=False,
                max_length=LONGEST_NOTE,
                initial=found.note,
                disabled=found.is_held,
                help_text=held_kept() if found.is_held else "",
                widget=forms.Textarea({"rows": 2}),
            )

    def looks(self) -> Mapping[str, Look]:
        """What was found, by the look's key."""
        return {
            found.look.key: Look(
                self.cleaned_data[_SEEN + found.look.key] or Seen.NOT_LOOKED,
                self.cleaned_data[_NOTE + found.look.key],
            )
            for found in _all(self.walk)
        }

    def field_of(self, name: str) -> str | None:
        """The field for which a service has a word; None where it is the whole form."""
        if name in self.fields:
            return name
        return _SEEN + name if _SEEN + name in self.fields else None

    def themes(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """The fields, theme by theme: what was found, and the note beside it."""
        return [
            (theme, [(self[_SEEN + one.look.key], self[_NOTE + one.look.key]) for one in found])
            for theme, found in self.walk.themes.items()
        ]


def _all(walk: WalkView) -> Iterable[Found]:
    return (found for themes in walk.themes.values() for found in themes)
