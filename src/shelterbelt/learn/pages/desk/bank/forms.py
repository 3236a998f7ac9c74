"""What finance types about the bank."""

from base64 import b64decode

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shelterbelt.learn.formats.bank_csv import LAYOUTS, MOST_BYTES

LARGEST_KEPT = 1_200_000
"""Bytes of a file that travel back with the page; a larger one is chosen a second time."""


class StatementForm(forms.Form):
    """A bank statement."""

    file = forms.FileField(
        label=_("The statement"),
        help_text=_("CSV as you download it from the bank, unchanged. First you see what is in it."),
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": _("Please choose a file of up to 2.5 MB."),
            "empty": _("The file is empty."),
        },
    )

    def clean_file(self) -> bytes:
        """Its bytes."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Download a shorter time."))
        content: bytes = file.read()
        return content


class AssignForm(forms.Form):
    """The statement that a line belongs to."""

    reference = forms.CharField(
        label=_("Payment reference"),
        max_length=20,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Please give a payment reference.")},
    )


def layouts() -> list[str]:
    """The banks whose statements can be read."""
    return [layout.title for layout in LAYOUTS]


def content_of(request: HttpRequest, form: StatementForm) -> bytes | None:
    """The file that was sent, or that came back with the page; None where there is neither."""
    if form.is_valid():
        content: bytes = form.cleaned_data["file"]
        return content
    try:
        return b64decode(request.POST.get("statement", ""), validate=True) or None
    except ValueError:
        return None
