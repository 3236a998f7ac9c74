"""Every rule of a set finds its planted fault, and a set without one passes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from shelterbelt.equip.engine.readiness import QuestionSet, check_set
from shelterbelt.equip.engine.readiness.problem import (
    THEMES,
    Domain,
    Look,
    Question,
    SiteKind,
    Source,
    Standard,
)

WORDS = {"en": "We do.", "fr": "Nous le faisons."}
EVIDENCE = {"en": ("A note",), "fr": ("Une note",)}
ENGLISH = {"en": "We do."}


def question(key: str, scope: str) -> Question:
    kinds, maps = ("all",), {"kcs": ("1", "4")}
    return Question(key, "care", scope, kinds, ("leader",), WORDS, WORDS, EVIDENCE, ("s",), maps, 12)


def look(kind: str, theme: str, effect: str) -> Look:
    return Look(f"{kind}.{theme}.one", kind, theme, effect, WORDS, WORDS, ("s",))


GOOD = QuestionSet(
    version="t",
    released=dt.date(2026, 1, 1),
    domains=(Domain("care", WORDS, WORDS),),
    site_kinds=(SiteKind("home", WORDS), SiteKind("school", WORDS)),
    sources=(Source("s", "Title", "Publisher", 2020, "cited", "C"),),
    standards=(Standard("kcs", "Name", "Publisher", ("1", "2", "3", "4")),),
    questions=(question("care.whole", "agency"), question("care.here", "site")),
    looks=tuple(
        look(kind, theme, "raises" if theme == "online" else "lowers")
        for kind in ("home", "school")
        for theme in THEMES
    ),
)
WHOLE, HERE = GOOD.questions
FIRST = GOOD.looks[0]


def with_question(**changed: object) -> QuestionSet:
    return replace(GOOD, questions=(replace(WHOLE, **changed), HERE))  # type: ignore[arg-type]


def with_look(**changed: object) -> QuestionSet:
    return replace(GOOD, looks=(*GOOD.looks, replace(FIRST, **{"key": "home.relations.two", **changed})))  # type: ignore[arg-type]


def with_source(**changed: object) -> QuestionSet:
    return replace(GOOD, sources=(*GOOD.sources, replace(GOOD.sources[0], **changed)))  # type: ignore[arg-type]


def test_a_good_set_can_be_asked() -> None:
    assert check_set(GOOD) == ()


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        (replace(GOOD, questions=(WHOLE, WHOLE, HERE)), ["care.whole: there are 2 of this question"]),
        (replace(GOOD, looks=(FIRST, *GOOD.looks)), ["home.relations.one: there are 2 of this look"]),
        (with_source(), ["s: there are 2 of this source"]),
        (replace(GOOD, domains=GOOD.domains * 2), ["care: there are 2 of this domain"]),
        (replace(GOOD, standards=GOOD.standards * 2), ["kcs: there are 2 of this standard"]),
        (with_source(key="t"), ["t: no question rests on this source"]),
        (with_question(sources=()), ["care.whole: has no source, or one that is not listed"]),
        (with_question(sources=("s", "t")), ["care.whole: has no source, or one that is not listed"]),
        (with_question(text=ENGLISH), ["care.whole: has no words in fr"]),
        (with_question(help=ENGLISH), ["care.whole: has no words in fr"]),
        (
            with_question(evidence={"en": ("A note",)}),
            ["care.whole: says in fr nothing that could show it"],
        ),
        (
            with_question(domain="cure"),
            ["care.whole: its domain is not known, or its key does not begin with it"],
        ),
        (
            with_question(key="cure.whole"),
            ["cure.whole: its domain is not known, or its key does not begin with it"],
        ),
        (with_question(scope="town"), ["care.whole: scope 'town' is neither agency nor site"]),
        (with_question(site_kinds=("camp",)), ["care.whole: a kind of site is not known"]),
        (with_question(asked_of=("leader", "guest")), ["care.whole: a group is not known"]),
        (with_question(asked_of=()), ["care.whole: a group is not known"]),
        (with_question(maps={"kcs": ("5",)}), ["care.whole: kcs 5 is no number of that standard"]),
        (with_question(maps={"np": ("1",)}), ["care.whole: np 1 is no number of that standard"]),
        (with_question(retest_months=0), ["care.whole: must be tested again within three years"]),
        (with_question(retest_months=37), ["care.whole: must be tested again within three years"]),
        (
            replace(GOOD, questions=(WHOLE,)),
            ["care: nothing is asked at a home", "care: nothing is asked at a school"],
        ),
        (
            replace(GOOD, questions=(WHOLE, replace(HERE, site_kinds=("home",)))),
            ["care: nothing is asked at a school"],
        ),
        (replace(GOOD, looks=GOOD.looks[1:]), ["home: no look at relations"]),
        (
            replace(GOOD, looks=tuple(replace(one, effect="lowers") for one in GOOD.looks)),
            ["home: its looks all tell the same effect", "school: its looks all tell the same effect"],
        ),
        (with_look(sources=("t",)), ["home.relations.two: has no source, or one that is not listed"]),
        (with_look(help=ENGLISH), ["home.relations.two: has no words in fr"]),
        (with_look(theme="dignity"), ["home.relations.two: its key does not begin with kind and theme"]),
        (
            with_look(key="home.food.two", theme="food"),
            ["home.food.two: theme or effect is not known"],
        ),
        (
            with_look(key="camp.relations.two", site_kind="camp"),
            ["camp.relations.two: its kind of site is not known"],
        ),
        (
            replace(GOOD, domains=(Domain("care", WORDS, ENGLISH),)),
            ["care: has no name in fr, or says in it nothing about itself"],
        ),
        (
            replace(GOOD, site_kinds=(SiteKind("home", ENGLISH), GOOD.site_kinds[1])),
            ["home: has no name in fr"],
        ),
    ],
)
def test_a_planted_fault_is_found(broken: QuestionSet, found: list[str]) -> None:
    told = [str(one) for one in check_set(broken)]
    assert told == found


def test_a_source_has_a_known_mark() -> None:
    broken = replace(GOOD, sources=(replace(GOOD.sources[0], mark="?"),))
    assert [str(one) for one in check_set(broken)] == ["s: mark '?' is none of C, S"]
