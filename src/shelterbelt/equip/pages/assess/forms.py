"""Forms of assessments."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.equip.choices import CARDS_AT_ONCE, EvidenceKind, Given
from shelterbelt.equip.queries.domains import QuestionLine
from shelterbelt.equip.queries.sites import SiteLine
from shelterbelt.equip.services.assessments import BY_CARD
from shelterbelt.equip.services.settling import LONGEST, Agreed, Shown


def day_field(label: Any, *, is_required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, drawn by the browser."""
    return forms.DateField(
        label=label,
        required=is_required,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class OpenForm(forms.Form):
    """Which sites are asked about, and until when people answer."""

    closes_on = day_field(gettext_lazy("People answer until"))
    sites = forms.MultipleChoiceField(
        label=gettext_lazy("Sites"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sites: Iterable[SiteLine], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(str(one.id), one.name) for one in sites]
        self.fields["sites"].choices = chosen  # type: ignore[attr-defined]
        self.fields["sites"].initial = [key for key, _name in chosen]
        self.fields["closes_on"].initial = today + dt.timedelta(days=42)
        if not chosen:
            del self.fields["sites"]

    def places(self) -> list[UUID]:
        """The sites chosen."""
        return [UUID(one) for one in self.cleaned_data.get("sites", ())]


class AskForm(forms.Form):
    """Who is asked to answer by name."""

    members = forms.MultipleChoiceField(
        label=gettext_lazy("Ask these people"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = members  # type: ignore[attr-defined]


class CardsForm(forms.Form):
    """How many cards, for whom, about what."""

    group = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=[(one.value, one.label) for one in BY_CARD],
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        max_value=CARDS_AT_ONCE,
        initial=12,
        help_text=gettext_lazy("Make more than you need. With fewer than five answers nothing is shown."),
    )
    site = forms.ChoiceField(label=gettext_lazy("About"), required=False)

    def __init__(self, *args: Any, sites: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("", _("the agency and all its sites")), *sites]
        self.fields["site"].choices = places  # type: ignore[attr-defined]

    def place(self) -> UUID | None:
        """The one site, or None for all."""
        return UUID(self.cleaned_data["site"]) if self.cleaned_data["site"] else None


class SettleForm(forms.Form):
    """What the agency agreed on for one question at one place."""

    given = forms.ChoiceField(
        label=gettext_lazy("We agreed on"), choices=Given.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=gettext_lazy("Why it does not apply"), required=False, max_length=LONGEST)
    owner = forms.CharField(label=gettext_lazy("Who sees to it"), required=False, max_length=LONGEST)
    due_on = day_field(gettext_lazy("Until"), is_required=False)
    test_again_on = day_field(
        gettext_lazy("Look again on"),
        is_required=False,
        help_text=gettext_lazy("What was so once is not so for ever."),
    )

    @classmethod
    def of(cls, line: QuestionLine, data: Any = None) -> "SettleForm":
        """Filled with what was settled now, or else before, or else with what stands."""
        told = line.settled or line.before
        initial: dict[str, Any] = {"given": line.stands.answer, "test_again_on": line.next_test()}
        if told is not None:
            initial = {"given": told.given, "reason": told.reason, "owner": told.owner, "due_on": told.due_on}
            initial["test_again_on"] = line.settled.test_again_on if line.settled else line.next_test()
        return cls(data, initial=initial)

    def agreed(self) -> Agreed:
        """What the service takes."""
        return Agreed(**self.cleaned_data)


class EvidenceForm(forms.Form):
    """Something that shows it."""

    kind = forms.ChoiceField(label=gettext_lazy("What shows it"), choices=EvidenceKind.choices)
    title = forms.CharField(label=gettext_lazy("What it is"), max_length=LONGEST)
    kept_where = forms.CharField(
        label=gettext_lazy("Where it is kept"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("A folder, a binder, a person who knows. Files are not taken here."),
    )
    seen_on = day_field(gettext_lazy("Seen on"), is_required=False)

    def shown(self) -> Shown:
        """What the service takes; it says itself what cannot be kept."""
        self.is_valid()
        kept = self.cleaned_data
        return Shown(
            kind=kept.get("kind", ""),
            title=kept.get("title", ""),
            kept_where=kept.get("kept_where", ""),
            seen_on=kept.get("seen_on"),
        )
