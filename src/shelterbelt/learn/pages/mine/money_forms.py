"""Claiming an expense."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.learn.engine.definition.problem import minor_digits
from shelterbelt.learn.services.honoraria import LONGEST_WORDS, MOST_MINOR


class ClaimForm(forms.Form):
    """For which panel, how much, what for. `seats` are triples of id, words and currency."""

    seat = forms.TypedChoiceField(label=gettext_lazy("For which panel?"), coerce=UUID)
    amount = forms.CharField(
        label=gettext_lazy("How much?"),
        max_length=16,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=gettext_lazy("What was it for?"),
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("A few words, such as: train and a night. It is sealed; keep your receipts."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, seats: list[tuple[UUID, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currencies = {str(key): currency for key, _words, currency in seats}
        self.fields["seat"].choices = [(str(key), words) for key, words, _currency in seats]  # type: ignore[attr-defined]
        named = ", ".join(sorted(set(self.currencies.values())))
        self.fields["amount"].help_text = _("In %(currency)s, such as 42.50.") % {"currency": named}

    def clean(self) -> dict[str, Any]:
        """With the amount in minor units under `amount_minor`."""
        given = super().clean() or {}
        if "seat" not in given or "amount" not in given:
            return given
        digits = minor_digits(self.currencies[str(given["seat"])])
        try:
            minor = Decimal(given["amount"].strip().replace(",", ".")).scaleb(digits)
            is_amount = minor == minor.to_integral_value() and 0 < minor <= MOST_MINOR
        except InvalidOperation:
            is_amount = False
        if is_amount:
            given["amount_minor"] = int(minor)
        else:
            self.add_error("amount", _("Write an amount above zero, such as 42.50."))
        return given
