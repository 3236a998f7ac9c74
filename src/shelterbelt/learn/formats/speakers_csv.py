"""Possible speakers as a table, and, apart from it, who agreed to be counted for lived experience.

Lived experience never stands in the speakers' table. People who agreed to that one use are listed in a file of
their own, which is read only for the goal it serves; its values are in no message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shelterbelt.learn.formats.cells import Cells, refuse_duplicates
from shelterbelt.learn.formats.tables import Column, Problems, fold, read_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from shelterbelt.learn.formats.tables import Record, Source

COLUMNS = (
    Column("reference", ("id", "ref", "code", "référence", "identifiant")),
    Column("name", ("display name", "speaker", "nom", "nom affiché")),
    Column("organisation", ("organization", "agency", "employer", "organisme")),
    Column("sectors", ("sector", "secteur", "secteurs")),
    Column("region", ("région", "world region")),
    Column("country", ("country code", "pays", "code pays")),
    Column("zone", ("time zone", "timezone", "fuseau", "fuseau horaire", "tz")),
    Column("fee", ("honorarium", "honoraires", "cachet")),
    Column("currency", ("devise", "monnaie")),
    Column(
        "unavailable",
        ("unavailable dates", "not available", "indisponible", "indisponibilités", "dates indisponibles"),
        is_required=False,
    ),
    Column("max_appearances", ("appearances", "maximum", "nombre maximal"), is_required=False),
)

CONSENT_COLUMNS = (
    Column("reference", ("id", "ref", "code", "référence", "identifiant")),
    Column("lived_experience_consent", ("consent", "consentement")),
    Column("until", ("expires", "jusqu’au", "expire")),
)

_ANSWERS = {"yes": True, "oui": True, "no": False, "non": False}


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """One possible speaker. `fee_minor` is what one appearance is paid, in minor units of `currency`."""

    reference: str
    name: str
    organisation: str
    sectors: tuple[str, ...]
    region: str
    country: str
    zone: str
    fee_minor: int
    currency: str
    unavailable: frozenset[date]
    max_appearances: int
    row: int


def read_speakers(
    source: Source, *, name: str = "speakers.csv", note: Callable[[str], None] | None = None
) -> tuple[SpeakerRow, ...]:
    """All possible speakers of a table, from a path or from bytes, in its order.

    `note` is told what had to be guessed (an encoding); without it a guess is an error. Raises
    TableError, and nothing else, with every problem found.
    """
    problems = Problems(name)
    records = read_records(source, COLUMNS, problems, note)
    speakers = tuple(_speaker(record, problems) for record in records)
    refuse_duplicates("reference", [(speaker.row, speaker.reference) for speaker in speakers], problems)
    problems.raise_any()
    return speakers


def read_consents(
    source: Source, *, on: date, name: str = "consents.csv", note: Callable[[str], None] | None = None
) -> frozenset[str]:
    """References of speakers who agreed to be counted for lived experience, and whose consent holds `on` that day.

    Columns: reference, lived_experience_consent (yes or no), until (the last day it holds). Problems name
    row and column only, never a value. Raises TableError.
    """
    problems = Problems(name)
    agreed: set[str] = set()
    seen: set[str] = set()
    for record in read_records(source, CONSENT_COLUMNS, problems, note):
        answer = _ANSWERS.get(fold(record.cells.get("lived_experience_consent", "")))
        quiet = Problems(name)
        cells = Cells(record, quiet)
        reference, until = cells.reference("reference"), cells.days("until")
        for problem in quiet.found:
            problems.add(
                record.row, problem.column, "The cell cannot be used.", "See the handbook for this column."
            )
        if answer is None:
            problems.add(
                record.row, "lived_experience_consent", "The answer is not clear.", "Write yes or no."
            )
        if len(until) != 1 and not any(problem.column == "until" for problem in quiet.found):
            problems.add(record.row, "until", "A consent needs one last day.", "Write year, month and day.")
        if reference.casefold() in seen:
            problems.add(record.row, "reference", "This person is listed twice.", "Keep the latest answer.")
        seen.add(reference.casefold())
        if answer and until and on <= max(until):
            agreed.add(reference)
    problems.raise_any()
    return frozenset(agreed)


def _speaker(record: Record, problems: Problems) -> SpeakerRow:
    cells = Cells(record, problems)
    currency = cells.currency("currency")
    return SpeakerRow(
        reference=cells.reference("reference"),
        name=cells.text("name"),
        organisation=cells.text("organisation"),
        sectors=cells.sectors("sectors"),
        region=cells.text("region", limit=60),
        country=cells.country("country"),
        zone=cells.zone("zone"),
        fee_minor=cells.money("fee", currency),
        currency=currency,
        unavailable=cells.days("unavailable"),
        max_appearances=cells.number("max_appearances", 1, 50, default=2),
        row=record.row,
    )
