"""What is asked of people who complain, and of the officers who answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.design.widgets import LongText
from shelterbelt.people.choices.safety import ComplaintOutcome
from shelterbelt.people.queries.complaints import Officer
from shelterbelt.people.queries.finders import Found
from shelterbelt.people.services.complaints import LONGEST, LONGEST_MORE
from shelterbelt.people.services.handling import BY_OFFICERS, LONGEST_WORDS

_IN_DANGER = _(
    "If someone is in danger now, call the emergency number where you are first; nobody reads this at all hours. "
    "Please do not send pictures or recordings, and do not copy any in here."
)
_LONGEST_SEARCH = 200


class ComplaintForm(forms.Form):
    """A complaint. Only what happened is needed; no name is."""

    words = forms.CharField(
        label=_("What happened?"),
        max_length=LONGEST["words"],
        help_text=_("In your own words, in any language. A few are enough to begin; you can add more later."),
        widget=LongText(advice=_IN_DANGER),
        error_messages={"required": _("Please write what happened. A few words are enough to begin.")},
    )
    about = forms.CharField(
        label=_("Whom is it about?"),
        required=False,
        max_length=LONGEST["about"],
        help_text=_("A name, a role, or how we can tell. You may leave it empty."),
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    contact = forms.CharField(
        label=_("How may we reach you, if you want us to?"),
        required=False,
        max_length=LONGEST["contact"],
        help_text=_(
            "You may leave it empty. We answer behind your link in any case, and send nothing by ourselves."
        ),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    wants_apart = forms.BooleanField(
        label=_("Keep us apart at once"),
        required=False,
        help_text=_(
            "We then see to it that you are not put together in panels, groups or readings. Nobody is told why."
        ),
    )
    not_to = forms.MultipleChoiceField(
        label=_("Is it about one of the people who read complaints?"),
        required=False,
        help_text=_("Tick them: they never see it, and someone else reads it."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, officers: Sequence[Officer], **options: Any) -> None:
        super().__init__(*args, **options)
        self._accounts = {one.key: one.account for one in officers}
        if len(officers) > 1:
            self.fields["not_to"].choices = [  # type: ignore[attr-defined]
                (one.key, one.name or _("An officer who gives no name here")) for one in officers
            ]
        else:
            del self.fields["not_to"]

    def complaint(self) -> dict[str, Any]:
        """The answers as `make_complaint` takes them."""
        given = dict(self.cleaned_data)
        chosen = given.pop("not_to", [])
        return {**given, "not_to": [self._accounts[key] for key in chosen]}


class MoreForm(forms.Form):
    """Something to add."""

    words = forms.CharField(
        label=_("What do you want to add?"), max_length=LONGEST_MORE, widget=LongText(advice=_IN_DANGER)
    )


class WordsForm(forms.Form):
    """An officer's words."""

    words = forms.CharField(max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 4, "dir": "auto"}))

    def __init__(self, *args: Any, label: str | Promise, is_needed: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = str(label)
        self.fields["words"].required = is_needed


class HandOverForm(forms.Form):
    """Who handles it from now on."""

    to = forms.ChoiceField(label=_("Who handles it from now on?"), required=False)
    concerns_me = forms.BooleanField(
        label=_("It is about me, or I am too close to it"),
        required=False,
        help_text=_("You then never see this complaint again."),
    )

    def __init__(self, *args: Any, others: Sequence[Officer], mine: UUID | None, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(str(one.account), one.name) for one in others]
        self.fields["to"].choices = [("", _("Nobody yet")), (str(mine), _("Me")), *offered]  # type: ignore[attr-defined]

    def handing(self) -> dict[str, Any]:
        """The answers as `hand_over_complaint` takes them."""
        given = self.cleaned_data
        return {"to": UUID(given["to"]) if given["to"] else None, "concerns_me": given["concerns_me"]}


class CloseForm(forms.Form):
    """How it ended, and what the person is told."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(one.value, ComplaintOutcome(one).label) for one in BY_OFFICERS],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What the person is told"),
        max_length=LONGEST_WORDS,
        help_text=_(
            "What you found, what was decided and why, and where they can turn next. They read it behind their link."
        ),
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
    )


class SearchForm(forms.Form):
    """Two people to look for. Sent as a form, so that no name stands in an address or a log."""

    one = forms.CharField(
        label=_("One person"),
        max_length=_LONGEST_SEARCH,
        help_text=_("A name, the reference of an application, or a mail address."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    other = forms.CharField(
        label=_("The other person"),
        max_length=_LONGEST_SEARCH,
        help_text=_("A name, the reference of an application, or a mail address."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )


class ApartForm(forms.Form):
    """Whom of those found to keep apart: a human may be known twice, so several can be ticked on each side."""

    ones = forms.MultipleChoiceField(label=_("One person"), widget=forms.CheckboxSelectMultiple)
    others = forms.MultipleChoiceField(label=_("The other person"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, ones: Sequence[Found], others: Sequence[Found], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, found in (("ones", ones), ("others", others)):
            self.fields[name].choices = [(str(one.person), _shown(one)) for one in found]  # type: ignore[attr-defined]

    def sides(self) -> dict[str, list[UUID]]:
        """The answers as `keep_apart` takes them."""
        return {name: [UUID(one) for one in self.cleaned_data[name]] for name in ("ones", "others")}


def _shown(found: Found) -> str:
    return f"{found.label} · {found.detail}" if found.detail else found.label
