"""How Django's forms are drawn: our templates, with label, help, error and summary for everyone."""

from functools import cached_property
from pathlib import Path

import django.forms
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Engine


class Renderer(DjangoTemplates):
    """For `FORM_RENDERER`: our widget templates come before Django's own."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"
    formset_template_name = "design/forms/formset.html"

    @cached_property
    def engine(self) -> Engine:
        """Templates of the look first, then Django's, then those of the slices."""
        ours = Path(__file__).parent / "templates"
        theirs = Path(django.forms.__file__).parent / "templates"
        return Engine({"APP_DIRS": True, "DIRS": [ours, theirs], "NAME": "shelterbelt-forms", "OPTIONS": {}})
