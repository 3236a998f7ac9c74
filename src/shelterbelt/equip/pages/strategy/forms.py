"""Forms of strategies."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.equip.choices import ActionState, SignedAs
from shelterbelt.equip.formats.amounts import amount_from, amount_in_field
from shelterbelt.equip.formats.charts_standing import domain_name, told_in
from shelterbelt.equip.pages.assess.forms import day_field
from shelterbelt.equip.queries.advisers import Programme
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.sites import SiteLine
from shelterbelt.equip.queries.strategies import StrategyView
from shelterbelt.equip.queries.strategy_views import ActionLine, GoalLine, RiskLine
from shelterbelt.equip.services.actions import LONGEST_OWNER, LONGEST_PROGRESS, ActionWords
from shelterbelt.equip.services.errors import Incomplete
from shelterbelt.equip.services.goals import LONGEST_WORDS, GoalWords, RiskWords
from shelterbelt.equip.services.signing import LONGEST_SAID
from shelterbelt.equip.services.strategies import LONGEST_PURPOSE, LONGEST_TITLE, StrategyWords

ABOUT_PLACES = gettext_lazy("Write about what you do, never about one young person.")


def words_field(
    label: Any, longest: int, *, help_text: Any = "", is_required: bool = True, rows: int = 3
) -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=help_text,
        required=is_required,
        widget=forms.Textarea({"rows": rows}),
    )


def tell_mistakes(form: forms.Form, error: Incomplete) -> None:
    """Put what a service said beside its fields, or above the form where there is no such field."""
    for name, said in error.fields.items():
        form.add_error(name if name in form.fields else None, said)


class StrategyForm(forms.Form):
    """Title, purpose and dates."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    purpose = words_field(
        gettext_lazy("What it is for"),
        LONGEST_PURPOSE,
        is_required=False,
        help_text=gettext_lazy("What should be different for young people when it ends?"),
    )
    starts_on = day_field(gettext_lazy("From"))
    ends_on = day_field(gettext_lazy("Until"))
    public_words = words_field(
        gettext_lazy("What people outside may read"),
        LONGEST_PURPOSE,
        is_required=False,
        help_text=gettext_lazy("For a public version. Name no place and no person. You can leave it empty."),
    )

    @classmethod
    def of(cls, view: StrategyView | None, today: dt.date, data: Any = None) -> Self:
        """Filled with what stands, or with the dates of two years from now."""
        if view is None:
            return cls(data, initial={"starts_on": today, "ends_on": today + dt.timedelta(days=730)})
        names = ("title", "purpose", "starts_on", "ends_on", "public_words")
        return cls(data, initial={name: getattr(view, name) for name in names})

    def said(self) -> StrategyWords:
        """What the service takes."""
        return StrategyWords(**self.cleaned_data)


class GoalForm(forms.Form):
    """What will be so, in which domain, and which gaps it answers."""

    words = words_field(
        gettext_lazy("Goal"),
        LONGEST_WORDS,
        help_text=gettext_lazy("What will be so when it is reached? One or two plain sentences."),
    )
    domain = forms.ChoiceField(label=gettext_lazy("Domain"))
    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Gaps that it answers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    public_words = words_field(
        gettext_lazy("What people outside may read"),
        LONGEST_WORDS,
        is_required=False,
        help_text=gettext_lazy("Name no place and no person. Left empty, the goal stays inside."),
    )

    def __init__(self, *args: Any, gaps: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        domains = [(one.key, domain_name(one)) for one in question_set().domains]
        self.fields["domain"].choices = domains  # type: ignore[attr-defined]
        chosen = [(key, told_in(texts)) for key, texts in gaps.items()]
        self.fields["questions"].choices = chosen  # type: ignore[attr-defined]
        if not chosen:
            del self.fields["questions"]

    @classmethod
    def of(cls, goal: GoalLine | None, ticked: Sequence[str], data: Any = None) -> Self:
        """Filled with a goal, or begun with gaps that were ticked; a key that is none is passed over."""
        found = [one for key in ticked if (one := question_set().question(key))]
        gaps = {one.question: one.texts for one in goal.gaps} if goal else {}
        gaps |= {one.key: one.text for one in found}
        initial: dict[str, Any] = {"questions": list(gaps)}
        if goal is not None:
            initial |= {"words": goal.words, "domain": goal.domain, "public_words": goal.public_words}
        elif found:
            initial["domain"] = found[0].domain
        return cls(data, gaps=gaps, initial=initial)

    def said(self) -> GoalWords:
        """What the service takes."""
        kept = self.cleaned_data
        return GoalWords(kept["words"], kept["domain"], kept.get("questions", ()), kept["public_words"])


class RiskForm(forms.Form):
    """How a goal could do harm, and how that is met."""

    words = words_field(
        gettext_lazy("What could go wrong, and for whom?"),
        LONGEST_WORDS,
        help_text=gettext_lazy("Think of those who have the least power, and of those who answer for them."),
    )
    met_by = words_field(gettext_lazy("What we do so that it does not happen"), LONGEST_WORDS)
    watched_by = words_field(gettext_lazy("How we would notice"), LONGEST_WORDS, is_required=False, rows=2)

    @classmethod
    def of(cls, risk: RiskLine | None, data: Any = None) -> Self:
        """Filled with what stands."""
        names = ("words", "met_by", "watched_by")
        return cls(data, initial={name: getattr(risk, name) for name in names} if risk else None)

    def said(self) -> RiskWords:
        """What the service takes."""
        return RiskWords(**self.cleaned_data)


class NoneSeenForm(forms.Form):
    """Why no harm is seen."""

    words = words_field(
        gettext_lazy("We see none, because …"),
        LONGEST_WORDS,
        help_text=gettext_lazy("Ask a survivor adviser and someone on the front line first."),
    )

    @classmethod
    def of(cls, risk: RiskLine | None, data: Any = None) -> Self:
        """Filled with what stands."""
        return cls(data, initial={"words": risk.words} if risk else None)

    def said(self) -> RiskWords:
        """What the service takes."""
        return RiskWords(self.cleaned_data["words"], is_none_seen=True)


class ActionForm(forms.Form):
    """What is done, by whom, where, with which money, until when."""

    words = words_field(gettext_lazy("What is done"), LONGEST_WORDS, help_text=ABOUT_PLACES)
    owner = forms.CharField(
        label=gettext_lazy("Who sees to it"),
        required=False,
        max_length=LONGEST_OWNER,
        help_text=gettext_lazy("A role is better than a name: it lasts longer."),
    )
    site = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    starts_on = day_field(gettext_lazy("Starts on"), is_required=False)
    due_on = day_field(gettext_lazy("Done by"))
    amount = forms.CharField(label=gettext_lazy("Money it takes"), required=False, max_length=20)
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        required=False,
        max_length=3,
        help_text=gettext_lazy("Three letters such as CAD, USD or EUR."),
    )

    def __init__(self, *args: Any, sites: Iterable[SiteLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("", _("the whole agency")), *((str(one.id), one.name) for one in sites)]
        self.fields["site"].choices = places  # type: ignore[attr-defined]
        if len(places) == 1:
            del self.fields["site"]

    @classmethod
    def of(
        cls, action: ActionLine | None, view: StrategyView, sites: Iterable[SiteLine], data: Any = None
    ) -> Self:
        """Filled with an action, or with the currency that the strategy's other actions have."""
        if action is None:
            currency = view.money[0].currency if view.money else ""
            return cls(data, sites=sites, initial={"currency": currency})
        names = ("words", "owner", "starts_on", "due_on", "currency")
        initial = {name: getattr(action, name) for name in names} | {"site": action.site_id}
        if action.amount_minor is not None:
            initial["amount"] = amount_in_field(action.amount_minor, action.currency)
        return cls(data, sites=sites, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Read the amount by its currency."""
        kept: dict[str, Any] = super().clean() or {}
        typed, currency = kept.get("amount", ""), kept.get("currency", "").upper()
        kept["amount_minor"], kept["currency"] = None, currency
        if typed:
            kept["amount_minor"] = amount_from(typed, currency)
            if kept["amount_minor"] is None:
                self.add_error("amount", _("Write an amount such as 1200 or 1200.50."))
            elif not currency:
                self.add_error("currency", _("Write three letters such as CAD, USD or EUR."))
        return kept

    def said(self) -> ActionWords:
        """What the service takes."""
        kept = self.cleaned_data
        return ActionWords(
            words=kept["words"],
            due_on=kept["due_on"],
            owner=kept["owner"],
            site=UUID(kept["site"]) if kept.get("site") else None,
            amount_minor=kept["amount_minor"],
            currency=kept["currency"] if kept["amount_minor"] is not None else "",
            starts_on=kept["starts_on"],
        )


class OwnerForm(forms.Form):
    """Who sees to an action of a strategy that is in force."""

    owner = forms.CharField(
        label=gettext_lazy("Who sees to it"),
        required=False,
        max_length=LONGEST_OWNER,
        help_text=gettext_lazy("A role is better than a name: it lasts longer."),
    )


class ProgressForm(forms.Form):
    """How far an action is, and what shows it."""

    state = forms.ChoiceField(
        label=gettext_lazy("Where it stands now"), choices=ActionState.choices, widget=forms.RadioSelect
    )
    words = words_field(
        gettext_lazy("What was done, and what shows it"), LONGEST_PROGRESS, help_text=ABOUT_PLACES
    )


class SignForm(forms.Form):
    """What a survivor adviser says of the text that stands above."""

    said = forms.ChoiceField(
        label=gettext_lazy("What do you say?"), choices=SignedAs.choices, widget=forms.RadioSelect
    )
    words = words_field(
        gettext_lazy("What should change"),
        LONGEST_SAID,
        is_required=False,
        help_text=gettext_lazy(
            "You need not say why, and nothing of your own life. You may leave it empty if you agree."
        ),
    )
    digest = forms.CharField(widget=forms.HiddenInput)


class ShareForm(forms.Form):
    """To which programme, until when."""

    shown_to = forms.ChoiceField(label=gettext_lazy("Show it to the advisers of"), widget=forms.RadioSelect)
    until = day_field(gettext_lazy("Until"))

    def __init__(self, *args: Any, programmes: Iterable[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(str(one.id), one.name) for one in programmes]
        self.fields["shown_to"].choices = chosen  # type: ignore[attr-defined]
        if len(chosen) == 1:
            self.fields["shown_to"].initial = chosen[0][0]
