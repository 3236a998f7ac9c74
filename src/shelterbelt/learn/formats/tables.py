"""Tables from real people: CSV of any common encoding and separator, read whole or refused with every reason.

Row numbers are those a spreadsheet shows: the header is row 1, a line break inside a cell does not count.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.definition.mistakes import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Source = Path | str | bytes

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
LONGEST_CELL = 2_000
MOST_PROBLEMS = 200

#: Share of bytes above 127 beyond which a file that is not UTF-8 is no plausible Western text.
_MOST_FOREIGN = 0.3

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_FORMULA = re.compile(r"\s*[=+\-@\t]")
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a table may be."""

    bytes: int = MOST_BYTES
    rows: int = MOST_ROWS


_USUAL = Limits()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one cell, row or the whole file (`row` None), and what to do about it."""

    row: int | None
    column: str
    message: str
    remedy: str

    def __str__(self) -> str:
        row = "" if self.row is None else f"row {self.row}"
        column = f"column “{self.column}”" if self.column else ""
        place = ", ".join(part for part in (row, column) if part)
        return f"{place}: {self.message} {self.remedy}" if place else f"{self.message} {self.remedy}"


class TableError(ValueError):
    """A table cannot be used. `problems` are in order of rows; `left_off` counts those beyond the first 200."""

    def __init__(self, name: str, problems: tuple[RowProblem, ...], left_off: int = 0) -> None:
        self.name = name
        self.problems = problems
        self.left_off = left_off
        super().__init__(name, problems, left_off)

    def __str__(self) -> str:
        lines = [f"{self.name}: {problem}" for problem in self.problems]
        if self.left_off:
            lines.append(f"{self.name}: {self.left_off} more problems are not shown.")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its key, and the other headers (English, French) under which people write it."""

    key: str
    aliases: tuple[str, ...] = ()
    is_required: bool = True


class Problems:
    """The problems of one table, up to a cap."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[RowProblem] = []
        self.left_off = 0

    def add(self, row: int | None, column: str, message: str, remedy: str) -> None:
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(RowProblem(row, column, message, remedy))
        else:
            self.left_off += 1

    @property
    def is_full(self) -> bool:
        return len(self.found) >= MOST_PROBLEMS

    def raise_any(self) -> None:
        if self.found:
            problems = tuple(sorted(self.found, key=lambda problem: problem.row or 0))
            raise TableError(self.name, problems, self.left_off)

    def stop(self, message: str, remedy: str, *, row: int | None = None, column: str = "") -> TableError:
        """The error for a problem after which nothing more can be read."""
        self.add(row, column, message, remedy)
        return TableError(self.name, tuple(self.found), self.left_off)


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its number in a spreadsheet, and its cells by column key; a column left out is empty."""

    row: int
    cells: dict[str, str]


def read_records(
    source: Source,
    columns: Sequence[Column],
    problems: Problems,
    note: Callable[[str], None] | None,
    limits: Limits = _USUAL,
) -> list[Record]:
    """The rows of a table under known columns; blank rows are skipped.

    `source` is a path or the file's bytes. `note` is told what was guessed (an encoding); without it a
    guess is refused. Problems of cells are collected in `problems`; raises TableError, and nothing
    else, when there is nothing to go on with.
    """
    text = _text(_content(source, problems, limits), problems, note)
    skipped = 0
    if text[:5].lower().startswith("sep=") and text[5:6] in {"\n", "\r"}:  # written by spreadsheets
        text, skipped = text[5:].removeprefix("\r").removeprefix("\n"), 1
    delimiter = max(_DELIMITERS, key=lambda sign: _known_headers(text, sign, columns))
    rows = _rows(text, delimiter, problems, limits)
    start = next((index for index, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if start is None:
        raise problems.stop(
            "The file is empty.", f"Write a header and one row for each entry: {_keys(columns)}."
        )
    header_row = start + skipped + 1
    header = _header(rows[start], columns, header_row, problems)
    records = [
        record
        for index, cells in enumerate(rows[start + 1 :], start=header_row + 1)
        if (record := _record(index, cells, header, problems))
    ]
    if not records and not problems.found:
        raise problems.stop("There is a header but no row below it.", "Add one row for each entry.")
    return records


def fold(word: str) -> str:
    """A header or word as compared: no accents, case, spaces or punctuation; "and" and "et" fall away."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return "_".join(part for part in re.findall(r"[a-z0-9]+", plain.casefold()) if part not in {"and", "et"})


def shorten(value: str, limit: int = 60) -> str:
    """A cell as shown in a message: one line, no control characters, at most `limit` characters."""
    plain = " ".join(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", value).split())
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


def _content(source: Source, problems: Problems, limits: Limits) -> bytes:
    too_large = f"The file is larger than {limits.bytes // 1_000_000} MB."
    remedy = "Keep only the columns asked for, or split it into several files."
    if isinstance(source, bytes):
        content = source
    else:
        try:
            with Path(source).open("rb") as file:
                content = file.read(limits.bytes + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a usable path"
            raise problems.stop(
                f"The file cannot be read ({reason}).", "Check its name and place."
            ) from error
    if len(content) > limits.bytes:
        raise problems.stop(too_large, remedy)
    return content


def _text(content: bytes, problems: Problems, note: Callable[[str], None] | None) -> str:
    encoding = _unicode_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8-sig":
            raise problems.stop(
                "The file is damaged UTF-16 or UTF-32.", "Save it again as CSV UTF-8."
            ) from error
        text = _western(content, problems)
        said = "The file is not UTF-8; it was read as Windows-1252. Check names with accents."
        if note is None:
            remedy = "Save it as CSV UTF-8 to be sure that accents are right."
            raise problems.stop("The file is not UTF-8; it looks like Windows-1252.", remedy) from error
        note(said)
    return text.removeprefix("\ufeff")


def _unicode_encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:2000]
    half = max(1, len(head) // 2)
    # UTF-16 without a mark: in Western text every second byte is zero.
    if head[1::2].count(0) > half * 0.6 and not head[0::2].count(0):
        return "utf-16-le"
    if head[0::2].count(0) > half * 0.6 and not head[1::2].count(0):
        return "utf-16-be"
    return "utf-8-sig"


def _western(content: bytes, problems: Problems) -> str:
    foreign = sum(1 for byte in content[:100_000] if byte > 127)  # noqa: PLR2004 - ASCII ends there
    message, remedy = "The file's encoding is not known.", "Save it again as CSV UTF-8."
    if foreign > _MOST_FOREIGN * min(len(content), 100_000):
        raise problems.stop(message, remedy)
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise problems.stop(message, remedy) from error


def _known_headers(text: str, delimiter: str, columns: Sequence[Column]) -> tuple[int, int]:
    names = _names(columns)
    first = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    try:
        cells = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        return 0, 0
    return sum(fold(cell) in names for cell in cells), len(cells)


def _rows(text: str, delimiter: str, problems: Problems, limits: Limits) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row)
            if len(rows) > limits.rows + 1:
                raise problems.stop(f"There are more than {limits.rows:,} rows.", "Split the file.")
    except csv.Error as error:
        remedy = (
            "Look for a quotation mark that is not closed, or one inside a cell that is not written twice."
        )
        message = f"The row cannot be read ({error})."
        raise problems.stop(message, remedy, row=len(rows) + 1) from error
    return rows


def _names(columns: Sequence[Column]) -> dict[str, str]:
    return {fold(name): column.key for column in columns for name in (column.key, *column.aliases)}


def _keys(columns: Sequence[Column]) -> str:
    return ", ".join(column.key for column in columns)


def _header(cells: list[str], columns: Sequence[Column], row: int, problems: Problems) -> list[str]:
    """The column key of each cell of the header; "" for a cell without name."""
    names = _names(columns)
    header = [names.get(fold(cell), "") for cell in cells]
    for cell, key in zip(cells, header, strict=True):
        if cell.strip() and not key:
            hint = suggestion(fold(cell), [column.key for column in columns])
            remedy = f"{hint} Columns that are not asked for must be removed."
            problems.add(row, shorten(cell), "This column is not known.", remedy)
    for key, count in Counter(key for key in header if key).items():
        if count > 1:
            problems.add(row, key, f"This column is there {count} times.", "Keep one of them.")
    missing = [column.key for column in columns if column.is_required and column.key not in header]
    for key in missing:
        problems.add(row, key, "This column is missing.", f"Add a column with the header {key}.")
    problems.raise_any()
    return header


def _record(row: int, cells: list[str], header: list[str], problems: Problems) -> Record | None:
    if not any(cell.strip() for cell in cells):
        return None
    before = len(problems.found) + problems.left_off
    if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
        message = f"The row has {len(cells)} cells, the header has {len(header)}."
        problems.add(row, "", message, "Check the separators in this row; put cells that hold one in quotes.")
        return None
    found: dict[str, str] = {}
    for key, cell in zip(header, cells, strict=False):
        if not key:
            if cell.strip():
                problems.add(
                    row, "", "There is a value under a header that is empty.", "Name or remove that column."
                )
        elif _CONTROL.search(cell):
            problems.add(row, key, "The cell holds a control character.", "Type the value again.")
        elif len(cell) > LONGEST_CELL:
            problems.add(row, key, f"The cell has {len(cell)} characters.", f"Keep it to {LONGEST_CELL}.")
        elif cell.strip() and _FORMULA.match(cell):
            message = "The cell begins like a formula (=, +, -, @ or a tab)."
            problems.add(row, key, message, "Write the plain value, or leave the cell empty.")
        else:
            found[key] = " ".join(cell.split())
    return Record(row, found) if len(problems.found) + problems.left_off == before else None
