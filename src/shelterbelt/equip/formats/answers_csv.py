"""Answers of several people as one table, and the empty table to fill in. Nothing of it needs a server.

Line numbers are those of a text editor: the header stands in line 1, a line break inside a cell counts.
"""

from __future__ import annotations

import csv
import difflib
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shelterbelt.equip.engine.readiness import Answer, QuestionSet, Settled
from shelterbelt.equip.engine.readiness.problem import AGENCY, GIVEN, GROUPS, NOT_HERE, SITE, Question

COLUMNS = ("assessor", "group", "site", "site_kind", "question", "answer", "reason")
ASIDE = ("asked_of", "text")
"""Columns of the empty table that help who fills it in; they are passed over when it is read."""
SETTLED = "settled"
"""In the column `group`: what everyone agreed on together. It stands in place of the answers."""
MOST_BYTES, MOST_ROWS, MOST_SHOWN = 5_000_000, 50_000, 50
LONGEST_CELL = {"reason": 1000, "text": 2000}
_LONGEST_OTHER = 120
_OPTIONAL = ("reason",)
_DELIMITERS = (",", ";", "\t")
_FORMULA = ("=", "+", "-", "@")
"""How a cell begins that a spreadsheet would work out instead of showing it."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in which line and column of which file, and what to do."""

    file: str
    line: int | None
    column: str
    words: str
    remedy: str

    def __str__(self) -> str:
        place = [self.file]
        place += [f"line {self.line}"] if self.line else []
        place += [f"column {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.words} {self.remedy}"


class AnswersRefused(ValueError):
    """The table cannot be used. `mistakes` names every place."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda one: one.line or 0))
        shown = [str(one) for one in self.mistakes[:MOST_SHOWN]]
        more = len(self.mistakes) - len(shown)
        super().__init__("\n".join([*shown, *([f"{more} more are not shown."] if more else [])]))


@dataclass(frozen=True, slots=True)
class Answers:
    """What a table says.

    Attributes:
        sites: the kind of each site by its name.
        named: answers of people who wrote something under `assessor`.
        unnamed: answers without that; each row is one person. They are counted and never stand for the agency.
        settled: what was agreed on together.
    """

    sites: Mapping[str, str]
    named: tuple[Answer, ...]
    unnamed: tuple[Answer, ...]
    settled: tuple[Settled, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]

    @property
    def is_said(self) -> bool:
        return bool(self.cells["answer"] or self.cells["reason"])

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_answers(content: bytes, questions: QuestionSet, *, name: str) -> Answers:
    """What a table of answers says; rows without an answer are passed over, their sites are kept.

    Args:
        content: UTF-8, with commas, semicolons or tabs.
        questions: what can be asked.
        name: of the file, for messages.

    Raises:
        AnswersRefused: with every place that is wrong, and its remedy.
    """
    reading = _Reading(questions, name)
    rows = list(reading.rows(content))
    sites = reading.sites(rows)
    named, unnamed, settled = reading.answers([row for row in rows if row.is_said], sites)
    if not reading.mistakes and not (named or unnamed or settled):
        reading.wrong(None, "answer", "Nobody has answered yet.", "Write an answer in at least one row.")
    if reading.mistakes:
        raise AnswersRefused(reading.mistakes)
    return Answers(dict(sites.values()), tuple(named), tuple(unnamed), tuple(settled))


def empty_sheet(
    questions: QuestionSet, site_kind: str, *, site: str, group: str = "", assessor: str = "", language: str
) -> bytes:
    """A table to fill in: the questions to the agency, then those at one site. UTF-8, as spreadsheets like it.

    Args:
        questions: the set.
        site_kind: of the site.
        site: its name, as its people call it.
        group: who fills it in; empty for a table of all questions.
        assessor: a letter or number for the person; empty to answer without a name.
        language: of the questions; English where there is none.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow((*COLUMNS, *ASIDE))
    for scope, kind in ((AGENCY, ""), (SITE, site_kind)):
        listed = questions.asked(group, scope, kind) if group else questions.questions_for(scope, kind)
        for one in listed:
            place = site if kind else ""
            told = one.text.get(language) or one.text["en"]
            table.writerow((assessor, group, place, kind, one.key, "", "", " ".join(one.asked_of), told))
    return out.getvalue().encode("utf-8-sig")


def is_plain(word: str) -> bool:
    """Whether a name can stand in a table: short, one line, and no formula to a spreadsheet."""
    return len(word) <= _LONGEST_OTHER and not word.startswith(_FORMULA) and not _has_control(word)


class _Reading:
    """Reads one table and keeps what is wrong with it."""

    def __init__(self, questions: QuestionSet, name: str) -> None:
        self._questions, self._name = questions, name
        self._kinds = tuple(one.key for one in questions.site_kinds)
        self.mistakes: list[Mistake] = []

    def wrong(self, line: int | None, column: str, words: str, remedy: str) -> None:
        self.mistakes.append(Mistake(self._name, line, column, words, remedy))

    def rows(self, content: bytes) -> Iterator[_Row]:
        """Every row that is not blank, by the names of its columns."""
        header: list[str] = []
        for line, cells in self._lines(self._text(content)):
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = self._header(line, cells)
                if self.mistakes:
                    return
            elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                words = f"There are {len(cells)} cells under {len(header)} headings."
                self.wrong(line, "", words, "Put a cell that holds a comma into quotation marks.")
            else:
                yield self._row(line, dict(zip(header, cells, strict=False)))
        if not header:
            self.wrong(None, "", "The file is empty.", f"Its first line is: {','.join(COLUMNS)}")

    def sites(self, rows: Sequence[_Row]) -> dict[str, tuple[str, str]]:
        """Each site by its name in small letters: the name as first written, and its kind."""
        found: dict[str, tuple[str, str]] = {}
        unsaid: dict[str, _Row] = {}
        for row in rows:
            key, kind = row["site"].casefold(), row["site_kind"]
            if not key and kind:
                self.wrong(row.line, "site", "It is empty, and a kind of site is written.", "Name the site.")
            elif kind and kind not in self._kinds:
                words = f"“{_short(kind)}” is no kind of site."
                self.wrong(row.line, "site_kind", words, f"Write one of: {', '.join(self._kinds)}.")
            elif key and kind and found.setdefault(key, (row["site"], kind))[1] != kind:
                words = f"“{_short(row['site'])}” is a {found[key][1]} further up."
                self.wrong(row.line, "site_kind", words, "A site has one kind; name a second site otherwise.")
            elif key and not kind:
                unsaid.setdefault(key, row)
        for key, row in unsaid.items():
            if key not in found:
                words = f"The kind of “{_short(row['site'])}” is written nowhere."
                self.wrong(row.line, "site_kind", words, f"Write one of: {', '.join(self._kinds)}.")
        return found

    def answers(
        self, rows: Sequence[_Row], sites: Mapping[str, tuple[str, str]]
    ) -> tuple[list[Answer], list[Answer], list[Settled]]:
        """Answers with a name, those without, and what was settled."""
        named: list[Answer] = []
        unnamed: list[Answer] = []
        settled: list[Settled] = []
        groups: dict[str, tuple[str, int]] = {}
        first: dict[tuple[str, str, str], int] = {}
        for row in rows:
            self._answer(row)
            self._place(row, sites)
            self._who(row, groups)
            self._once(row, first)
            if self.mistakes:
                continue  # nothing of a table with a mistake is used; the other lines are only looked at
            site = sites[row["site"].casefold()][0] if row["site"] else None
            if row["group"] == SETTLED:
                settled.append(Settled(row["question"], site, row["answer"], row["reason"]))
            else:
                said = (row["question"], site, row["assessor"], row["group"], row["answer"], row["reason"])
                (named if row["assessor"] else unnamed).append(Answer(*said))
        return named, unnamed, settled

    def _text(self, content: bytes) -> str:
        if len(content) > MOST_BYTES:
            words = f"The file is larger than {MOST_BYTES // 1_000_000} MB."
            self.wrong(None, "", words, "Is it the right one?")
            return ""
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.wrong(line, "", "This is not UTF-8.", "Save the file again as CSV UTF-8.")
            return ""

    def _lines(self, text: str) -> Iterator[tuple[int, list[str]]]:
        if self.mistakes:
            return
        head = text.lstrip().partition("\n")[0]
        sign = max(_DELIMITERS, key=head.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
                if line > MOST_ROWS:
                    self.wrong(line, "", f"There are more than {MOST_ROWS:,} lines.", "Split the file.")
                    return
        except csv.Error:
            words = "The row cannot be read."
            self.wrong(line, "", words, "Look for a quotation mark that is not closed, or stands in a cell.")

    def _header(self, line: int, cells: Sequence[str]) -> list[str]:
        header = ["_".join(cell.casefold().split()) for cell in cells]
        known = (*COLUMNS, *ASIDE)
        for column in header:
            if column and column not in known:
                hint = _hint(column, known)
                remedy = f"{hint}Only these are read: {', '.join(COLUMNS)}. Remove it."
                self.wrong(line, _short(column), "This column is not known.", remedy)
        for column in known:
            if header.count(column) > 1:
                self.wrong(line, column, f"It is there {header.count(column)} times.", "Keep one of them.")
            if column not in header and column in COLUMNS and column not in _OPTIONAL:
                self.wrong(line, column, "It is missing.", f"Add a column with the heading {column}.")
        return header

    def _row(self, line: int, cells: Mapping[str, str]) -> _Row:
        found = {column: " ".join(cells.get(column, "").split()) for column in COLUMNS}
        for column, cell in found.items():
            longest = LONGEST_CELL.get(column, _LONGEST_OTHER)
            if len(cell) > longest or _has_control(cell):
                words = f"It is longer than {longest} characters or holds a sign that cannot be seen."
                self.wrong(line, column, words, "Write it again, shorter.")
        for column in ("group", "site_kind", "answer"):
            found[column] = found[column].casefold().replace(" ", "_").replace("-", "_")
        found["question"] = found["question"].casefold()
        return _Row(line, found)

    def _answer(self, row: _Row) -> None:
        known = ", ".join(GIVEN)
        if not row["answer"]:
            self.wrong(row.line, "answer", "It is empty, and there is a reason.", f"Write one of: {known}.")
        elif row["answer"] not in GIVEN:
            self.wrong(
                row.line, "answer", f"“{_short(row['answer'])}” is no answer.", f"Write one of: {known}."
            )
        elif row["answer"] == NOT_HERE and not row["reason"]:
            words = "It is empty, and the question is said not to apply."
            self.wrong(row.line, "reason", words, "Say in a few words why.")

    def _place(self, row: _Row, sites: Mapping[str, tuple[str, str]]) -> None:
        question = self._questions.question(row["question"])
        if question is None:
            hint = _hint(row["question"], self._questions.by_key)
            words = f"“{_short(row['question'])}” is no question of version {self._questions.version}."
            self.wrong(row.line, "question", words, f"{hint}`shelterbelt readiness questions` lists them.")
            return
        self._group(row, question)
        if question.scope == AGENCY and row["site"]:
            words = "This question is asked of the whole agency."
            self.wrong(row.line, "site", words, "Leave site and site_kind empty in this line.")
        elif question.scope == SITE and not row["site"]:
            self.wrong(row.line, "site", "This question is asked at a site.", "Name the site.")
        elif row["site"] and (known := sites.get(row["site"].casefold())) and not question.fits(known[1]):
            words = f"This question is not asked at a {known[1]}."
            self.wrong(
                row.line,
                "question",
                words,
                f"It is asked at: {', '.join(question.site_kinds)}. Remove the line.",
            )

    def _group(self, row: _Row, question: Question) -> None:
        if row["group"] in GROUPS and row["group"] not in question.asked_of:
            words = f"This question is not asked of {row['group']}."
            self.wrong(
                row.line, "group", words, f"Asked of: {', '.join(question.asked_of)}. Remove the line."
            )

    def _who(self, row: _Row, groups: dict[str, tuple[str, int]]) -> None:
        group, key = row["group"], row["assessor"].casefold()
        if group not in (*GROUPS, SETTLED):
            words = f"“{_short(group)}” is no group." if group else "It is empty."
            remedy = f"Write one of: {', '.join(GROUPS)}; or {SETTLED} for what you agreed on together."
            self.wrong(row.line, "group", words, remedy)
        elif group == SETTLED and key:
            words = "What was settled belongs to nobody alone."
            self.wrong(row.line, "assessor", words, "Leave it empty in this line.")
        elif key and group != SETTLED:
            before, line = groups.setdefault(key, (group, row.line))
            if before != group:
                words = f"“{_short(row['assessor'])}” answers as {before} in line {line}."
                self.wrong(row.line, "group", words, "One person answers in one group.")

    def _once(self, row: _Row, first: dict[tuple[str, str, str], int]) -> None:
        who = SETTLED if row["group"] == SETTLED else row["assessor"].casefold()
        if not who:
            return
        line = first.setdefault((f"{row['group']} {who}", row["question"], row["site"].casefold()), row.line)
        if line != row.line:
            words = f"The same was answered in line {line}."
            self.wrong(row.line, "question", words, "Keep one of the two lines.")


def _has_control(cell: str) -> bool:
    return any(unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") for sign in cell)


def _short(cell: str) -> str:
    plain = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in cell)
    return plain if len(plain) <= 40 else f"{plain[:39]}…"  # noqa: PLR2004 - as much as a line of a terminal bears


def _hint(word: str, known: Mapping[str, object] | Sequence[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"Did you mean {near[0]}? " if near else ""
