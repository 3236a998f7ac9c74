"""What one may try: a way for all series or for one, and another hour."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shelterbelt.ground.design.widgets import TimeField
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.planning import Asked
from shelterbelt.learn.engine.timetable import Policy
from shelterbelt.learn.formats.words_plan import POLICY_NAMES
from shelterbelt.learn.services.planning import CHANGES

Dates = tuple[tuple[str, int, Any], ...]


class TryForm(forms.Form):
    """A what-if. Fields per series are `way_<key>` and `start_<key>`; empty means: as for all, as it is."""

    policy = forms.ChoiceField(
        label=gettext_lazy("Way for the whole programme"),
        choices=[(policy.value, name) for policy, name in POLICY_NAMES.items()],
        required=False,
    )
    may_move = forms.BooleanField(
        label=gettext_lazy("Choose dates again as well"),
        help_text=gettext_lazy(
            "Otherwise meetings keep the dates of the current plan, and the answer is quicker."
        ),
        required=False,
    )

    def __init__(self, definition: Definition, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.definition = definition
        language = get_language() or "en"
        for one in definition.series:
            title = one.title.in_language(language)
            self.fields[f"way_{one.key}"] = forms.ChoiceField(
                label=_("Way for “%(series)s”") % {"series": title},
                choices=[("", _("as for the whole programme")), *self.fields["policy"].choices],  # type: ignore[attr-defined]
                required=False,
            )
            self.fields[f"start_{one.key}"] = TimeField(
                label=_("Start of “%(series)s” on the host’s clock") % {"series": title},
                help_text=_("Now %(start)s. Leave it empty to keep it.") % {"start": f"{one.start:%H:%M}"},
                required=False,
            )
        self.order_fields(
            ["policy", *(name for name in self.fields if name not in {"policy", "may_move"}), "may_move"]
        )

    def asked(self, dates: Dates) -> Asked:
        """What the engine is asked; `dates` are those of the current plan."""
        given = self.cleaned_data
        keys = [one.key for one in self.definition.series]
        return Asked(
            policy=Policy(given["policy"] or Policy.FRAME),
            series_policies=tuple((key, Policy(given[f"way_{key}"])) for key in keys if given[f"way_{key}"]),
            starts=tuple((key, given[f"start_{key}"]) for key in keys if given[f"start_{key}"]),
            dates=() if given["may_move"] else dates,
        )


class PinForm(forms.Form):
    """One change to the panels."""

    meeting = forms.ChoiceField(label=gettext_lazy("Panel"), required=False)
    speaker = forms.ChoiceField(label=gettext_lazy("Speaker"))
    change = forms.ChoiceField(label=gettext_lazy("What to do"), choices=CHANGES)

    def __init__(self, panels: list[tuple[str, str]], speakers: list[tuple[str, str]], *given: Any) -> None:
        super().__init__(*given)
        self.fields["meeting"].choices = panels  # type: ignore[attr-defined]
        self.fields["speaker"].choices = speakers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A pin is about one panel; only a cancellation is about all."""
        given = super().clean() or {}
        if given.get("change") != "cancel" and not given.get("meeting"):
            self.add_error("meeting", _("Choose the panel."))
        return given
