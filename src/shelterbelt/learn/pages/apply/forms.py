"""The application as a form. Everything on it is asked because someone needs it to decide or to plan."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise, lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.design.widgets import CountryField, LanguagesField, LongText, ZoneField
from shelterbelt.learn.choices import Mode
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.queries.answers import COMMUNITIES_OFFERED, LONGEST, REQUIRED
from shelterbelt.learn.queries.applications import ApplicationFile
from shelterbelt.people.choices import Sector, community_choices
from shelterbelt.people.choices.advice import FREE_TEXT_ADVICE

_MOST_LANGUAGES = 2
_PLAIN = {"dir": "auto"}

SECTIONS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("You"), ("name", "email", "country", "zone", "languages")),
    (_("Your work"), ("agency", "role_title", "sectors")),
    (_("Taking part"), ("mode", "access_needs", "wants_bursary")),
    (_("Why"), ("motivation",)),
    (_("Your communities, if you want to say"), ("communities",)),
)
COMMUNITIES_HELP = (
    _("We ask only because the programme wants people of many communities to take part."),
    _(
        "Nobody who reads or decides sees your answer, and it is in no list or file of theirs. It is locked with your "
        "own key. A computer counts it when the cohort is put together, and tells no number below 5."
    ),
    _("You need not answer, and nothing else depends on it. You can change it or take it away at any time."),
)


def _one_under_the_other(*sentences: str | Promise) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((sentence,) for sentence in sentences))


_paragraphs = lazy(_one_under_the_other, SafeString)


class CommunitiesChoice(forms.MultipleChoiceField):
    """The communities someone names for themselves: several or none, from people's own list."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Communities you belong to"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=lambda: community_choices(get_language() or "en"),
            help_text=_paragraphs(*COMMUNITIES_HELP),
            error_messages={"invalid_choice": COMMUNITIES_OFFERED, "invalid_list": COMMUNITIES_OFFERED},
        )


class CommunitiesForm(forms.Form):
    """The same question alone, once the application is sent."""

    communities = CommunitiesChoice()


def _line(label: Any, field: str, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs=_PLAIN | attrs)
    return forms.CharField(
        label=label, max_length=LONGEST[field], required=field in REQUIRED, widget=widget, help_text=help_text
    )


class ApplicationForm(forms.Form):
    """One application. A required answer may be missing while it is only saved."""

    name = _line(
        _("The name you want us to use"), "name", _("It need not be your legal name."), autocomplete="name"
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST["email"],
        help_text=_("We answer to this address, and write about nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    country = CountryField(label=_("The country you live in"))
    zone = ZoneField()
    languages = LanguagesField(most=_MOST_LANGUAGES, required=False)
    agency = _line(
        _("Your agency"), "agency", _("Where you work, if you want to say."), autocomplete="organization"
    )
    role_title = _line(_("Your role there"), "role_title", autocomplete="organization-title")
    sectors = forms.MultipleChoiceField(
        label=_("Sectors you work in"), choices=Sector, widget=forms.CheckboxSelectMultiple
    )
    mode = forms.ChoiceField(label=_("How would you take part?"), widget=forms.RadioSelect)
    access_needs = forms.CharField(
        label=_("What would help you take part?"),
        required=False,
        max_length=LONGEST["access_needs"],
        help_text=_("For example captions, a step-free way in, longer breaks. You need not say why."),
        widget=LongText(attrs={"rows": 3, **_PLAIN}, advice=FREE_TEXT_ADVICE),
    )
    wants_bursary = forms.BooleanField(
        label=_("I ask for a bursary"),
        required=False,
        help_text=_("For people whose agency cannot pay. You need not say why."),
    )
    motivation = forms.CharField(
        label=_("What do you hope to change where you work?"),
        required=False,
        max_length=LONGEST["motivation"],
        widget=LongText(advice=FREE_TEXT_ADVICE),
    )

    communities = CommunitiesChoice()

    def __init__(
        self, *args: Any, definition: Definition, asks_for_communities: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, sentence in REQUIRED.items():
            self.fields[name].error_messages["required"] = sentence
        capacity = definition.capacity
        room = _("In the room in %(city)s (%(places)d places)") % {
            "city": definition.programme.host_city,
            "places": capacity.on_site,
        }
        online = _("Online (%(places)d places)") % {"places": capacity.online}
        offered = ((Mode.ON_SITE.value, room, capacity.on_site), (Mode.ONLINE.value, online, capacity.online))
        self.fields["mode"].choices = [(key, words) for key, words, places in offered if places]  # type: ignore[attr-defined]
        if not definition.cost.bursary_pool_minor:
            del self.fields["wants_bursary"]
        if not asks_for_communities:
            del self.fields["communities"]

    def sections(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        """The fields by section, in order; a section without any is left out."""
        found = [(title, [self[name] for name in names if name in self.fields]) for title, names in SECTIONS]
        return [(title, fields) for title, fields in found if fields]

    def answers(self) -> dict[str, object]:
        """Every answer that can be kept; an empty one empties what was kept."""
        missing = {name: "" for name in self.errors if name in self.fields and self._is_only_missing(name)}
        return {**missing, **self.cleaned_data}

    def forgive_missing(self) -> None:
        """Nothing has to be filled in to be saved: drop the errors that say so."""
        for name in [name for name in self.errors if self._is_only_missing(name)]:
            del self.errors[name]

    def refuse(self, wrong: Mapping[str, str | Promise]) -> None:
        """Show what the service refused at its field, once."""
        for name, sentence in wrong.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, str(sentence))

    def _is_only_missing(self, name: str) -> bool:
        return all(error.code == "required" for error in self.errors[name].as_data())


def initial_of(file: ApplicationFile, zone: str) -> dict[str, Any]:
    """What the form shows at first: what was kept, and the zone chosen on this device."""
    row = file.application
    plain = (
        "name",
        "email",
        "country",
        "agency",
        "role_title",
        "sectors",
        "languages",
        "mode",
        "wants_bursary",
    )
    return {
        **{name: getattr(row, name) for name in plain},
        "zone": row.zone or zone,
        "motivation": file.motivation,
        "access_needs": file.access_needs,
        "communities": list(file.communities),
    }


def seen_of(given: str) -> dt.datetime | None:
    """When the application had last changed for whoever sends the form; None where that cannot be read."""
    try:
        moment = dt.datetime.fromisoformat(given)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
