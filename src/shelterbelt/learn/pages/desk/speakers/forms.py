"""Forms for possible speakers, and a table of them read row by row before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.learn.engine.definition.problem import Cost
from shelterbelt.learn.formats.speakers_csv import SpeakerRow, read_speakers
from shelterbelt.learn.formats.tables import RowProblem, TableError
from shelterbelt.learn.queries.cohorts import CohortView
from shelterbelt.learn.services.speakers import (
    MOST_APPEARANCES,
    MOST_DAYS,
    MOST_FEE,
    MOST_ROWS,
    NewSpeaker,
    Terms,
)
from shelterbelt.people.choices import COUNTRIES
from shelterbelt.people.queries import Person

LARGEST_TABLE = 800_000


class TermsForm(forms.Form):
    """Fee, appearances, and days on which someone cannot come."""

    fee = forms.CharField(
        label=gettext_lazy("Fee for one appearance"),
        max_length=16,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    max_appearances = forms.IntegerField(
        label=gettext_lazy("At most this many appearances"),
        min_value=1,
        max_value=MOST_APPEARANCES,
        initial=2,
    )
    unavailable = forms.CharField(
        label=gettext_lazy("Days on which they cannot come"),
        required=False,
        max_length=8_000,
        help_text=gettext_lazy("Year-month-day, one in each line or with commas, such as 2027-03-24."),
        widget=forms.Textarea({"rows": 3, "dir": "ltr"}),
    )

    def __init__(self, *args: Any, cost: Cost, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cost = cost
        help_text = _("In %(currency)s. Staff alone see it.") % {"currency": cost.currency}
        self.fields["fee"].help_text = help_text
        if cost.honorarium_minor is not None:
            self.fields["fee"].initial = money_shown(cost.honorarium_minor, cost)

    def clean_fee(self) -> int:
        """In minor units."""
        try:
            amount = Decimal(self.cleaned_data["fee"].strip().replace(",", "."))
            minor = amount.scaleb(self.cost.minor_digits)
            is_amount = minor == minor.to_integral_value() and 0 <= minor <= MOST_FEE
        except InvalidOperation:
            is_amount = False
        if not is_amount:
            said = _("Write an amount such as %(example)s.") % {"example": money_shown(60_000, self.cost)}
            raise forms.ValidationError(said)
        return int(minor)

    def clean_unavailable(self) -> frozenset[Any]:
        """As dates."""
        given = self.cleaned_data["unavailable"].replace(",", " ").replace(";", " ").split()
        if len(given) > MOST_DAYS:
            raise forms.ValidationError(_("Write at most %(most)d days.") % {"most": MOST_DAYS})
        field = forms.DateField(input_formats=["%Y-%m-%d"])
        try:
            return frozenset(field.clean(day) for day in given)
        except forms.ValidationError as error:
            raise forms.ValidationError(_("Write each day as year-month-day, such as 2027-03-24.")) from error

    def terms(self) -> Terms:
        """The answers, once they are valid."""
        given = self.cleaned_data
        return Terms(given["fee"], given["max_appearances"], given["unavailable"])


class AddForm(TermsForm):
    """One of the professionals of the organisation, and the terms."""

    professional = forms.TypedChoiceField(label=gettext_lazy("Who?"), coerce=UUID)
    field_order = ("professional",)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one.id), f"{one.name} ({one.country})") for one in people]
        self.fields["professional"].choices = [("", _("Please choose")), *offered]  # type: ignore[attr-defined]


class TableForm(forms.Form):
    """A file of possible speakers."""

    file = forms.FileField(
        label=gettext_lazy("The table"),
        help_text=gettext_lazy(
            "CSV from any spreadsheet. First you see what would happen; nothing is kept yet."
        ),
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        """Its bytes."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_TABLE:
            raise forms.ValidationError(_("The file is too large. Split it into tables of 500 rows."))
        content: bytes = file.read()
        return content


@dataclass(frozen=True, slots=True)
class Trial:
    """What a table says: rows that can be kept, every problem, and what had to be guessed."""

    rows: tuple[SpeakerRow, ...]
    problems: tuple[RowProblem, ...]
    left_off: int
    notes: tuple[str, ...]

    def speakers(self) -> list[NewSpeaker]:
        """The rows for the service."""
        return [
            NewSpeaker(
                row.name,
                row.organisation,
                row.country,
                row.zone,
                row.sectors,
                Terms(row.fee_minor, row.max_appearances, row.unavailable),
            )
            for row in self.rows
        ]


def tried(content: bytes, view: CohortView) -> Trial:
    """Read a table of speakers for a cohort; nothing is written."""
    notes: list[str] = []
    try:
        rows = read_speakers(content, name="speakers.csv", note=notes.append)
    except TableError as error:
        return Trial((), error.problems, error.left_off, tuple(notes))
    currency = view.definition.cost.currency
    problems = []
    for row in rows:
        if row.currency != currency:
            said = _("The fee is in %(theirs)s, this cohort pays in %(ours)s.")
            remedy = _("Write the fee in the cohort's currency.")
            values = {"theirs": row.currency, "ours": currency}
            problems.append(RowProblem(row.row, "currency", said % values, remedy))
        if row.country not in COUNTRIES:
            remedy = _("Use the code of a country where people live.")
            problems.append(RowProblem(row.row, "country", _("Nobody can live there."), remedy))
    if len(rows) > MOST_ROWS:
        said = _("There are more than %(most)d rows.") % {"most": MOST_ROWS}
        problems.append(RowProblem(None, "", said, _("Split the table.")))
    return Trial(rows, tuple(problems), 0, tuple(notes))


def money_shown(minor: int, cost: Cost) -> str:
    """An amount with the decimals of its currency, without the currency."""
    return f"{Decimal(minor).scaleb(-cost.minor_digits):.{cost.minor_digits}f}"
