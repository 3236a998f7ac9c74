"""`shelterbelt readiness`: an agency tries it with a table of its own, without a server, and nothing leaks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from shelterbelt import cli
from shelterbelt.equip.engine.readiness.problem import GIVEN
from shelterbelt.equip.formats.answers_csv import COLUMNS
from shelterbelt.equip.queries.shipped import question_set

HEAD = ",".join(COLUMNS)
SET = question_set()
FIRST, SECOND = (one.key for one in SET.asked("leader", "agency")[:2])
YOUNG = SET.asked("young_adviser", "site", "school")[0].key
SEEN_BY_TWO = next(
    one.key for one in SET.questions_for("site", "school") if {"leader", "front_line"} <= set(one.asked_of)
)
OLDER = (f"a,leader,,,{FIRST},not_met,", f"a,leader,,,{SECOND},met,")
NEWER = (
    f"a,leader,,,{FIRST},met,",
    f"a,leader,,,{SECOND},in_progress,",
    f"a,leader,Hillside,school,{SEEN_BY_TWO},met,",
    f"b,front_line,Hillside,school,{SEEN_BY_TWO},need_support,the reason stays in the table",
)


def table(folder: Path, name: str, *lines: str) -> str:
    path = folder / name
    path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    return str(path)


def run(*given: str) -> int:
    return cli.main(["readiness", *given])


def told(capsys: pytest.CaptureFixture[str], *given: str) -> str:
    assert run("report", *given) == 0
    return capsys.readouterr().out


def part(report: str, heading: str) -> str:
    """A section of a text report, without its heading."""
    found = re.search(
        rf"^{re.escape(heading)}\n[=-]+\n(.*?)(?=^[^\n]+\n[=-]+\n|\Z)", report, re.MULTILINE | re.DOTALL
    )
    assert found, heading
    return found[1].strip()


def text(key: str, language: str = "en") -> str:
    return SET.by_key[key].text[language]


def unnamed(*numbers: int) -> list[str]:
    """So many young advisers for each answer, in the order of caution."""
    return [
        f",young_adviser,Hillside,school,{YOUNG},{answer},none here"
        for answer, number in zip(GIVEN, numbers, strict=True)
        for _one in range(number)
    ]


def test_without_a_home_or_a_setting_it_tells_where_an_agency_stands(tmp_path: Path) -> None:
    answers = table(tmp_path, "new.csv", *NEWER)
    home = tmp_path / "home"
    home.mkdir()
    environ = {"PATH": os.environ["PATH"], "HOME": str(home), "SHELTERBELT_MODE": "nonsense"}
    done = subprocess.run(
        [sys.executable, "-m", "shelterbelt", "readiness", "score", answers],
        env={**environ, "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    asked = len(SET.questions_for("agency")) + len(SET.questions_for("site", "school"))
    assert f"1 of {asked} are met." in done.stdout
    assert list(home.iterdir()) == []


def test_a_report_tells_what_follows_from_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = told(capsys, table(tmp_path, "new.csv", *NEWER))
    agency, school = len(SET.questions_for("agency")), len(SET.questions_for("site", "school"))
    assert part(report, "Sites").split("\n") == [
        f"The whole agency | Kind of place: – | Met: 1 of {agency}",
        f"Hillside | Kind of place: school | Met: 0 of {school}",
    ]
    names = {one.key: one.name["en"] for one in SET.domains}
    assert part(report, "What comes first").split("\n") == [
        f"1. {text(SEEN_BY_TWO)}",
        f"   we need support · {names[SET.by_key[SEEN_BY_TWO].domain]} · Hillside",
        f"2. {text(SECOND)}",
        f"   in progress · {names[SET.by_key[SECOND].domain]} · The whole agency",
    ]
    assert part(report, "Seen differently").split("\n")[1:] == [
        f"1. {text(SEEN_BY_TWO)}",
        "   Hillside · leaders (met) · front-line staff (we need support)",
    ]
    said = "3 questions are not settled: there the most cautious answer stands."
    assert part(report, "Domain by domain") == said
    assert "the reason stays in the table" not in report


def test_what_is_settled_stands_in_place_of_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settled = f",settled,Hillside,school,{SEEN_BY_TWO},met,"
    report = told(capsys, table(tmp_path, "new.csv", *NEWER, settled))
    assert text(SEEN_BY_TWO) not in part(report, "What comes first")
    assert text(SEEN_BY_TWO) in part(report, "Seen differently")


def test_a_change_is_told_apart_from_what_is_newly_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers, older = table(tmp_path, "new.csv", *NEWER), table(tmp_path, "old.csv", *OLDER)
    report = told(capsys, answers, "--before", older)
    assert "1 is newly met, 1 slipped back." in report
    assert part(report, "Newly met").split("\n") == [f"1. {text(FIRST)}", "   The whole agency"]
    assert part(report, "Slipped back").split("\n") == [f"1. {text(SECOND)}", "   The whole agency"]
    lines = part(report, "What differs").split("\n")
    assert f"{text(SEEN_BY_TWO)} | Site: Hillside | Before: – | Now: we need support" in lines
    assert len(lines) == len(SET.questions_for("site", "school"))
    over_time = part(report, "Over time")
    assert over_time.startswith("old.csv → new.csv\n")
    counted = sum(int(one) for one in re.findall(r"Now: \d+ of (\d+)", over_time))
    assert counted == len(SET.questions_for("agency"))


@pytest.mark.parametrize("ending", ["html", "md", "txt"])
def test_every_form_says_the_same_in_french(tmp_path: Path, ending: str) -> None:
    answers, out = table(tmp_path, "new.csv", *NEWER), tmp_path / f"report.{ending}"
    assert run("report", answers, "--language", "fr", "--out", str(out)) == 0
    report = out.read_text("utf-8")
    assert {"Où nous en sommes", "L’organisme entier", "Hillside", "école"} <= set(
        re.split(r"[\n|<>#=]+ ?| (?=\|)|(?<=\w): ", report)
    )
    for one in SET.questions_for("agency"):
        assert one.text["fr"] in report
        assert one.text["en"] not in report


def test_the_page_stands_alone_and_shows_names_as_they_are(tmp_path: Path) -> None:
    evil = "<img src=//x.example onerror=a()> & Sons"
    line = f"a,leader,{evil},school,{SEEN_BY_TWO},met,"
    out = tmp_path / "report.html"
    assert run("report", table(tmp_path, "new.csv", line), "--out", str(out)) == 0
    page = out.read_text("utf-8")
    assert "<img" not in page
    assert "&lt;img src=//x.example onerror=a()&gt; &amp; Sons" in page
    assert (
        re.findall(r"<(?:script|link|iframe)|(?:src|href)=[\"']?(?!#)", page.replace("&lt;img src=", ""))
        == []
    )
    assert "default-src 'none'" in page


def test_markdown_shows_names_as_they_are(tmp_path: Path) -> None:
    evil = "[a](x) | *b* <i>_c_ `d`"
    out = tmp_path / "report.md"
    line = f"a,leader,{evil},school,{SEEN_BY_TWO},not_met,"
    assert run("report", table(tmp_path, "new.csv", line), "--out", str(out)) == 0
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(out.read_text("utf-8"))
    assert "<td>[a](x) | *b* &lt;i&gt;_c_ `d`</td>" in page


def test_answers_without_a_name_are_told_where_no_group_is_small(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = told(capsys, table(tmp_path, "new.csv", *NEWER, *unnamed(0, 6, 0, 7, 0)))
    assert part(report, "Without a name").split("\n") == [
        (
            f"young people’s advisers | Questions: {text(YOUNG)} | Site: Hillside | How many: 13 | "
            "we need support: 0 | not met: 6 | in progress: 0 | met: 7 | does not apply: 0"
        )
    ]
    assert text(YOUNG) not in part(report, "What comes first")


def test_a_small_group_cannot_be_worked_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = told(capsys, table(tmp_path, "new.csv", *NEWER, *unnamed(0, 2, 0, 9, 0)))
    (line,) = part(report, "Without a name").split("\n")
    cells = dict(cell.split(": ") for cell in line.split(" | ")[3:])
    hidden = {name for name, said in cells.items() if said == "left out"}
    assert "not met" in hidden
    assert len(hidden) > 1, "one number that is left out alone follows from the sum"


def test_a_small_site_cannot_be_worked_out_from_the_sum_of_all_sites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = [one.replace("Hillside", "North") for one in unnamed(0, 0, 0, 2, 0)]
    report = told(capsys, table(tmp_path, "new.csv", *NEWER, *unnamed(0, 0, 0, 8, 0), *small))
    lines = [line.split(" | ") for line in part(report, "Without a name").split("\n")]
    met = {line[2].partition(": ")[2]: line[7].partition(": ")[2] for line in lines}
    assert set(met) == {"Sites", "Hillside", "North"}
    assert met["North"] == "left out"
    assert "left out" in (met["Sites"], met["Hillside"])


def test_two_reports_do_not_give_away_who_came_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = table(tmp_path, "old.csv", *OLDER, *unnamed(0, 6, 0, 7, 0))
    newer = table(tmp_path, "new.csv", *NEWER, *unnamed(0, 7, 0, 7, 0))
    alone = part(told(capsys, newer), "Without a name")
    assert "not met: 7" in alone
    after = part(told(capsys, newer, "--before", older), "Without a name")
    assert "not met: left out" in after
    assert "How many: left out" in after


def test_an_empty_table_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sheet.csv"
    given = ("questions", "--site-kind", "school", "--group", "board", "--assessor", "x", "--out", str(out))
    assert run(*given) == 0
    written = out.read_bytes()
    assert len(written.decode("utf-8-sig").splitlines()) == 1 + len(SET.asked("board", "agency"))
    assert run(*given) == 2
    assert out.read_bytes() == written
    assert "it is there already, perhaps filled in. Choose another name." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("score", "{}/none.csv"), "none.csv: the file cannot be read (No such file or directory)."),
        (("score", "{}/bad.csv"), "bad.csv, line 2, column answer: “yes” is no answer."),
        (("report", "{}/new.csv", "--before", "{}/bad.csv"), "bad.csv, line 2, column answer"),
        (("report", "{}/new.csv", "--out", "{}/a.pdf"), "a.pdf: end its name in one of .html, .md, .txt."),
        (
            ("report", "{}/new.csv", "--out", "{}/no/a.md"),
            "it cannot be written (No such file or directory).",
        ),
        (("report", "{}/keep.md", "--out", "{}/keep.md"), "this is a table of answers."),
        (
            ("questions", "--site-kind", "prison", "--out", "{}/s.csv"),
            "--site-kind prison: write one of: group",
        ),
        (
            ("questions", "--site-kind", "camp", "--site", "=1+1", "--out", "{}/s.csv"),
            "--site: write a short name",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: tuple[str, ...], said: str
) -> None:
    table(tmp_path, "new.csv", *NEWER)
    table(tmp_path, "keep.md", *NEWER)
    table(tmp_path, "bad.csv", f"a,leader,,,{FIRST},yes,")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert run(*(one.format(tmp_path) for one in given)) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
