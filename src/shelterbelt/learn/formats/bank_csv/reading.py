"""A bank statement, read line by line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass

from shelterbelt.learn.engine.definition.problem import minor_digits
from shelterbelt.learn.engine.definition.wordlists import CURRENCIES
from shelterbelt.learn.formats.bank_csv.layouts import (
    LAYOUTS,
    RENAMED,
    Layout,
    currency_in,
    folded,
    layout_of,
)
from shelterbelt.learn.formats.bank_csv.values import Unusable, day_of, decoded, minor_of
from shelterbelt.learn.formats.tables import shorten

MOST_BYTES = 10_000_000
MOST_LINES = 200_000
MOST_PROBLEMS = 100
LONGEST_NAME = 200
LONGEST_TEXT = 1_000
_PREAMBLE = 30
_SEPARATORS = (";", ",", "\t")
#: Beginnings of words by which banks say that a payment went back; without accents and case.
_BACK = (
    "rucklast",
    "ruecklast",
    "retoure",
    "ruckuber",
    "rueckueber",
    "storno",
    "chargeback",
    "returned",
    "reversal",
    "nsf",
    "unpaid",
)
_SAVE_AGAIN = "Download the statement again as CSV and bring it unchanged."


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with a line or with the whole file (`line` 0), and what to do about it."""

    line: int
    column: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.column) if part)
        return f"{place}: {self.message} {self.remedy}" if place else f"{self.message} {self.remedy}"


class BankFileError(ValueError):
    """A statement cannot be used. `problems` are in order of lines; `left_off` counts those beyond the first 100."""

    def __init__(self, problems: tuple[LineProblem, ...], left_off: int = 0) -> None:
        self.problems = problems
        self.left_off = left_off
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement. `amount_minor` is above zero for money that came in.

    `line` is the line of the file on which it ends. `occurrence` counts movements that look the same in this file,
    from 0: two of them are two movements, and the same file again has the same two.
    """

    line: int
    booked_on: dt.date
    amount_minor: int
    currency: str
    name: str
    text: str
    is_return: bool
    occurrence: int
    repeats: int


@dataclass(frozen=True, slots=True)
class BankStatement:
    """A statement as it was read.

    Attributes:
        layout: whose.
        lines: the movements, in the file's order.
        repeated: movements left out because the bank's own number or balance shows that they stand there twice.
        skipped: lines that hold no movement: totals, balances, notes.
        assumed: what had to be assumed: `western` for an encoding that is not UTF-8.
    """

    layout: Layout
    lines: tuple[StatementLine, ...]
    repeated: int
    skipped: int
    assumed: tuple[str, ...]


def read_bank_csv(content: bytes) -> BankStatement:
    """Read a whole statement.

    Raises:
        BankFileError: and nothing else, with every problem by line and column.
    """
    if len(content) > MOST_BYTES:
        raise _stop(f"The file is larger than {MOST_BYTES // 1_000_000} MB.", "Download a shorter time.")
    try:
        text, assumed = decoded(content)
    except Unusable as error:
        raise _stop(str(error), _SAVE_AGAIN) from error
    layout, rows = _found(text)
    return _Reader(layout, assumed).read(rows)


Rows = list[tuple[int, list[str]]]


def _found(text: str) -> tuple[Layout, Rows]:
    """The layout, and the rows from the header on, with the numbers of the lines on which they end."""
    for separator in _SEPARATORS:
        start = _header_line(text, separator)
        if start is not None:
            return start[1], _rows(text, separator, start[0])
    known = "; ".join(layout.title for layout in LAYOUTS)
    if not text.strip():
        raise _stop("The file is empty.", _SAVE_AGAIN)
    raise _stop("No header of a known bank was found.", f"These statements can be read: {known}.")


def _header_line(text: str, separator: str) -> tuple[int, Layout] | None:
    lines = io.StringIO(text[:100_000], newline="")
    for place in range(_PREAMBLE):
        line = lines.readline()
        if not line:
            return None
        try:
            cells = next(csv.reader([line], delimiter=separator), [])
        except csv.Error:
            continue
        layout = layout_of([cell.strip() for cell in cells])
        if layout:
            return place, layout
    return None


def _rows(text: str, separator: str, start: int) -> Rows:
    lines = io.StringIO(text, newline="")
    for _line in range(start):
        lines.readline()
    found: Rows = []
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for row in reader:
            found.append((start + reader.line_num, row))
            if len(found) > MOST_LINES + 1:
                raise _stop(f"There are more than {MOST_LINES:,} lines.", "Download a shorter time.")
    except csv.Error as error:
        line = start + reader.line_num
        message = "The quotation marks of this line do not fit."
        raise BankFileError((LineProblem(line, "", message, _SAVE_AGAIN),)) from error
    return found


def _stop(message: str, remedy: str) -> BankFileError:
    return BankFileError((LineProblem(0, "", message, remedy),))


class _Reader:
    """Reads the rows of one layout and keeps what is wrong with them."""

    def __init__(self, layout: Layout, assumed: tuple[str, ...]) -> None:
        self.layout = layout
        self.assumed = assumed
        self.problems: list[LineProblem] = []
        self.left_off = 0
        self.places: dict[str, int] = {}
        self.header: list[str] = []
        self.width = 0

    def read(self, rows: Rows) -> BankStatement:
        line, header = rows[0]
        self._know(line, [cell.strip() for cell in header])
        found: list[StatementLine] = []
        seen: dict[object, int] = {}
        first: dict[object, tuple[int, int]] = {}
        repeated = skipped = 0
        for number, cells in rows[1:]:
            one = self._line(number, cells)
            if one is None:
                skipped += any(cell.strip() for cell in cells)
                continue
            mark = self._mark(cells, one)
            if mark is not None and mark in seen:
                repeated += 1
                continue
            seen[mark] = number
            looks = (one.booked_on, one.amount_minor, one.currency, one.name, one.text)
            count, before = first.get(looks, (0, 0))
            first[looks] = (count + 1, before or number)
            found.append(_with(one, count, before))
        if not found and not self.problems:
            self._wrong(0, "", "There is a header, but no movement below it.", "Download a longer time.")
        if self.problems:
            raise BankFileError(tuple(self.problems), self.left_off)
        return BankStatement(self.layout, tuple(found), repeated, skipped, self.assumed)

    def _know(self, line: int, header: list[str]) -> None:
        self.header, self.width = header, len(header)
        for place, cell in enumerate(header):
            key = RENAMED.get(folded(cell), folded(cell))
            if key in self.places and key in self.layout.needed():
                self._wrong(line, shorten(cell), "This column is there twice.", _SAVE_AGAIN)
            self.places.setdefault(key, place)

    def _line(self, number: int, cells: list[str]) -> StatementLine | None:
        day = self._cell(cells, self.layout.date)
        if not day or not any(self._cell(cells, header) for header in self._amounts()):
            return None
        # Some banks end every line with one separator too many; two are an amount that fell apart.
        if len(cells) > self.width + 1 or any(cell.strip() for cell in cells[self.width :]):
            message = f"The line has {len(cells)} cells, the header has {self.width}."
            self._wrong(number, "", message, "Look for a separator inside a text without quotation marks.")
            return None
        try:
            booked_on = day_of(day, self.layout.dates)
        except Unusable as error:
            if not any(sign.isdigit() for sign in day):
                return None  # a line of totals has a word where the day stands
            self._wrong(number, self.layout.date, f"“{shorten(day)}” {error}.", _SAVE_AGAIN)
            return None
        money = self._money(number, cells)
        if money is None:
            return None
        kind = self._cell(cells, self.layout.kind)
        name = " ".join(filter(None, (self._cell(cells, header) for header in self.layout.name)))
        text = " ".join(filter(None, (self._cell(cells, header) for header in self.layout.text)))
        told = [folded(word) for word in re.split(r"\W+", f"{kind} {text}")]
        is_return = money[0] < 0 and any(word.startswith(_BACK) for word in told)
        return StatementLine(
            number, booked_on, *money, name[:LONGEST_NAME], text[:LONGEST_TEXT], is_return, 0, 0
        )

    def _amounts(self) -> tuple[str, ...]:
        return tuple(filter(None, (*self.layout.amount, self.layout.credit, self.layout.debit)))

    def _money(self, number: int, cells: list[str]) -> tuple[int, str] | None:
        """The signed amount and its currency; a problem is noted."""
        given = [header for header in self._amounts() if self._cell(cells, header)]
        read: list[tuple[int, str]] = []
        for header in given:
            currency = self._currency(number, cells, header)
            if not currency:
                return None
            try:
                minor = minor_of(self._cell(cells, header), self.layout.decimal, minor_digits(currency))
            except Unusable as error:
                shown = shorten(self._cell(cells, header))
                self._wrong(number, header, f"“{shown}” {error}.", _SAVE_AGAIN)
                return None
            if minor:
                read.append((-abs(minor) if header == self.layout.debit else minor, currency))
        if len(read) > 1:
            self._wrong(number, " / ".join(given), "Two amounts stand in one line.", _SAVE_AGAIN)
            return None
        return read[0] if read else None

    def _currency(self, number: int, cells: list[str], header: str) -> str:
        place = self.places[folded(header)]
        written = currency_in(self.header[place]) or self._cell(cells, self.layout.currency).upper()
        if written in CURRENCIES:
            return written
        column = self.layout.currency or header
        self._wrong(number, column, f"“{shorten(written)}” is no currency.", "Write its three letters.")
        return ""

    def _mark(self, cells: list[str], one: StatementLine) -> object | None:
        """What makes a movement one of its kind, where the bank says so: its number, or the balance after it."""
        identity = self._cell(cells, self.layout.identity)
        if identity:
            return identity, one.amount_minor, one.currency
        balance = self._cell(cells, self.layout.balance)
        return (
            (one.booked_on, one.amount_minor, one.currency, one.name, one.text, balance) if balance else None
        )

    def _cell(self, cells: list[str], header: str) -> str:
        place = self.places.get(folded(header), -1) if header else -1
        return " ".join(cells[place].replace("\x00", "").split()) if 0 <= place < len(cells) else ""

    def _wrong(self, line: int, column: str, message: str, remedy: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(LineProblem(line, column, message, remedy))
        else:
            self.left_off += 1


def _with(one: StatementLine, occurrence: int, repeats: int) -> StatementLine:
    return StatementLine(
        one.line,
        one.booked_on,
        one.amount_minor,
        one.currency,
        one.name,
        one.text,
        one.is_return,
        occurrence,
        repeats,
    )
