"""What finance types when a document is issued."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.formats.money import amount_words
from shelterbelt.learn.queries.invoices import Facts, Payment
from shelterbelt.learn.services.invoices import LONGEST, OwnWords

FOR_WHAT_IS_OWED = "invoice"
_ROWS = {"rows": 3, "dir": "auto"}


class IssueForm(forms.Form):
    """Which document, in which language, and the issuer's own words."""

    what = forms.ChoiceField(label=gettext_lazy("What do you issue?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=gettext_lazy("Language of the document"), choices=settings.LANGUAGES)
    issuer_details = forms.CharField(
        label=gettext_lazy("Your address and registration"),
        required=False,
        max_length=LONGEST["issuer_details"],
        widget=forms.Textarea(_ROWS),
    )
    how_to_pay = forms.CharField(
        label=gettext_lazy("The account to pay into"),
        required=False,
        max_length=LONGEST["how_to_pay"],
        help_text=gettext_lazy("The payment reference is added by itself."),
        widget=forms.Textarea(_ROWS),
    )
    tax = forms.CharField(
        label=gettext_lazy("A line about tax"),
        required=False,
        max_length=LONGEST["tax"],
        help_text=gettext_lazy(
            "Printed as it stands. No tax is ever worked out here: fees are what they are."
        ),
        widget=forms.TextInput({"dir": "auto"}),
    )

    def __init__(
        self, *args: Any, owed: str, payments: tuple[Payment, ...], last: Facts | None, **more: Any
    ) -> None:
        given = {name: getattr(last, name) for name in LONGEST} if last else {"tax": _("No tax is charged.")}
        more["initial"] = {**given, **more.get("initial", {})}
        super().__init__(*args, **more)
        said = _("Invoice for what is owed: %(amount)s")
        choices = [(FOR_WHAT_IS_OWED, said % {"amount": owed})] if owed else []
        for one in payments:
            told = {"amount": amount_words(one.amount_minor, one.currency), "day": day_words(one.on)}
            choices.append((str(one.entry), _("Receipt for the payment of %(amount)s on %(day)s") % told))
        self.fields["what"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["what"].initial = choices[0][0]

    def words(self) -> OwnWords:
        """The issuer's own words."""
        return OwnWords(**{name: self.cleaned_data[name] for name in LONGEST})


class FindForm(forms.Form):
    """A statement by its reference."""

    reference = forms.CharField(
        label=gettext_lazy("Payment reference"),
        max_length=20,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Please give a payment reference.")},
    )
