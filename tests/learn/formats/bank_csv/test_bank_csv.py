"""Bank statements of five layouts, in every shape in which they arrive."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelterbelt.learn.formats import bank_csv
from shelterbelt.learn.formats.bank_csv import BankFileError, BankStatement, StatementLine, read_bank_csv
from shelterbelt.learn.formats.bank_csv.values import Unusable, decoded, minor_of

STATEMENTS = Path(__file__).parent / "statements"
FILES = sorted(path.name for path in STATEMENTS.glob("*.csv"))
MARCH_4, MARCH_5, MARCH_9 = (dt.date(2027, 3, day) for day in (4, 5, 9))


def content(name: str) -> bytes:
    return (STATEMENTS / name).read_bytes()


def read(name: str) -> BankStatement:
    return read_bank_csv(content(name))


def shown(line: StatementLine) -> tuple[object, ...]:
    return line.line, line.booked_on, line.amount_minor, line.currency, line.name, line.text, line.is_return


def problems(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(BankFileError) as caught:
        read_bank_csv(content)
    assert all(one.message and one.remedy for one in caught.value.problems)
    return [(one.line, one.column) for one in caught.value.problems]


def test_public_surface() -> None:
    assert all(hasattr(bank_csv, name) for name in bank_csv.__all__)


def test_sparkasse_in_windows_1252_with_a_line_end_in_a_cell() -> None:
    found = read("sparkasse_camt.csv")
    name = "Jörg Überlinger-Núñez"
    assert [shown(line) for line in found.lines] == [
        (2, MARCH_4, 130_000, "EUR", name, "Teilnahme FBCDGHJK2", False),
        (4, MARCH_5, 6_550, "EUR", "Haus am Hafen gGmbH", "Rate 1 von 3 FQRSTVWX9", False),
        (5, MARCH_9, -130_000, "EUR", name, "FBCDGHJK2 Rückgabe", True),
    ]
    assert (found.layout.key, found.assumed) == ("sparkasse_camt", ("western",))


def test_rbc_reads_the_month_first_and_a_column_for_each_currency() -> None:
    found = read("rbc.csv")
    deposit = "E-TRANSFER - AUTODEPOSIT AMINA OTIENO FBCDGHJK2"
    assert [shown(line) for line in found.lines] == [
        (2, MARCH_4, 130_000, "CAD", "", deposit, False),
        (3, MARCH_4, 130_000, "CAD", "", deposit, False),
        (4, dt.date(2026, 12, 31), 125_050, "USD", "", "MISC PAYMENT FQRSTVWX9", False),
        (5, MARCH_9, -130_000, "CAD", "", "ITEM RETURNED NSF FBCDGHJK2", True),
    ]
    assert [(line.occurrence, line.repeats) for line in found.lines] == [(0, 0), (1, 2), (0, 0), (0, 0)]


def test_starling_reads_the_day_first_and_knows_a_movement_by_its_balance() -> None:
    found = read("starling.csv")
    assert [shown(line)[:4] for line in found.lines] == [
        (2, MARCH_4, 130_000, "GBP"),
        (3, MARCH_5, 6_550, "GBP"),
        (5, MARCH_5, 6_550, "GBP"),
    ]
    assert (found.repeated, [line.occurrence for line in found.lines]) == (1, [0, 0, 1])


def test_wise_knows_a_movement_by_its_number_and_a_currency_without_decimals() -> None:
    found = read("wise.csv")
    assert [shown(line)[1:5] for line in found.lines] == [
        (MARCH_4, 130_000, "EUR", "Amina Otieno"),
        (MARCH_5, 9_000, "JPY", "Jun Takamori"),
    ]
    assert found.repeated == 1


def test_postfinance_with_lines_before_the_header_totals_and_a_note() -> None:
    found = read("postfinance.csv")
    assert [shown(line)[2:] for line in found.lines] == [
        (130_000, "CHF", "", "GUTSCHRIFT AMINA OTIENO MITTEILUNGEN: FBCDGHJK2", False),
        (-1_240, "CHF", "", "KONTOGEBÜHREN", False),
        (-130_000, "CHF", "", "STORNO FBCDGHJK2", True),
    ]
    assert (found.lines[0].line, found.skipped) == (9, 3)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_does_not_matter(name: str, encoding: str) -> None:
    text, _assumed = decoded(content(name))
    expected = [shown(line) for line in read(name).lines]
    found = read_bank_csv(text.encode(encoding))
    assert [shown(line) for line in found.lines] == expected


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_does_not_matter(name: str, separator: str) -> None:
    text, _assumed = decoded(content(name))
    own = ";" if name in ("postfinance.csv", "sparkasse_camt.csv") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=own))
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(rows)
    found = read_bank_csv(written.getvalue().encode())
    assert [shown(line)[1:] for line in found.lines] == [shown(line)[1:] for line in read(name).lines]


@pytest.mark.parametrize(
    ("written", "decimal", "minor"),
    [
        ("1.234,56", ",", 123_456),
        ("1 234,5", ",", 123_450),
        ("1\u00a0234,56", ",", 123_456),
        ("1\u202f234\u202f567,00", ",", 123_456_700),
        ("1'234.56", ".", 123_456),
        ("1\u2019234.56", ".", 123_456),
        ("\u221212.00", ".", -1_200),
        ("12.00-", ".", -1_200),
        ("(12.00)", ".", -1_200),
        ("+7", ".", 700),
        ("12.3400", ".", 1_234),
    ],
)
def test_amounts(written: str, decimal: str, minor: int) -> None:
    assert minor_of(written, decimal, 2) == minor


@pytest.mark.parametrize(
    ("written", "decimal"),
    [
        ("1,23", "."),
        ("1.23", ","),
        ("1.2345", "."),
        ("12,3456.00", "."),
        ("", "."),
        ("١٢", "."),
        ("1e9", "."),
        ("9" * 16, "."),
    ],
)
def test_an_amount_that_could_be_read_in_two_ways_is_refused(written: str, decimal: str) -> None:
    with pytest.raises(Unusable):
        minor_of(written, decimal, 2)


def test_every_problem_names_line_and_column() -> None:
    text = content("rbc.csv").decode()
    wrong = (
        text.replace("12/31/2026", "31/12/2026")
        .replace("-1300.00", '"-13,00"')
        .replace("3/9/2027", "3/9/1827")
    )
    assert problems(wrong.encode()) == [(4, "Transaction Date"), (5, "Transaction Date")]
    assert problems(text.replace("-1300.00", '"-13,00"').encode()) == [(5, "CAD$")]
    assert problems(text.replace("1300.00,,", "1300.00,5.00,").encode()) == [
        (2, "CAD$ / USD$"),
        (3, "CAD$ / USD$"),
        (5, "CAD$ / USD$"),
    ]
    assert problems(text.replace("-1300.00", "-13,00").encode()) == [(5, "")]
    wise = content("wise.csv").decode()
    assert problems(wise.replace(",EUR,", ",EURO,").encode()) == [(2, "Currency"), (3, "Currency")]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"  \n \n",
        b"name,amount\nAmina,5\n",
        b"\x00\x01\x02\x03",
        b"\xff\xfe\x00",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"x" * 10_000_001,
        b"Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP)\n",
        b'Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP)\n04/03/2027,"Am"ina,x,y,5.00,5.00\n',
    ],
)
def test_a_file_that_is_no_statement_is_refused_with_a_remedy(bad: bytes) -> None:
    assert problems(bad)


def test_problems_are_bounded() -> None:
    rows = b"04/03/2027,Amina,x,y,five 5,5.00\n" * 150
    with pytest.raises(BankFileError) as caught:
        read_bank_csv(b"Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP)\n" + rows)
    assert (len(caught.value.problems), caught.value.left_off) == (100, 50)


def _heads() -> list[bytes]:
    return [content(name) for name in FILES]


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_any_bytes_are_read_or_refused(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from(_heads()))
    start = data.draw(st.integers(0, len(base)))
    more = data.draw(
        st.binary(max_size=40) | st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace"))
    )
    length = data.draw(st.integers(0, 30))
    found = read_or_told(base[:start] + more + base[start + length :])
    if isinstance(found, BankStatement):
        assert found.lines
        assert all(line.amount_minor and len(line.currency) == 3 for line in found.lines)
    else:
        assert found.problems


def read_or_told(content: bytes) -> BankStatement | BankFileError:
    try:
        return read_bank_csv(content)
    except BankFileError as error:
        return error
