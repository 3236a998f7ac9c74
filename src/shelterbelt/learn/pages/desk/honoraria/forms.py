"""The day on which money was paid."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shelterbelt.ground import clock


class PaidForm(forms.Form):
    """When it was paid; today unless another day is written."""

    paid_on = forms.DateField(
        label=gettext_lazy("Paid on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = clock.today()
