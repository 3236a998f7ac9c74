"""Tables of answers: read whole, or refused with line, column and remedy for everything that is wrong."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelterbelt.equip.engine.readiness import Answer, Problem, Settled, check, stand
from shelterbelt.equip.engine.readiness.problem import GIVEN, GROUPS
from shelterbelt.equip.formats.answers_csv import (
    COLUMNS,
    MOST_BYTES,
    MOST_SHOWN,
    Answers,
    AnswersRefused,
    empty_sheet,
    read_answers,
)
from shelterbelt.equip.queries.shipped import question_set

HEAD = ",".join(COLUMNS)
SET = question_set()
AGENCY = next(one.key for one in SET.asked("leader", "agency") if "board" in one.asked_of)
AT_SITE = next(
    one.key for one in SET.questions_for("site", "school") if {"leader", "front_line"} <= set(one.asked_of)
)
NOT_FRONT_LINE = next(one for one in SET.questions_for("agency") if "front_line" not in one.asked_of)
NOT_AT_SCHOOL = next(one for one in SET.questions if one.scope == "site" and not one.fits("school"))


def read(*lines: str, head: str = HEAD) -> Answers:
    return read_answers("\n".join([head, *lines]).encode(), SET, name="a.csv")


def refused(*lines: str, head: str = HEAD) -> list[str]:
    with pytest.raises(AnswersRefused) as error:
        read(*lines, head=head)
    return str(error.value).split("\n")


def test_a_table_is_read_as_it_stands() -> None:
    found = read(
        f"a,leader,,,{AGENCY},met,",
        f"b,Front-line,Hillside,School,{AT_SITE},In progress,half of us",
        f",leader,hillside,,{AT_SITE},not_met,",
        f",settled,,,{AGENCY},does_not_apply,we have none",
        f"b,front_line,Quiet Street,shelter,{AT_SITE},,",
        ",,,,,,",
    )
    assert found == Answers(
        sites={"Hillside": "school", "Quiet Street": "shelter"},
        named=(
            Answer(AGENCY, None, "a", "leader", "met"),
            Answer(AT_SITE, "Hillside", "b", "front_line", "in_progress", "half of us"),
        ),
        unnamed=(Answer(AT_SITE, "Hillside", "", "leader", "not_met"),),
        settled=(Settled(AGENCY, None, "does_not_apply", "we have none"),),
    )


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_tables_of_any_spreadsheet_are_read(sign: str, end: str, mark: str) -> None:
    rows = (COLUMNS, ("a", "leader", "", "", AGENCY, "met", ""))
    content = mark + end.join(sign.join(row) for row in rows) + end
    found = read_answers(content.encode(), SET, name="a.csv")
    assert found.named == (Answer(AGENCY, None, "a", "leader", "met"),)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            f"a,leader,,,{AGENCY},yes,",
            f"a.csv, line 2, column answer: “yes” is no answer. Write one of: {', '.join(GIVEN)}.",
        ),
        (
            f"a,leader,,,{AGENCY},,because",
            (
                f"a.csv, line 2, column answer: It is empty, and there is a reason. "
                f"Write one of: {', '.join(GIVEN)}."
            ),
        ),
        (
            f"a,leader,,,{AGENCY},does_not_apply,",
            (
                "a.csv, line 2, column reason: It is empty, and the question is said not to apply. "
                "Say in a few words why."
            ),
        ),
        (
            f"a,leader,,,{AGENCY}x,met,",
            (
                f"a.csv, line 2, column question: “{AGENCY}x” is no question of version {SET.version}. "
                f"Did you mean {AGENCY}? `shelterbelt readiness questions` lists them."
            ),
        ),
        (
            f"a,boss,,,{AGENCY},met,",
            (
                "a.csv, line 2, column group: “boss” is no group. "
                f"Write one of: {', '.join(GROUPS)}; or settled for what you agreed on together."
            ),
        ),
        (
            f"a,front_line,,,{NOT_FRONT_LINE.key},met,",
            (
                "a.csv, line 2, column group: This question is not asked of front_line. "
                f"Asked of: {', '.join(NOT_FRONT_LINE.asked_of)}. Remove the line."
            ),
        ),
        (
            f"a,settled,,,{AGENCY},met,",
            (
                "a.csv, line 2, column assessor: What was settled belongs to nobody alone. "
                "Leave it empty in this line."
            ),
        ),
        (
            f"a,leader,North,school,{AGENCY},met,",
            (
                "a.csv, line 2, column site: This question is asked of the whole agency. "
                "Leave site and site_kind empty in this line."
            ),
        ),
        (
            f"a,leader,,,{AT_SITE},met,",
            "a.csv, line 2, column site: This question is asked at a site. Name the site.",
        ),
        (
            f"a,leader,North,,{AT_SITE},met,",
            (
                "a.csv, line 2, column site_kind: The kind of “North” is written nowhere. "
                f"Write one of: {', '.join(one.key for one in SET.site_kinds)}."
            ),
        ),
        (
            f"a,leader,North,prison,{AT_SITE},met,",
            (
                "a.csv, line 2, column site_kind: “prison” is no kind of site. "
                f"Write one of: {', '.join(one.key for one in SET.site_kinds)}."
            ),
        ),
        (
            f"a,{NOT_AT_SCHOOL.asked_of[0]},North,school,{NOT_AT_SCHOOL.key},met,",
            (
                "a.csv, line 2, column question: This question is not asked at a school. "
                f"It is asked at: {', '.join(NOT_AT_SCHOOL.site_kinds)}. Remove the line."
            ),
        ),
        (
            f"a,leader,,,{AGENCY},met,,more",
            (
                "a.csv, line 2: There are 8 cells under 7 headings. "
                "Put a cell that holds a comma into quotation marks."
            ),
        ),
        (
            f'a,leader,,,{AGENCY},met,"open',
            (
                "a.csv, line 2: The row cannot be read. "
                "Look for a quotation mark that is not closed, or stands in a cell."
            ),
        ),
        (
            f"a\x1b[2J,leader,,,{AGENCY},met,",
            (
                "a.csv, line 2, column assessor: It is longer than 120 characters or holds a sign that cannot be "
                "seen. Write it again, shorter."
            ),
        ),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(line: str, told: str) -> None:
    assert refused(line) == [told]


def test_lines_that_do_not_fit_each_other_are_named() -> None:
    assert refused(
        f'a,leader,North,school,{AT_SITE},met,"two\nlines"',
        f"A,leader,north,school,{AT_SITE},not_met,",
        f"a,board,,,{AGENCY},met,",
        f"b,leader,North,shelter,{AT_SITE},met,",
        f",settled,,,{AGENCY},met,",
        f",settled,,,{AGENCY},not_met,",
    ) == [
        "a.csv, line 4, column question: The same was answered in line 2. Keep one of the two lines.",
        "a.csv, line 5, column group: “a” answers as leader in line 2. One person answers in one group.",
        (
            "a.csv, line 6, column site_kind: “North” is a school further up. "
            "A site has one kind; name a second site otherwise."
        ),
        "a.csv, line 8, column question: The same was answered in line 7. Keep one of the two lines.",
    ]


def test_headings_are_checked_first() -> None:
    assert refused(f"a,leader,{AGENCY},met", head="assessor,group,qestion,answer") == [
        (
            "a.csv, line 1, column qestion: This column is not known. Did you mean question? "
            f"Only these are read: {', '.join(COLUMNS)}. Remove it."
        ),
        "a.csv, line 1, column site: It is missing. Add a column with the heading site.",
        "a.csv, line 1, column site_kind: It is missing. Add a column with the heading site_kind.",
        "a.csv, line 1, column question: It is missing. Add a column with the heading question.",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", f"a.csv: The file is empty. Its first line is: {HEAD}"),
        (
            HEAD.encode(),
            "a.csv, column answer: Nobody has answered yet. Write an answer in at least one row.",
        ),
        (
            HEAD.encode() + b"\na,leader,\xe9",
            "a.csv, line 2: This is not UTF-8. Save the file again as CSV UTF-8.",
        ),
        (b"x" * (MOST_BYTES + 1), "a.csv: The file is larger than 5 MB. Is it the right one?"),
    ],
)
def test_a_file_that_is_no_table_of_answers_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(AnswersRefused) as error:
        read_answers(content, SET, name="a.csv")
    assert told in str(error.value).split("\n")


def test_of_many_mistakes_the_first_are_shown() -> None:
    told = refused(*[f"a,leader,,,{AGENCY},yes{place}," for place in range(MOST_SHOWN + 10)])
    assert len(told) == MOST_SHOWN + 1
    assert told[-1] == f"{2 * (MOST_SHOWN + 10) - 1 - MOST_SHOWN} more are not shown."


@pytest.mark.parametrize("kind", [one.key for one in SET.site_kinds])
@pytest.mark.parametrize("group", ["", *GROUPS])
def test_an_empty_table_that_is_filled_in_can_be_read(kind: str, group: str) -> None:
    sheet = empty_sheet(SET, kind, site="Harbour", group=group, assessor="a" if group else "", language="fr")
    rows = list(csv.DictReader(io.StringIO(sheet.decode("utf-8-sig"), newline="")))
    listed = [
        one.key
        for scope in ("agency", "site")
        for one in (SET.asked(group, scope, kind) if group else SET.questions_for(scope, kind))
    ]
    assert [row["question"] for row in rows] == listed
    assert [row["text"] for row in rows] == [SET.by_key[key].text["fr"] for key in listed]
    for row in rows:
        row["group"] = row["group"] or row["asked_of"].split()[0]
        row["answer"] = "met"
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    found = read_answers(out.getvalue().encode(), SET, name="sheet.csv")
    said = found.named if group else found.unnamed
    assert [(one.question, one.site) for one in said] == [
        (key, None if SET.by_key[key].scope == "agency" else "Harbour") for key in listed
    ]
    is_asked_there = any(SET.by_key[key].scope == "site" for key in listed)
    assert found.sites == ({"Harbour": kind} if is_asked_there else {})


CELLS = st.one_of(
    st.sampled_from(["", "a", "b", "met", "leader", "board", "settled", "school", "North", AGENCY, AT_SITE]),
    st.text(max_size=8),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=6), st.sampled_from([",", ";"]))
def test_whatever_is_read_stands_and_the_rest_is_refused(rows: list[list[str]], sign: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign).writerows([COLUMNS, *rows])
    try:
        found = read_answers(out.getvalue().encode("utf-8", "replace"), SET, name="a.csv")
    except AnswersRefused:
        return
    problem = Problem(SET, found.sites, found.named, found.settled)
    assert check(problem, stand(problem)) == ()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_refusal(content: bytes) -> None:
    with pytest.raises(AnswersRefused):
        read_answers(content, SET, name="a.csv")
