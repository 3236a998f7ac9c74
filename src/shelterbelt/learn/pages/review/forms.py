"""The rubric as a form: points for each criterion, and words for the people who decide."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from shelterbelt.learn.engine.definition.admission import ReviewRules
from shelterbelt.learn.pages.desk.shown import words
from shelterbelt.learn.services.reviews import LONGEST_REMARK


class ReadingForm(forms.Form):
    """One field per criterion, named by its key, then `remark`."""

    def __init__(self, data: Mapping[str, object] | None, *, rules: ReviewRules) -> None:
        super().__init__(data)
        self.rules = rules
        for criterion in rules.criteria:
            self.fields[criterion.key] = forms.TypedChoiceField(
                label=words(criterion.title),
                help_text=words(criterion.guide),
                choices=[(number, str(number)) for number in range(rules.points + 1)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please give points here, 0 included.")},
            )
        self.fields["remark"] = forms.CharField(
            label=_("A remark for those who decide"),
            help_text=_(
                "If you like. The applicant can ask to read it. Please write nothing that would say who you are."
            ),
            required=False,
            max_length=LONGEST_REMARK,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    @property
    def points(self) -> dict[str, int]:
        """The points by criterion, once the form is valid."""
        return {criterion.key: self.cleaned_data[criterion.key] for criterion in self.rules.criteria}
