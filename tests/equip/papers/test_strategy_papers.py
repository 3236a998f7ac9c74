"""Documents of a strategy: they say the same in PDF and Word, open elsewhere, and give nothing away outside."""

import html
import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.equip.strategy.written import GOAL, OWNER, SITE, Written, in_days, questions, said, write
from tests.fixtures.agencies import make_agency
from tests.fixtures.desk import signed_in

from shelterbelt.equip.choices import StrategyState
from shelterbelt.equip.formats.board_page import board_pdf, short
from shelterbelt.equip.formats.paper_docx import paper_docx
from shelterbelt.equip.formats.paper_pdf import paper_pdf
from shelterbelt.equip.formats.papers import Grid, Paper, Points
from shelterbelt.equip.formats.strategy_paper import public_paper, whole_paper
from shelterbelt.equip.queries.papers import (
    Named,
    PublicStrategy,
    StrategyPaper,
    names_in,
    paper_of,
    public_strategy_of,
)
from shelterbelt.equip.services import actions, goals, strategies
from shelterbelt.equip.services.actions import ActionWords
from shelterbelt.equip.services.goals import GoalWords, RiskWords
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db

PUBLIC = "We want every evening to be a good one."
RISK = "Staff may ask too much."


@pytest.fixture
def one(db: None) -> Written:
    del db
    return write()


def paper(one: Written) -> StrategyPaper:
    with scope(one.agency.board):
        return paper_of(for_=one.agency.board, **one.ids)


def told(one: Written) -> PublicStrategy:
    with scope(one.agency.leader):
        return public_strategy_of(for_=one.agency.leader, **one.ids)


def make_public(one: Written, words: str = PUBLIC) -> None:
    start = clock.today()
    strategies.change_strategy(
        **one.given,
        said=strategies.StrategyWords(
            "Two quiet years", start, in_days(700), purpose="Inside alone.", public_words=words
        ),
    )


def put_in_force(one: Written) -> None:
    one.sign()
    one.put_in_force()


def browser(actor: Actor) -> Client:
    assert actor.account is not None
    return signed_in(Account.objects.get(pk=actor.account))


def at(one: Written, name: str) -> str:
    return reverse(f"agency.strategy.{name}", args=[one.agency.organisation, one.strategy])


def root(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def text_of_pdf(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def texts_of_docx(content: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(content))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(one.text for one in document.paragraphs if one.text), *tables]


def words_of(made: Paper) -> Iterator[str]:
    """Every text of a paper but its foot, which stands on each page."""
    yield from (made.over, made.title)
    for pair in made.facts:
        yield from pair
    for block in made.blocks:
        if isinstance(block, Points):
            yield from block.items
        elif isinstance(block, Grid):
            yield from block.columns
            for row in block.rows:
                yield from row
        else:
            yield block.text


def test_the_whole_document_says_what_the_strategy_says(one: Written) -> None:
    made = whole_paper(paper(one))
    said_in = list(words_of(made))
    cells = [
        row
        for block in made.blocks
        if isinstance(block, Grid)
        for row in block.rows
        if row[0].startswith("Train")
    ]
    due = said_in[said_in.index("Train the night staff.") + 3]
    assert cells == [("Train the night staff.", OWNER, SITE, due, "planned", "CA$1,200.50")]
    assert f"Goal 1: {GOAL}" in said_in
    assert ("This is a draft. It is not agreed yet." in said_in, made.title) == (True, "Two quiet years")


def test_pdf_and_word_say_the_same_words(one: Written) -> None:
    made = whole_paper(paper(one))
    printed = "".join(text_of_pdf(paper_pdf(made, made_at=clock.now())).split())
    assert [words for words in words_of(made) if "".join(words.split()) not in printed] == []
    assert sorted(texts_of_docx(paper_docx(made, made_at=clock.now()))) == sorted(
        words for words in words_of(made) if words
    )


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_pdf_is_tagged_in_its_language(one: Written, language: str) -> None:
    file = paper(one)
    with translation.override(language):
        made = [
            paper_pdf(whole_paper(file), made_at=clock.now()),
            board_pdf(file, made_at=clock.now()),
        ]
    for pdf in made:
        about = root(pdf)
        assert (about["/Lang"], about["/MarkInfo"]["/Marked"]) == (language, True)
        assert "/StructTreeRoot" in about
        assert b"pdfuaid:part>1<" in about["/Metadata"].get_object().get_data()


def test_word_file_runs_from_right_to_left_in_arabic(one: Written) -> None:
    file = paper(one)
    with translation.override("ar"):
        arabic = docx.Document(io.BytesIO(paper_docx(whole_paper(file), made_at=clock.now())))
    english = docx.Document(io.BytesIO(paper_docx(whole_paper(file), made_at=clock.now())))

    def turned(document: Any) -> tuple[bool, bool]:
        return (
            all(
                line._p.pPr is not None and line._p.pPr.xpath("./w:bidi")
                for line in document.paragraphs
                if line.text
            ),
            all(table._tbl.tblPr.xpath("./w:bidiVisual") for table in document.tables),
        )

    assert (turned(arabic), turned(english)) == ((True, True), (False, False))
    assert (arabic.core_properties.language, english.core_properties.language) == ("ar", "en")


def test_the_board_page_is_one_page_however_much_there_is(one: Written) -> None:
    with translation.override("fr"):
        small = board_pdf(paper(one), made_at=clock.now())
    for number in range(9):
        goal = goals.add_goal(
            **one.given, said=GoalWords(f"{number} {'very long words ' * 30}", "people", questions(), "")
        )
        for _each in range(3):
            actions.add_action(
                **one.given,
                goal=goal,
                said=ActionWords("long words " * 30, in_days(30), OWNER, None, None, ""),
            )
    with translation.override("fr"):
        large = board_pdf(paper(one), made_at=clock.now())
    assert [len(PdfReader(io.BytesIO(pdf)).pages) for pdf in (small, large)] == [1, 1]
    assert "et 4 autres buts" in text_of_pdf(large)


def test_the_board_page_names_no_site_and_nobody(one: Written) -> None:
    printed = text_of_pdf(board_pdf(paper(one), made_at=clock.now()))
    assert ("Train the night staff." in printed, SITE in printed, OWNER in printed) == (True, False, False)


def test_public_version_tells_what_was_written_for_it_and_nothing_else(one: Written) -> None:
    make_public(one)
    goals.add_goal(**one.given, said=GoalWords("Kept inside.", "people", questions(), ""))
    extra = told(one)
    assert (extra.words, [goal.words for goal in extra.goals], extra.untold) == (
        PUBLIC,
        ["Somebody is there."],
        1,
    )
    assert (extra.actions, extra.done, extra.named, extra.may_go_out) == (1, 0, (), False)
    files = [
        " ".join(words_of(public_paper(extra))),
        text_of_pdf(paper_pdf(public_paper(extra), made_at=clock.now())),
        " ".join(texts_of_docx(paper_docx(public_paper(extra), made_at=clock.now()))),
    ]
    whole = " ".join(words_of(whole_paper(paper(one))))
    inside = (
        SITE,
        OWNER,
        GOAL,
        RISK,
        "Inside alone.",
        "Kept inside.",
        "Two quiet years",
        "Train the night",
        "1,200",
    )
    assert [part for part in inside if part not in whole] == []
    assert [(part, file) for part in inside for file in files if part in file] == []
    assert all(PUBLIC in file and "Somebody is there." in file for file in files)


def test_public_words_that_name_a_site_do_not_go_out(one: Written) -> None:
    make_public(one, f"Come to {SITE.upper()}, we are open.")
    assert told(one).named == (Named(None, SITE),)
    goals.add_risk(**one.given, goal=one.goal, said=RiskWords("Another.", "Met.", ""))
    put_in_force(one)
    leader = browser(one.agency.leader)
    shown = html.unescape(leader.get(at(one, "public")).content.decode())
    assert "It names a place of yours" in shown
    assert "Take it as PDF" not in shown
    for name in ("public.pdf", "public.docx"):
        assert leader.get(at(one, name)).headers.get("Location") == at(one, "public")


def test_a_name_is_found_as_a_word_and_the_agencys_own_is_no_secret() -> None:
    sites = ["Open Door", "Élan", "Sun", ""]
    said_words = "At the OPEN\u00a0door and in e\u0301lan; a Sunday."
    assert names_in(said_words, sites) == ("Open Door", "Élan")
    assert names_in(said_words, sites, besides="The Open Door Trust") == ("Élan",)


@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=4))
def test_every_name_alone_is_found_and_nothing_else_is_told(text: str, names: list[str]) -> None:
    found = names_in(text, names)
    assert set(found) <= set(names)
    for name in names:
        if name.strip():
            assert names_in(f"x {name} x", [name]) == (name,)


def test_who_may_take_which_file(one: Written) -> None:
    make_public(one)
    put_in_force(one)
    assert told(one).may_go_out is True
    agency, other = one.agency, make_agency(name="Elsewhere")
    names = ("pdf", "docx", "picture", "public", "public.pdf", "public.docx")

    def answers(actor: Actor) -> list[int]:
        client = browser(actor)
        return [client.get(at(one, name)).status_code for name in names]

    assert answers(agency.leader) == [200] * 6
    for actor in (agency.board, agency.front_line, agency.survivor_adviser):
        assert answers(actor) == [200, 200, 200, 200, 403, 403]
    assert answers(other.leader) == [404] * 6
    with scope(other.leader), pytest.raises(NotThere):
        paper_of(for_=other.leader, **one.ids)


def test_files_carry_their_kind_and_a_trace_is_left(one: Written) -> None:
    leader = browser(one.agency.leader)
    answers = {name: leader.get(at(one, name)) for name in ("pdf", "docx", "picture")}
    assert {name: answer.content[:4] for name, answer in answers.items()} == {
        "pdf": b"%PDF",
        "docx": b"PK\x03\x04",
        "picture": b"%PDF",
    }
    assert answers["docx"].headers["Content-Disposition"] == 'attachment; filename="strategy.docx"'
    traces = Event.objects.filter(verb="strategy.view", object_id=str(one.strategy))
    assert [(event.purpose, event.organisation) for event in traces] == [
        ("document", one.agency.organisation)
    ] * 3


def test_a_strategy_with_nothing_in_it_still_makes_documents(db: None) -> None:
    del db
    agency = make_agency()
    strategy = strategies.begin_strategy(by=agency.leader, agency=agency.organisation, said=said())
    with scope(agency.leader):
        empty = paper_of(for_=agency.leader, agency=agency.organisation, strategy=strategy)
    made = whole_paper(empty)
    assert "No goal is written yet." in list(words_of(made))
    for pdf in (paper_pdf(made, made_at=clock.now()), board_pdf(empty, made_at=clock.now())):
        assert pdf[:4] == b"%PDF"
    assert empty.strategy.state == StrategyState.DRAFT


def test_words_from_anywhere_do_not_break_a_file() -> None:
    hostile = "a\x00b\ufffe\x0b <w:p> #set text(red) $x$ \\ ]] \u202e {% now %}"
    made = Paper(
        "en",
        hostile,
        hostile,
        ((hostile, hostile),),
        (Points((hostile, "")), Grid((hostile,), ((hostile,),), (1,))),
        hostile,
    )
    assert paper_pdf(made, made_at=clock.now())[:4] == b"%PDF"
    texts = texts_of_docx(paper_docx(made, made_at=clock.now()))
    assert texts[1] == "ab <w:p> #set text(red) $x$ \\ ]] \u202e {% now %}"


def test_letters_that_no_font_shows_are_named_and_the_word_file_still_comes(one: Written) -> None:
    odd = "Home \U0010abcd again"
    make_public(one, odd)
    put_in_force(one)
    leader = browser(one.agency.leader)
    answer = leader.get(at(one, "public.pdf"), follow=True)
    assert "This server has no letters for “\U0010abcd”." in html.unescape(answer.content.decode())
    assert odd in texts_of_docx(leader.get(at(one, "public.docx")).content)


def test_long_words_are_cut_after_a_word() -> None:
    assert short("one two  three", 9) == "one two…"
    assert short("one two", 9) == "one two"
    assert short("x" * 20, 9) == "xxxxxxxxx…"


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here: make setup-office")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_word_files_open_in_libreoffice(one: Written, tmp_path: Path, language: str) -> None:
    with translation.override(language):
        made = whole_paper(paper(one))
    (tmp_path / "strategy.docx").write_bytes(paper_docx(made, made_at=clock.now()))
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "txt:Text (encoded):UTF8",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), "strategy.docx"], cwd=tmp_path, check=True, timeout=180
    )
    opened = (tmp_path / "strategy.txt").read_text(encoding="utf-8-sig")
    assert [
        words for words in words_of(made) if words.replace("\n", " ") not in opened.replace("\n", " ")
    ] == []
