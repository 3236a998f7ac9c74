"""Forms by which people say what is theirs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shelterbelt.ground.design.widgets import CountryField, LanguagesField, LongText, ZoneField
from shelterbelt.people.choices import (
    CONSENT_DURATIONS,
    USE_TERMS,
    NameContext,
    NameKind,
    Sector,
    SeenBy,
    Use,
)
from shelterbelt.people.choices import community_choices as communities_in
from shelterbelt.people.services import Refused

LONGEST_STATEMENT = 5_000
_ERASE_WORD = _("erase")


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if nothing was filled in; None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def refuse(form: forms.Form, error: Refused) -> None:
    """Show what a service refused beside the field it named."""
    form.add_error(error.field if error.field in form.fields else None, str(error.message))


def _lengths(most: int) -> Callable[[], list[tuple[int, str]]]:
    """The durations offered, up to `most` days; asked at each showing, so that they are in the reader's language."""
    offered = [days for days in CONSENT_DURATIONS if days <= most]

    def told() -> list[tuple[int, str]]:
        return [
            (days, ngettext("%(count)d day", "%(count)d days", days) % {"count": days}) for days in offered
        ]

    return told


class WorkForm(forms.Form):
    """Where someone is, what they speak, in which sectors they work."""

    country = CountryField()
    languages = LanguagesField()
    sectors = forms.MultipleChoiceField(
        label=_("Sectors you work in"), choices=Sector, widget=forms.CheckboxSelectMultiple
    )
    bio = forms.CharField(
        label=_("About your work"),
        required=False,
        max_length=2_000,
        widget=LongText(advice=_("Programme staff read this. Do not name young people or cases.")),
    )


class StartForm(WorkForm):
    """All that is needed to begin."""

    chosen_name = forms.CharField(
        label=_("The name you go by"),
        max_length=200,
        help_text=_("It does not have to be your legal name."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    zone = ZoneField()
    field_order = ("chosen_name", "country", "zone", "languages", "sectors", "bio")


class ZoneForm(forms.Form):
    """A home time zone."""

    zone = ZoneField()


class NameForm(forms.Form):
    """One name: why it is borne, who may see it, where it is used."""

    kind = forms.ChoiceField(label=_("What kind of name is it?"), choices=NameKind)
    words = forms.CharField(
        label=_("The name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    seen_by = forms.ChoiceField(
        label=_("Who may see it?"),
        choices=SeenBy,
        initial=SeenBy.ME,
        help_text=_(
            "The name you go by is for everyone. Unsafe and former names are for nobody, whatever is chosen."
        ),
    )
    custodian = forms.ChoiceField(label=_("Which organisation?"), required=False)
    context = forms.ChoiceField(label=_("Where is it used?"), choices=NameContext)

    def __init__(self, *args: Any, organisations: tuple[tuple[UUID, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["custodian"].choices = [("", _("none")), *organisations]  # type: ignore[attr-defined]

    def clean_custodian(self) -> UUID | None:
        """The organisation's id, where one was chosen."""
        given = self.cleaned_data["custodian"]
        return UUID(given) if given else None


class CommunitiesForm(forms.Form):
    """Communities a person names for themselves."""

    communities = forms.MultipleChoiceField(
        label=_("Communities you belong to"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["communities"].choices = communities_in(language)  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    """A use, to whom, for how long."""

    use = forms.ChoiceField(
        label=_("What do you allow?"),
        choices=[(use.value, use.label) for use in Use if not USE_TERMS[use].needs_lived_experience],
        widget=forms.RadioSelect,
    )
    recipient = forms.ChoiceField(label=_("To whom?"), required=False)
    days = forms.TypedChoiceField(
        label=_("For how long?"), coerce=int, choices=_lengths(max(CONSENT_DURATIONS))
    )

    def __init__(self, *args: Any, organisations: tuple[tuple[UUID, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = [  # type: ignore[attr-defined]
            ("", _("every programme here that I take part in")),
            *organisations,
        ]

    def clean_recipient(self) -> UUID | None:
        """The organisation's id, where one was chosen."""
        given = self.cleaned_data["recipient"]
        return UUID(given) if given else None


class LivedExperienceForm(forms.Form):
    """A statement, with or without words, for the one purpose told above it."""

    is_understood = forms.BooleanField(
        label=_("I have lived experience, and I agree that it is counted when panels are composed.")
    )
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST_STATEMENT,
        help_text=_("You can leave this empty. Only you can read it. Nobody will ask you for it."),
        widget=LongText(advice=_("Please do not name other people."), attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        choices=_lengths(USE_TERMS[Use.BALANCE_PANELS].days),
        initial=182,
    )


class EraseForm(forms.Form):
    """A second thought before everything is gone."""

    word = forms.CharField(
        label=_("Write the word “erase” to confirm"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_word(self) -> str:
        """The word itself, in the language of the page or in English."""
        given = self.cleaned_data["word"].strip().casefold()
        if given not in {"erase", str(_ERASE_WORD).casefold()}:
            raise forms.ValidationError(_("Write the word “erase”, or leave this page to keep everything."))
        return str(given)
