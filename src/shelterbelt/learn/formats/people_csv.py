"""Applicants as a table: who meets when, from where, and how. No names are needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shelterbelt.learn.formats.cells import Cells, refuse_duplicates
from shelterbelt.learn.formats.tables import Column, Problems, read_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from shelterbelt.learn.formats.tables import Record, Source

COLUMNS = (
    Column("reference", ("id", "ref", "code", "référence", "identifiant", "numéro")),
    Column("country", ("country code", "pays", "code pays")),
    Column("zone", ("time zone", "timezone", "fuseau", "fuseau horaire", "tz")),
    Column("mode", ("attendance", "mode wanted", "participation", "mode souhaité")),
    Column("sector", ("field", "secteur", "domaine")),
    Column("languages", ("language", "langue", "langues")),
    Column(
        "unavailable",
        ("unavailable dates", "not available", "indisponible", "indisponibilités", "dates indisponibles"),
        is_required=False,
    ),
)

#: Spellings of the two ways to take part; the values are those of `learn.choices.Mode`.
MODES: dict[str, str] = {
    **dict.fromkeys(("on_site", "onsite", "in_person", "in_the_room", "sur_place", "en_personne"), "on_site"),
    **dict.fromkeys(("online", "on_line", "remote", "virtual", "en_ligne", "a_distance"), "online"),
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One applicant. `country` is ISO 3166 alpha-2, `zone` IANA, `mode` on_site or online."""

    reference: str
    country: str
    zone: str
    mode: str
    sector: str
    languages: tuple[str, ...]
    unavailable: frozenset[date]
    row: int


def read_people(
    source: Source, *, name: str = "people.csv", note: Callable[[str], None] | None = None
) -> tuple[PersonRow, ...]:
    """All applicants of a table, from a path or from bytes, in its order.

    `note` is told what had to be guessed (an encoding); without it a guess is an error. Raises
    TableError, and nothing else, with every problem found.
    """
    problems = Problems(name)
    records = read_records(source, COLUMNS, problems, note)
    people = tuple(_person(record, problems) for record in records)
    refuse_duplicates("reference", [(person.row, person.reference) for person in people], problems)
    problems.raise_any()
    return people


def _person(record: Record, problems: Problems) -> PersonRow:
    cells = Cells(record, problems)
    return PersonRow(
        reference=cells.reference("reference"),
        country=cells.country("country"),
        zone=cells.zone("zone"),
        mode=cells.word("mode", MODES, "a way to take part"),
        sector=cells.sector("sector"),
        languages=cells.languages("languages"),
        unavailable=cells.days("unavailable"),
        row=record.row,
    )
