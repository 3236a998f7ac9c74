"""A network as tables: its people, their ties or what brought them together, and who met whom lately.

Read whole or refused with every reason, by `learn.formats.tables`. Row numbers are those that a spreadsheet shows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shelterbelt.cultivate.engine.introductions import Met, Person
from shelterbelt.cultivate.engine.ties import Contact, Kind
from shelterbelt.learn.formats.cells import Cells
from shelterbelt.learn.formats.tables import (
    Column,
    Limits,
    Problems,
    Record,
    Source,
    fold,
    read_records,
    shorten,
)

LIMITS = Limits(bytes=200_000_000, rows=5_000_000)
MOST_REPEATED = 50
"""Repeated rows that are named one by one; a table that repeats itself more is refused at the first of them."""
_SLOTS, _HALF_HOUR = 48, 1800
_HOURS = re.compile(r"([01]?\d|2[0-4]):?([0-5]\d)?\s*[-–]\s*([01]?\d|2[0-4]):?([0-5]\d)?\Z", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,12})?\Z", re.ASCII)
_PARTS = re.compile(r"[;|]")
_YES_NO = dict.fromkeys(("1", "yes", "true", "x", "oui", "vrai"), "yes") | dict.fromkeys(
    ("0", "no", "false", "non", "faux"), "no"
)
KINDS = {fold(kind.value): kind for kind in Kind} | {
    "met": Kind.MET,
    "worked": Kind.WORKED,
    "consulted": Kind.CONSULTED,
    "shared": Kind.SHARED,
}

MEMBERS = (
    Column("id", ("member", "person", "reference", "ref", "membre", "identifiant")),
    Column("sector", ("field", "secteur", "domaine")),
    Column("country", ("country code", "pays")),
    Column("joined", ("since", "joined on", "depuis"), is_required=False),
    Column("zone", ("time zone", "timezone", "fuseau horaire"), is_required=False),
    Column("hours", ("free", "working hours", "heures"), is_required=False),
    Column("languages", ("language", "langues", "langue"), is_required=False),
    Column("needs", ("looks for", "besoins"), is_required=False),
    Column("offers", ("can help with", "offres"), is_required=False),
    Column("also", ("other sectors", "autres secteurs"), is_required=False),
    Column("a month", ("cap", "most a month", "par mois"), is_required=False),
    Column("paused", ("away", "en pause"), is_required=False),
    Column("waited", ("left out last month", "a attendu"), is_required=False),
    Column("not people", ("avoids", "pas ces personnes"), is_required=False),
    Column("not sectors", ("avoids sectors", "pas ces secteurs"), is_required=False),
    Column("not countries", ("avoids countries", "pas ces pays"), is_required=False),
    Column("kept apart", ("apart", "tenus a part"), is_required=False),
    Column("conflicts", ("conflict of interest", "conflits"), is_required=False),
    Column("manages", ("manager of", "dirige"), is_required=False),
)
TIES = (
    Column("one", ("from", "source", "a", "un")),
    Column("other", ("to", "target", "b", "autre")),
    Column("strength", ("weight", "force"), is_required=False),
    Column("months left", ("left", "mois restants"), is_required=False),
)
CONTACTS = (
    Column("one", ("from", "a", "un")),
    Column("other", ("to", "b", "autre")),
    Column("kind", ("what", "sorte"), is_required=False),
    Column("on", ("date", "day", "le", "jour")),
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody of a network. `person` is what the engine of introductions reads; `joined` a day, or None."""

    person: Person
    joined: dt.date | None
    row: int


@dataclass(frozen=True, slots=True)
class TieRow:
    """A tie with its strength, and in how many months it dies (0 where nothing is said)."""

    one: str
    other: str
    strength: float
    months_left: float
    row: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How a table is read.

    Attributes:
        day: whose hours count, and after which no contact lies.
        any_sectors: whether sectors may be other words than the thirteen.
        note: told what had to be guessed.
    """

    day: dt.date
    any_sectors: bool = False
    note: Callable[[str], None] | None = None


def read_members(source: Source, asked: Asked, *, name: str = "members.csv") -> tuple[MemberRow, ...]:
    """Everyone, in the order of the table.

    Raises:
        TableError: and nothing else, with every problem found.
    """
    problems = Problems(name)
    return members_of(read_records(source, MEMBERS, problems, asked.note, LIMITS), asked, problems)


def members_of(records: Iterable[Record], asked: Asked, problems: Problems) -> tuple[MemberRow, ...]:
    """People from records that were read already.

    Raises:
        TableError: with every problem found.
    """
    reader = _Members(asked, problems)
    rows = tuple(reader.member(record) for record in records)
    _refuse_repeats("id", ((one.row, one.person.id) for one in rows), problems)
    reader.refuse_strangers(rows)
    problems.raise_any()
    return rows


def read_ties(
    source: Source, known: Iterable[str], asked: Asked, *, name: str = "ties.csv"
) -> tuple[TieRow, ...]:
    """Ties between people who are known.

    Raises:
        TableError: and nothing else, with every problem found.
    """
    problems = Problems(name)
    return ties_of(read_records(source, TIES, problems, asked.note, LIMITS), known, problems)


def ties_of(records: Iterable[Record], known: Iterable[str], problems: Problems) -> tuple[TieRow, ...]:
    """Ties from records that were read already.

    Raises:
        TableError: with every problem found.
    """
    ids = frozenset(known)
    rows = []
    for record in records:
        one, other = _pair(record, ids, problems)
        strength = _number(record, "strength", 1.0, problems)
        rows.append(TieRow(one, other, strength, _number(record, "months left", 0.0, problems), record.row))
    _refuse_repeats(
        "other", ((one.row, " and ".join(sorted((one.one, one.other)))) for one in rows), problems
    )
    problems.raise_any()
    return tuple(rows)


def read_contacts(
    source: Source, known: Iterable[str], asked: Asked, *, name: str = "contacts.csv"
) -> tuple[Contact, ...]:
    """What brought people together, as they know themselves.

    Raises:
        TableError: and nothing else, with every problem found.
    """
    problems = Problems(name)
    records = read_records(source, CONTACTS, problems, asked.note, LIMITS)
    ids = frozenset(known)
    found, keys = [], []
    for record in records:
        one, other = _pair(record, ids, problems)
        kind = _kind(record, problems)
        on = _day(record, "on", problems) or asked.day
        if on > asked.day:
            message = f"{on} lies after {asked.day}."
            problems.add(record.row, "on", message, "Leave the row out, or give a later --day.")
        keys.append((record.row, f"{' and '.join(sorted((one, other)))} ({kind.value}) on {on}"))
        found.append(Contact(f"row {record.row}", one, other, kind, on))
    _refuse_repeats("on", keys, problems)
    problems.raise_any()
    return tuple(found)


def read_met(source: Source, known: Iterable[str], asked: Asked, *, name: str = "met.csv") -> tuple[Met, ...]:
    """Who was introduced to whom, or met, and when.

    Raises:
        TableError: and nothing else, with every problem found.
    """
    contacts = read_contacts(source, known, asked, name=name)
    return tuple(Met(one.one, one.other, one.on) for one in contacts)


def hours_in_utc(written: str, zone: str, day: dt.date) -> int:
    """Local hours such as 9-17 or 09:30-16:00 as 48 half-hours of UTC of a day.

    Raises:
        ValueError: they cannot be read.
    """
    found = _HOURS.match(written.strip())
    if not found:
        raise ValueError(written)
    first, last = (int(found[at]) * 60 + int(found[at + 1] or 0) for at in (1, 3))
    if max(first, last) > 24 * 60 or first == last:
        raise ValueError(written)
    midnight = dt.datetime.combine(day, dt.time(0), ZoneInfo(zone))
    start = int((midnight + dt.timedelta(minutes=first)).timestamp())
    length = (last - first) % (24 * 60) * 60 or 24 * 60 * 60
    slots = range(-(-start // _HALF_HOUR), (start + length) // _HALF_HOUR)
    bits = 0
    for slot in slots[:_SLOTS]:
        bits |= 1 << (slot % _SLOTS)
    return bits


class _Members:
    """Reads the rows of one table of people."""

    def __init__(self, asked: Asked, problems: Problems) -> None:
        self._asked, self._problems = asked, problems

    def member(self, record: Record) -> MemberRow:
        cells = Cells(record, self._problems)
        person = Person(
            id=cells.reference("id"),
            sector=self._sector(cells),
            country=cells.country("country"),
            languages=cells.languages("languages") if cells.raw("languages") else ("en",),
            hours=self._hours(cells),
            needs=self._words(record, "needs"),
            offers=self._words(record, "offers"),
            also=self._sectors(cells, "also"),
            cap=cells.number("a month", 0, 8, 1),
            is_paused=self._is(cells, "paused"),
            waited=self._is(cells, "waited"),
            avoids=self._words(record, "not people"),
            avoided_sectors=frozenset(self._sectors(cells, "not sectors")),
            avoided_countries=frozenset(cells.countries("not countries")),
            kept_apart=self._words(record, "kept apart"),
            conflicts=self._words(record, "conflicts"),
            manages=self._words(record, "manages"),
        )
        joined = _day(record, "joined", self._problems)
        if joined and joined > self._asked.day:
            message = f"{joined} lies after {self._asked.day}."
            self._problems.add(record.row, "joined", message, "Correct the day, or give a later --day.")
        return MemberRow(person, joined, record.row)

    def refuse_strangers(self, rows: Sequence[MemberRow]) -> None:
        """People named in wishes who are not there: a wish that nobody reads would protect nobody."""
        known = {one.person.id for one in rows}
        for one in rows:
            person = one.person
            for column, named in (
                ("not people", person.avoids),
                ("kept apart", person.kept_apart),
                ("conflicts", person.conflicts),
                ("manages", person.manages),
            ):
                if person.id in named:
                    self._problems.add(
                        one.row, column, "It names the person themselves.", "Take that id out."
                    )
                for name in sorted(named - known):
                    message = f"“{shorten(name)}” is nobody in this table."
                    self._problems.add(one.row, column, message, "Correct the id, or add the person.")

    def _sector(self, cells: Cells) -> str:
        return cells.text("sector", limit=60) if self._asked.any_sectors else cells.sector("sector")

    def _sectors(self, cells: Cells, key: str) -> tuple[str, ...]:
        if not cells.raw(key):
            return ()
        return (
            tuple(sorted(self._words(cells.record, key))) if self._asked.any_sectors else cells.sectors(key)
        )

    def _hours(self, cells: Cells) -> int:
        zone, written = cells.raw("zone"), cells.raw("hours")
        known = cells.zone("zone") if zone else "UTC"
        try:
            return hours_in_utc(written or "9-17", known or "UTC", self._asked.day)
        except ValueError:
            cells.wrong(
                "hours", f"“{shorten(written)}” are no hours.", "Write them like 9-17 or 09:30-16:00."
            )
            return 0

    def _words(self, record: Record, key: str) -> frozenset[str]:
        parts = (part.strip() for part in _PARTS.split(record.cells.get(key, "")))
        return frozenset(part for part in parts if part)

    def _is(self, cells: Cells, key: str) -> bool:
        """Yes or no; another word is refused: somebody who meant to be away would be introduced."""
        return bool(cells.raw(key)) and cells.word(key, _YES_NO, "yes or no") == "yes"


def _pair(record: Record, known: frozenset[str], problems: Problems) -> tuple[str, str]:
    one, other = record.cells.get("one", ""), record.cells.get("other", "")
    for key, name in (("one", one), ("other", other)):
        if not name:
            problems.add(record.row, key, "The cell is empty.", "Name somebody of the table of members.")
        elif name not in known:
            message = f"“{shorten(name)}” is nobody in the table of members."
            problems.add(record.row, key, message, "Correct the id, or add the person there.")
    if one and one == other:
        message = f"It joins “{shorten(one)}” with themselves."
        problems.add(record.row, "other", message, "Take the row out, or name another person.")
    return one, other


def _number(record: Record, key: str, default: float, problems: Problems) -> float:
    written = record.cells.get(key, "")
    if not written:
        return default
    if not _NUMBER.match(written):
        message = f"“{shorten(written)}” is not a number of 0 or more."
        problems.add(record.row, key, message, "Write digits, with a point before decimals.")
        return default
    return float(written.replace(",", "."))


def _day(record: Record, key: str, problems: Problems) -> dt.date | None:
    written = record.cells.get(key, "")
    if not written:
        return None
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        problems.add(record.row, key, f"“{shorten(written)}” is no day.", "Write it like 2026-09-30.")
        return None


def _kind(record: Record, problems: Problems) -> Kind:
    written = record.cells.get("kind", "")
    found = KINDS.get(fold(written)) if written else Kind.MET
    if found is None:
        known = ", ".join(sorted(kind.value for kind in Kind))
        problems.add(
            record.row, "kind", f"“{shorten(written)}” is no kind of contact.", f"Write one of: {known}."
        )
        return Kind.MET
    return found


def _refuse_repeats(column: str, rows: Iterable[tuple[int, str]], problems: Problems) -> None:
    """Every repeated row up to a limit, and how many there are."""
    listed = list(rows)
    counts = Counter(name for _row, name in listed if name)
    repeated = [name for name, count in counts.items() if count > 1]
    if not repeated:
        return
    first: dict[str, int] = {}
    told = 0
    for row, name in listed:
        if name in first and told < MOST_REPEATED:
            told += 1
            message = f"{shorten(name)}: this is there already, in row {first[name]}."
            problems.add(row, column, message, "Keep one of the two.")
        first.setdefault(name, row)
    more = sum(counts[name] - 1 for name in repeated) - told
    if more:
        problems.add(None, column, f"{more:,} more rows repeat earlier ones.", "Keep one of each.")
