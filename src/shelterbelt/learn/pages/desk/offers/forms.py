"""What is asked at the desk about seats, ends of offers and announcements."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.ground import clock
from shelterbelt.ground.design.names import language_choices
from shelterbelt.ground.design.widgets import DateField
from shelterbelt.learn.choices import Audience, Mode
from shelterbelt.learn.queries.offering import Offering
from shelterbelt.learn.services.announcements import LONGEST
from shelterbelt.learn.services.seats import MOST_SEATS
from shelterbelt.learn.services.selections import LONGEST_WORDS, WRITE_REASON

NO_SEAT = gettext_lazy("No seat of this kind is free. Choose the waiting list, or the other kind.")


def last_minute(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The last minute of a day in the zone, in UTC."""
    return dt.datetime.combine(day, dt.time(23, 59), zone).astimezone(dt.UTC)


class CapacityForm(forms.Form):
    """How many seats there are in each mode."""

    on_site = forms.IntegerField(
        label=gettext_lazy("Seats in the room"), min_value=0, max_value=MOST_SEATS, initial=0
    )
    online = forms.IntegerField(
        label=gettext_lazy("Seats online"), min_value=0, max_value=MOST_SEATS, initial=0
    )

    def wanted(self) -> dict[str, int]:
        """Numbers by mode."""
        return {mode.value: self.cleaned_data[mode.value] for mode in Mode}


class ExtendForm(forms.Form):
    """The new end of an offer, the end of that day at the host's place, and why."""

    last_day = DateField(label=gettext_lazy("Last day to answer"))
    because = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("A few words for the record of events, without names."),
    )

    def end_of_day(self, zone: ZoneInfo) -> dt.datetime:
        """The last minute of the day in the zone."""
        return last_minute(self.cleaned_data["last_day"], zone)


class OfferForm(forms.Form):
    """How someone is to take part, until when they can answer, and why they are offered a place."""

    mode = forms.ChoiceField(label=gettext_lazy("Takes part"), widget=forms.RadioSelect)
    last_day = DateField(
        label=gettext_lazy("Last day to answer"),
        help_text=gettext_lazy("The end of that day at the programme's place."),
    )
    words = forms.CharField(
        label=gettext_lazy("Why, in your own words"),
        max_length=LONGEST_WORDS,
        error_messages={"required": WRITE_REASON},
        help_text=gettext_lazy(
            "It stays with the application. The person can ask to read it. Write nothing about anyone else."
        ),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )

    def __init__(self, sent: QueryDict | None, *, offering: Offering, zone: ZoneInfo) -> None:
        usual = offering.usual.astimezone(zone)
        # What is kept is the end of a day: an offer that ends at a midnight ends with the day before it.
        last = (usual - dt.timedelta(minutes=1)).date()
        super().__init__(sent, initial={"mode": offering.application.mode, "last_day": last})
        self.zone, self.last_call = zone, offering.last_call
        self.free = {line.mode.value: line.free for line in offering.seats}
        self.fields["mode"].choices = [  # type: ignore[attr-defined]
            (
                line.mode.value,
                _("%(mode)s (free seats: %(free)d)") % {"mode": line.mode.label, "free": line.free},
            )
            for line in offering.seats
        ]

    def clean_mode(self) -> str:
        """A kind of seat of which one is free."""
        mode: str = self.cleaned_data["mode"]
        if self.free.get(mode, 0) < 1:
            raise forms.ValidationError(NO_SEAT)
        return mode

    def clean_last_day(self) -> dt.date:
        """A day from tomorrow on, before offers end."""
        day: dt.date = self.cleaned_data["last_day"]
        if not clock.today(self.zone.key) < day or last_minute(day, self.zone) > self.last_call:
            raise forms.ValidationError(_("Please choose a day after today, and before offers end."))
        return day

    def end_of_day(self, zone: ZoneInfo) -> dt.datetime:
        """The last minute of the day in the zone."""
        return last_minute(self.cleaned_data["last_day"], zone)


class TakeBackForm(forms.Form):
    """Why an offer is taken back."""

    because = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("A few words for the record of events, without names."),
    )


class AnnouncementForm(forms.Form):
    """An audience, and a subject and words in each language of its people."""

    audience = forms.ChoiceField(
        label=gettext_lazy("For whom"), choices=Audience.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = tuple(languages)
        names = dict(language_choices())
        for code in self.languages:
            given = {"language": names.get(code, code)}
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject (%(language)s)") % given,
                required=False,
                max_length=LONGEST["subject"],
                help_text=_(
                    "Whoever sees the inbox reads it: nothing private, nothing that tells what it is about."
                ),
                widget=forms.TextInput({"dir": "auto", "lang": code}),
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Words (%(language)s)") % given,
                required=False,
                max_length=LONGEST["body"],
                widget=forms.Textarea({"rows": 8, "dir": "auto", "lang": code}),
            )

    def texts(self) -> dict[str, Mapping[str, str]]:
        """By language `subject` and `body`."""
        return {
            code: {name: self.cleaned_data.get(f"{name}_{code}", "") for name in LONGEST}
            for code in self.languages
        }
