"""What an applicant answers about money: which lane, which amount, who pays, in how many parts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shelterbelt.learn.formats.money import amount_read
from shelterbelt.learn.queries.fees import Payer
from shelterbelt.learn.services.fees import LONGEST

_AMOUNT_LENGTH = 20


class Refusable(forms.Form):
    """A form that also shows what the service refused, at its field."""

    def refuse(self, wrong: Mapping[str, str | Promise]) -> None:
        """Show sentences at the fields they name, or above the form."""
        for name, sentence in wrong.items():
            self.add_error(name if name in self.fields else None, str(sentence))


class LessForm(Refusable):
    """An amount that someone can pay."""

    amount = forms.CharField(
        label=_("What I can pay"),
        max_length=_AMOUNT_LENGTH,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"}),
        error_messages={"required": _("Please give an amount.")},
    )

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._currency = currency

    def clean_amount(self) -> int:
        """The amount in minor units."""
        minor = amount_read(self.cleaned_data["amount"], self._currency)
        if minor is None:
            raise forms.ValidationError(_("Please write an amount in figures, for example 120 or 120.50."))
        return minor


class EmployerForm(Refusable):
    """The organisation that pays, as it should stand on the invoice."""

    payer_name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=LONGEST["name"],
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    payer_address = forms.CharField(
        label=_("Its address"),
        max_length=LONGEST["address"],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "off"}),
    )
    payer_reference = forms.CharField(
        label=_("Its order number or contact"),
        required=False,
        max_length=LONGEST["reference"],
        help_text=_("It is printed on the invoice."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def payer(self) -> Payer:
        """Who pays."""
        given = self.cleaned_data
        return Payer(given["payer_name"], given["payer_address"], given["payer_reference"], is_employer=True)


class PartsForm(Refusable):
    """In how many parts the fee is paid."""

    parts = forms.TypedChoiceField(label=_("How do you want to pay?"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parts"].choices = ways  # type: ignore[attr-defined]
