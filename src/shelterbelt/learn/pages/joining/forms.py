"""Whom an applicant names, and how they sign."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shelterbelt.people.services.identity import LONGEST

_PLAIN = {"dir": "auto", "autocomplete": "off"}


class SomeoneForm(forms.Form):
    """Someone who knows the applicant. All three kinds count the same."""

    kind = forms.ChoiceField(
        label=_("Who are they to you?"),
        choices=(
            ("employer", _("An employer, or someone I work for or with")),
            ("referee", _("A referee: someone who knows me and whom people trust")),
            ("elder", _("An elder of my community")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who can say that they know you.")},
    )
    name = forms.CharField(
        label=_("Their name"),
        max_length=LONGEST["name"],
        widget=forms.TextInput(_PLAIN),
        error_messages={"required": _("Please write who can be asked.")},
    )
    known_as = forms.CharField(
        label=_("The name they know you by"),
        required=False,
        max_length=LONGEST["known_as"],
        help_text=_("We use this name towards them, and no other."),
        widget=forms.TextInput(_PLAIN),
    )
    relationship = forms.CharField(
        label=_("How do you know each other?"),
        required=False,
        max_length=LONGEST["relationship"],
        help_text=_("A few words; they read this too. You may leave it empty."),
        widget=forms.TextInput(_PLAIN),
    )
    email = forms.CharField(
        label=_("Their mail address"),
        required=False,
        max_length=LONGEST["email"],
        widget=forms.EmailInput({"dir": "ltr", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Or a telephone number"),
        required=False,
        max_length=LONGEST["phone"],
        help_text=_("Where they have no mail, or would rather be called."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "inputmode": "tel"}),
    )


class ConductForm(forms.Form):
    """Agreeing, by a tick and a name."""

    agree = forms.BooleanField(
        label=_("I have read this, and I agree"),
        error_messages={"required": _("Tick this if you agree. You can also write to us first.")},
    )
    name = forms.CharField(
        label=_("The name you want us to use"),
        max_length=LONGEST["name"],
        help_text=_("It need not be your legal name."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "name"}),
        error_messages={"required": _("Please type the name you want us to use.")},
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False)
