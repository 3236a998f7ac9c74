"""Packs are read whole, and what is wrong is named with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelterbelt.equip.engine.packs import PackMistakes, check_pack, minutes_of, parse_pack

TABLE = """
key = "first-words"
version = "2026-1"
order = 3
minutes = 15
refresh_months = 12
roles = ["front_line"]
site_kinds = ["all"]
framework = "open"
authors = ["The editors"]
terms = "CC BY 4.0"
title = {en = "First words", fr = "Les premiers mots"}
summary = {en = "How to begin.", fr = "Comment commencer."}
[[source]]
key = "nas-2013"
title = "A report"
publisher = "An academy"
year = 2013
terms = "cited"
mark = "C"
"""
WORDS = "word " * 1_100
ENGLISH = f"## Listen\n\n**Sit** beside, not *across*.\n\n> Who listened\n> to you?\n\n## Then\n\n- one\n- two\n\n{WORDS}\n\n> What helps?\n> And who?\n\n> What else?\n"
FRENCH = ENGLISH.replace("Listen", "Écouter").replace("Then", "Ensuite")
FILES = {"pack.toml": TABLE, "en.md": ENGLISH, "fr.md": FRENCH}
KNOWN = {"roles": {"front_line", "leader"}, "site_kinds": {"school", "shelter"}}


def said(files: dict[str, str]) -> list[str]:
    with pytest.raises(PackMistakes) as refused:
        parse_pack(files)
    return [str(one) for one in refused.value.mistakes]


def test_pack_is_read_in_every_language() -> None:
    pack = parse_pack(FILES)
    english = pack.in_language("en")
    assert (pack.key, pack.minutes, pack.site_kinds, sorted(pack.editions)) == (
        "first-words",
        15,
        (),
        ["en", "fr"],
    )
    assert [(one.heading, one.questions) for one in english.sections] == [
        ("Listen", ("Who listened to you?",)),
        ("Then", ("What helps? And who?", "What else?")),
    ]
    assert [one.words for one in english.sections] == [9, 1 + 2 + 1_100 + 4 + 2]
    assert pack.in_language("fr").sections[0].heading == "Écouter"
    assert pack.in_language("es") == english
    assert check_pack(pack, **KNOWN) == ()


def test_translation_that_nobody_reviewed_is_told_apart() -> None:
    told = parse_pack({**FILES, "pack.toml": 'unreviewed = ["fr"]\n' + TABLE})
    assert {one.language: one.unreviewed for one in told.editions.values()} == {"en": False, "fr": True}
    assert {one.unreviewed for one in parse_pack(FILES).editions.values()} == {False}


def test_source_without_a_confirmed_year_says_so() -> None:
    undated = parse_pack({**FILES, "pack.toml": TABLE.replace("2013\nterms", '"not confirmed"\nterms')})
    assert [one.year for one in undated.sources] == [None]
    assert [one.year for one in parse_pack(FILES).sources] == [2013]


@pytest.mark.parametrize("year", ["", "year = 0", "year = true", 'year = "2013"', 'year = "about 2013"'])
def test_year_is_a_number_or_is_said_to_be_unconfirmed(year: str) -> None:
    remedy = 'It needs key, title, publisher, year (or "not confirmed"), terms and mark.'
    assert said({**FILES, "pack.toml": TABLE.replace("year = 2013", year)}) == [
        f"pack.toml: `source 1` is missing or is not what it should be. {remedy}"
    ]


def test_minutes_are_words_at_a_slow_pace_and_time_to_think() -> None:
    assert (minutes_of(0, 0), minutes_of(1, 0), minutes_of(110, 2), minutes_of(111, 0)) == (0, 1, 3, 2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pack.toml": "key = "}, "This is no TOML"),
        ({"pack.toml": TABLE.replace("minutes = 15", "minutes = true")}, "`minutes`"),
        ({"pack.toml": TABLE.replace('framework = "open"\n', "")}, "`framework`"),
        ({"pack.toml": TABLE.replace(', fr = "Les premiers mots"', "")}, "`title.fr`"),
        ({"pack.toml": TABLE.partition("[[source]]")[0]}, "`source`"),
        ({"pack.toml": 'unreviewed = ["es"]\n' + TABLE}, "`unreviewed`"),
        ({"pack.toml": 'unreviewed = "fr"\n' + TABLE}, "`unreviewed`"),
        ({"pack.toml": TABLE.replace("year = 2013", 'year = "soon"')}, "`source 1`"),
        ({"fr.md": "Bonjour.\n\n" + FRENCH}, "fr.md, line 1: This stands before the first section."),
    ],
)
def test_what_is_no_pack_is_named_with_its_place(change: dict[str, str], words: str) -> None:
    (only,) = said({**FILES, **change})
    assert words in only


def test_missing_table_is_said() -> None:
    assert said({"en.md": ENGLISH}) == ["pack.toml: It is missing. Every pack has one."]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fr.md": None}, "first-words/fr.md: It is missing."),
        ({"pack.toml": TABLE.replace("front_line", "visitor")}, "Nobody knows visitor."),
        ({"pack.toml": TABLE.replace('["all"]', '["castle"]')}, "Nobody knows castle."),
        ({"pack.toml": TABLE.replace("minutes = 15", "minutes = 45")}, "It takes 45 minutes."),
        ({"pack.toml": TABLE.replace('mark = "C"', 'mark = "?"')}, "nas-2013 is not confirmed."),
        ({"en.md": "## One\n\nShort.\n\n## Two\n\nShort.\n"}, "It asks nothing."),
        ({"en.md": ENGLISH + "\nSee https://example.org.\n"}, "holds a link"),
        ({"en.md": ENGLISH + "\n<b>loud</b>\n"}, "holds a link"),
        ({"en.md": ENGLISH + "\n![us](a.png)\n"}, "holds a link"),
        ({"fr.md": FRENCH.replace("## Ensuite", "Ensuite")}, "It has other sections than another language."),
    ],
)
def test_what_keeps_a_pack_from_being_given_out_is_said(change: dict[str, str | None], words: str) -> None:
    files = {name: text for name, text in {**FILES, **change}.items() if text is not None}
    pack = parse_pack(files)
    assert any(words in str(one) for one in check_pack(pack, **KNOWN))


@given(st.text().map(lambda text: text.replace("0", "\n## ")), st.sampled_from(["", "## A\n\n"]))
def test_any_text_is_read_or_refused_and_none_of_its_words_is_lost(text: str, before: str) -> None:
    try:
        sections = parse_pack({**FILES, "en.md": before + text}).in_language("en").sections
        files = []
    except PackMistakes as error:
        sections, files = (), [one.file for one in error.mistakes]
    kept = " ".join(f"## {one.heading} {one.body}" for one in sections)
    assert files == ["en.md"] or sorted(_letters(kept)) == sorted(_letters(before + text))


def _letters(text: str) -> list[str]:
    return [letter for letter in text if letter.isalnum()]
