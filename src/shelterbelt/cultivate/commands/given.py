"""What the command was given, read and checked before any work."""

import argparse
import csv
import datetime as dt
import io
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from shelterbelt.cultivate.engine import ties
from shelterbelt.cultivate.formats.graphml import read_graphml
from shelterbelt.cultivate.formats.network_csv import (
    Asked,
    MemberRow,
    TieRow,
    read_contacts,
    read_members,
    read_ties,
)
from shelterbelt.ground import clock

GRAPHS = (".graphml", ".xml")
_DAYS_A_MONTH = 365.25 / 12


class Refused(Exception):
    """The command cannot do its work; nothing was written. The message names the place and the remedy."""


@dataclass(frozen=True, slots=True)
class Given:
    """A network as it was told, on a day."""

    day: dt.date
    members: tuple[MemberRow, ...]
    ties: tuple[TieRow, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Everyone, in the order of the table."""
        return tuple(one.person.id for one in self.members)


def network_given(options: argparse.Namespace) -> Given:
    """People and ties that the options name.

    Raises:
        TableError: a file cannot be used.
        Refused: two of them say the same thing.
    """
    day = options.day or clock.today()
    asked = Asked(day, any_sectors=options.any_sectors, note=tell)
    if Path(options.members).suffix.lower() in GRAPHS:
        if options.ties or options.contacts:
            raise Refused(f"{options.members}: it brings its own ties. Leave --ties and --contacts out.")
        members, found = read_graphml(Path(options.members), asked, name=options.members)
        return Given(day, members, found)
    members = read_members(Path(options.members), asked, name=options.members)
    ids = tuple(one.person.id for one in members)
    if options.contacts:
        contacts = read_contacts(Path(options.contacts), ids, asked, name=options.contacts)
        return Given(day, members, _tallied(contacts, day))
    if options.ties:
        return Given(day, members, read_ties(Path(options.ties), ids, asked, name=options.ties))
    return Given(day, members, ())


def months_since(joined: dt.date | None, day: dt.date) -> float:
    """Months that somebody has been here; long, where nothing is said."""
    return (day - joined).days / _DAYS_A_MONTH if joined else 1_000.0


def tell(words: str) -> None:
    """A word beside the work, where it does not end up in what is piped on."""
    print(words, file=sys.stderr)


def refuse_there(name: str) -> None:
    """Before any work: a file that is there is not written over.

    Raises:
        Refused: it is there already, or is no usable name.
    """
    try:
        is_there = name != "-" and Path(name).exists()
    except (OSError, ValueError) as error:
        raise Refused(f"{name}: it is not a usable path. Choose another name.") from error
    if is_there:
        raise Refused(f"{name}: it is there already. Choose another name.")


def write_whole(name: str, content: str) -> None:
    """Write a file that is not there yet, whole or not at all; `-` prints it.

    Raises:
        Refused: it is there already, or cannot be written.
    """
    if name == "-":
        print(content, end="")
        return
    refuse_there(name)
    path = Path(name)
    made = path.parent / f".{path.name}.{os.getpid()}"
    try:
        made.write_text(content, encoding="utf-8", newline="")
        made.replace(path)
    except (OSError, ValueError) as error:
        made.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise Refused(f"{name}: it cannot be written ({reason}). Choose another place.") from error
    print(path)


def as_csv(rows: Sequence[Sequence[object]]) -> str:
    """Rows as a table with commas, as spreadsheets read it; no cell is a formula to them."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([tuple(_harmless(str(cell)) for cell in row) for row in rows])
    return out.getvalue()


def show(title: str, columns: tuple[str, ...], rows: Sequence[Sequence[str]]) -> None:
    """A table on the screen: words to the left, numbers to the right."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="green")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)


def say(words: str, *, is_heading: bool = False) -> None:
    """A line or a paragraph."""
    Console().print(Text(words, style="bold" if is_heading else ""))


def _tallied(contacts: tuple[ties.Contact, ...], day: dt.date) -> tuple[TieRow, ...]:
    living = ties.tally(ties.Log(day, contacts)).living()
    return tuple(TieRow(one.one, one.other, one.strength, one.months_left, 0) for one in living)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
