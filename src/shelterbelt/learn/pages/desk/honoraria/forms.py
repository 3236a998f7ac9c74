"""The day on which money was paid."""

from django import forms
from django.utils.translation import gettext_lazy


class PaidForm(forms.Form):
    """When it was paid; whoever shows it gives the day that stands in it at first."""

    paid_on = forms.DateField(
        label=gettext_lazy("Paid on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
