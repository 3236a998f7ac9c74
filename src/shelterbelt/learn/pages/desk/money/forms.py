"""What finance and leads type about money."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shelterbelt.learn.choices import LedgerKind
from shelterbelt.learn.formats.money import amount_read

_AMOUNT_LENGTH = 20
_REASON_LENGTH = 200
_KINDS = (
    (LedgerKind.PAYMENT.value, _("money came in")),
    (LedgerKind.REFUND.value, _("money was paid back")),
    (LedgerKind.CHARGEBACK.value, _("the bank took a payment back")),
    (LedgerKind.WRITE_OFF.value, _("it need not be paid any more")),
)


class AmountForm(forms.Form):
    """An amount above zero in the statement's currency."""

    amount = forms.CharField(
        label=_("Amount"),
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
        if not minor:
            raise forms.ValidationError(_("Please write an amount in figures, for example 120 or 120.50."))
        return minor


class EntryForm(AmountForm):
    """A movement recorded by hand. Writing off needs a reason."""

    kind = forms.ChoiceField(label=_("What happened"), choices=_KINDS, widget=forms.RadioSelect)
    day = forms.DateField(
        label=_("On which day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=_REASON_LENGTH,
        help_text=_(
            "Needed for writing off. It is kept in the record of events. Write nothing about the person."
        ),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    field_order = ("kind", "amount", "day", "reason")

    def clean(self) -> dict[str, Any]:
        """Writing off names its reason."""
        given = super().clean() or {}
        if given.get("kind") == LedgerKind.WRITE_OFF and not given.get("reason"):
            self.add_error("reason", _("Please say why it need not be paid any more."))
        return given
