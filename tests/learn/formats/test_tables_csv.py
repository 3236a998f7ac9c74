"""Tables as real people save them: encodings, separators, headers, and every problem with its row."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shelterbelt.learn.formats.people_csv import COLUMNS, PersonRow, read_people
from shelterbelt.learn.formats.speakers_csv import read_consents, read_speakers
from shelterbelt.learn.formats.tables import (
    MOST_BYTES,
    Limits,
    Problems,
    RowProblem,
    TableError,
    read_records,
)

HEADER = "reference,country,zone,mode,sector,languages,unavailable"
ROW = "A-1,KE,Africa/Nairobi,online,education,en / sw,2027-02-03"
AMELIE = PersonRow("Amelie-1", "CI", "Africa/Abidjan", "online", "education", ("fr",), frozenset(), 2)


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def problems_of(content: bytes) -> list[tuple[int | None, str, str, str]]:
    with pytest.raises(TableError) as caught:
        read_people(content)
    return [(one.row, one.column, one.message, one.remedy) for one in caught.value.problems]


def test_plain_table_is_read() -> None:
    assert read_people(table(ROW)) == (
        PersonRow(
            reference="A-1",
            country="KE",
            zone="Africa/Nairobi",
            mode="online",
            sector="education",
            languages=("en", "sw"),
            unavailable=frozenset({date(2027, 2, 3)}),
            row=2,
        ),
    )


FRENCH = "Référence;Pays;Fuseau horaire;Participation;Secteur;Langues\nAmelie-1;Côte d’Ivoire;Africa/Abidjan;en ligne;Education;français\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_french_spreadsheet_is_read_in_any_unicode_encoding(encoding: str, newline: str) -> None:
    assert read_people(FRENCH.replace("\n", newline).encode(encoding)) == (AMELIE,)


def test_windows_1252_is_refused_or_said_never_guessed_in_silence() -> None:
    content = FRENCH.encode("cp1252")
    assert problems_of(content) == [
        (
            None,
            "",
            "The file is not UTF-8; it looks like Windows-1252.",
            "Save it as CSV UTF-8 to be sure that accents are right.",
        )
    ]
    notes: list[str] = []
    assert read_people(content, note=notes.append) == (AMELIE,)
    assert notes == ["The file is not UTF-8; it was read as Windows-1252. Check names with accents."]


@pytest.mark.parametrize(
    "content", ["приклад,таблиця\n".encode("cp1251") * 9, "会議,名前\n".encode("shift_jis") * 9, b"a\x81,b"]
)
def test_other_encodings_are_refused_even_with_a_note(content: bytes) -> None:
    with pytest.raises(TableError) as caught:
        read_people(content, note=lambda _: None)
    assert [one.message for one in caught.value.problems] == ["The file's encoding is not known."]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_any_common_separator_is_found(sign: str) -> None:
    content = table(ROW).decode().replace(",", sign).encode()
    assert read_people(content) == read_people(table(ROW))


def test_separator_line_of_spreadsheets_counts_as_a_row() -> None:
    content = "sep=;\r\n" + table(ROW).decode().replace(",", ";")
    assert [one.row for one in read_people(content.encode())] == [3]


def test_line_breaks_in_cells_do_not_shift_row_numbers() -> None:
    rows = [ROW.replace("A-1,KE", '"A-1","\nKE\n"'), ROW.replace("A-1,KE", "A-2,Kenia")]
    assert [(row, column) for row, column, *_ in problems_of(table(*rows))] == [(3, "country")]


def test_blank_rows_are_skipped_but_counted() -> None:
    content = table("", ",,,,,,", ROW)
    assert [one.row for one in read_people(content)] == [4]


def test_all_problems_are_reported_at_once() -> None:
    rows = [
        "A-1,Kenya,Africa/Nairoby,online,education,en,",
        "a-1,KE,Africa/Nairobi,onlin,educations,xx,03/02/2027",
        "A 3,Qwxyzz,EST,sur place,Health care,English,2027-02-01..2027-02-03; 2027-03-01",
        "A-4,KE,Africa/Nairobi,online,education",
        "A-5,KE,Nairobi,online,,en,2027-02-05..2027-02-01",
    ]
    dates = "Write year, month and day: 2027-02-03."
    assert problems_of(table(*rows)) == [
        (2, "zone", "“Africa/Nairoby” is not a time zone.", "Did you mean “Africa/Nairobi”?"),
        (3, "mode", "“onlin” is not a way to take part.", "Did you mean “online”?"),
        (3, "sector", "“educations” is not one of the thirteen sectors.", "Did you mean “education”?"),
        (3, "languages", "“xx” is not a language.", "Look it up in the handbook's list."),
        (3, "unavailable", "“03/02/2027” is not a date.", dates),
        (3, "reference", "“a-1” is already in row 2.", "Give each row its own, or remove one of the rows."),
        (4, "reference", "“A 3” cannot be a reference.", "Use up to 40 letters a-z, digits, . _ or -."),
        (4, "country", "“Qwxyzz” is not a country.", "Look it up in the handbook's list."),
        (4, "zone", "“EST” is not a time zone.", "Look it up in the handbook's list."),
        (
            5,
            "",
            "The row has 5 cells, the header has 7.",
            "Check the separators in this row; put cells that hold one in quotes.",
        ),
        (6, "zone", "“Nairobi” is not a time zone.", "Did you mean “Africa/Nairobi”?"),
        (6, "sector", "The cell is empty.", "Fill it in."),
        (6, "unavailable", "“2027-02-05..2027-02-01” is no stretch of days.", "Go forward, at most 92 days."),
    ]


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://example.org")', "+1", "-1", "@SUM(A1)", " =1", "\t=1"])
def test_formula_cells_are_refused_with_their_place(cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    row, column, message, remedy = problems_of(table(ROW.replace("A-1", quoted)))[0]
    assert (row, column) == (2, "reference")
    assert message == "The cell begins like a formula (=, +, -, @ or a tab)."
    assert remedy == "Write the plain value, or leave the cell empty."


def test_header_problems_name_column_and_remedy() -> None:
    header = "reference,country,timezones,mode,sector,sector,languages,lived_experience"
    found = problems_of(table("A-1,KE,Africa/Nairobi,online,education,education,en,yes", header=header))
    assert [(row, column, message) for row, column, message, _ in found] == [
        (1, "timezones", "This column is not known."),
        (1, "lived_experience", "This column is not known."),
        (1, "sector", "This column is there 2 times."),
        (1, "zone", "This column is missing."),
    ]
    assert found[3][3] == "Add a column with the header zone."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n\r\n", "The file is empty."),
        (table(), "There is a header but no row below it."),
        (table(ROW.replace("A-1", "A\x001")), "The cell holds a control character."),
        (table(ROW.replace("A-1", '"A-1')), "The row cannot be read (unexpected end of data)."),
        (table(ROW.replace("A-1", "x" * 2001)), "The cell has 2001 characters."),
        (table(ROW + ",more"), "The row has 8 cells, the header has 7."),
        (b"\xff\xfea", "The file is damaged UTF-16 or UTF-32."),
    ],
)
def test_broken_files_are_refused_with_a_reason(content: bytes, message: str) -> None:
    assert problems_of(content)[0][2] == message


def test_huge_files_are_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(TableError) as caught:
        read_people(path)
    assert [one.message for one in caught.value.problems] == [
        f"The file is larger than {MOST_BYTES // 1_000_000} MB."
    ]


def test_too_many_rows_are_refused() -> None:
    few = Limits(rows=10)
    assert len(read_records(table(*[ROW] * 10), COLUMNS, Problems("people.csv"), None, few)) == 10
    with pytest.raises(TableError) as caught:
        read_records(table(*[ROW] * 11), COLUMNS, Problems("people.csv"), None, few)
    assert caught.value.problems[0].message == "There are more than 10 rows."


def test_a_missing_file_and_a_folder_are_errors_of_the_table(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path, "a\0b"):
        with pytest.raises(TableError) as caught:
            read_people(path)
        assert caught.value.problems[0].message.startswith("The file cannot be read (")


def test_problems_beyond_the_cap_are_counted() -> None:
    rows = [f"A-{number},KE,Africa/Nairoby,online,education,en," for number in range(500)]
    with pytest.raises(TableError) as caught:
        read_people(table(*rows), name="people.csv")
    assert (len(caught.value.problems), caught.value.left_off) == (200, 300)
    lines = str(caught.value).split("\n")
    assert lines[0] == (
        "people.csv: row 2, column “zone”: “Africa/Nairoby” is not a time zone. Did you mean “Africa/Nairobi”?"
    )
    assert lines[-1] == "people.csv: 300 more problems are not shown."
    assert caught.value.problems[0] == RowProblem(
        2, "zone", "“Africa/Nairoby” is not a time zone.", "Did you mean “Africa/Nairobi”?"
    )


_cells = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["KE", "Africa/Nairobi", "online", "education", "en", "2027-02-03", "=1", '"', "\n", "\x00", "1,5"]
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
@example(b"\x00" * 50)
@example(b"sep=")
@example(b'"\r"')
def test_any_bytes_give_rows_or_a_table_error(content: bytes) -> None:
    for note in (None, lambda _: None):
        with contextlib.suppress(TableError):
            read_people(content, note=note)
        with contextlib.suppress(TableError):
            read_speakers(content, note=note)
        with contextlib.suppress(TableError):
            read_consents(content, on=date(2027, 1, 1), note=note)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(_cells, max_size=8), max_size=4),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
    st.booleans(),
)
def test_any_cells_under_a_right_header_give_rows_or_a_table_error(
    rows: list[list[str]], sign: str, encoding: str, has_quotes: bool
) -> None:
    quoted = [['"' + cell.replace('"', '""') + '"' if has_quotes else cell for cell in row] for row in rows]
    lines = [[column.key for column in COLUMNS], *quoted]
    content = "\n".join(sign.join(line) for line in lines).encode(encoding, "ignore")
    with contextlib.suppress(TableError):
        assert all(person.reference for person in read_people(content))
