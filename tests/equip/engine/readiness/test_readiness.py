"""Standings, change and gaps: a table worked by hand, and any answers against the independent check."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelterbelt.equip.engine.readiness import (
    Answer,
    Problem,
    QuestionSet,
    SetMistakes,
    Settled,
    change,
    check,
    check_set,
    gaps,
    parse_set,
    stand,
)
from shelterbelt.equip.engine.readiness.plan import Tally
from shelterbelt.equip.engine.readiness.problem import GIVEN, Domain, Question, SiteKind, Source
from shelterbelt.equip.engine.readiness.stand import NotAsked, counts_by_group, differences

TEXT = {"en": "We do.", "fr": "Nous le faisons."}


def question(key: str, scope: str = "agency", kinds: tuple[str, ...] = ("all",)) -> Question:
    evidence = {"en": ("A note",), "fr": ("Une note",)}
    return Question(key, key[0], scope, kinds, ("leader",), TEXT, TEXT, evidence, ("s",), {}, 12)


QUESTIONS = QuestionSet(
    version="t",
    released=dt.date(2026, 1, 1),
    domains=(Domain("a", TEXT, TEXT), Domain("b", TEXT, TEXT)),
    site_kinds=(SiteKind("home", TEXT), SiteKind("school", TEXT)),
    sources=(Source("s", "Title", "Publisher", 2020, "cited", "C"),),
    standards=(),
    questions=(
        question("a.1"),
        question("a.2"),
        question("a.3", "site"),
        question("b.1"),
        question("b.2", "site", ("school",)),
        question("b.3", "site"),
    ),
    looks=(),
)
SITES = {"north": "home", "south": "school"}
SHORT = {"m": "met", "p": "in_progress", "n": "not_met", "s": "need_support", "-": "does_not_apply"}
# Three people by eight questions at their places; a dot is no answer. Last column: what must stand.
#            place        who: L  F  B   settled  stands
TABLE = """
a.1  .      m  m  m  .  m
a.2  .      m  p  n  .  n
a.3  north  m  s  .  .  s
a.3  south  -  -  .  .  -
b.1  .      n  .  .  m  m
b.2  south  -  p  .  .  p
b.3  north  .  .  .  .  .
b.3  south  m  .  .  -  -
"""


def worked() -> tuple[Problem, dict[tuple[str, str | None], str | None]]:
    answers, settled, stands = [], [], {}
    for line in TABLE.split("\n"):
        if not line.strip():
            continue
        key, place, *told = line.split()
        site = None if place == "." else place
        for who, one in zip(("leader", "front_line", "board"), told, strict=False):
            if one != ".":
                answers.append(Answer(key, site, who, who, SHORT[one]))
        if told[3] != ".":
            settled.append(Settled(key, site, SHORT[told[3]]))
        stands[key, site] = SHORT.get(told[4])
    return Problem(QUESTIONS, SITES, tuple(answers), tuple(settled)), stands


def test_results_equal_the_table_worked_by_hand() -> None:
    problem, stands = worked()
    results = stand(problem)
    assert {(one.question, one.site): one.answer for one in results.standings} == stands
    assert results.by_domain == {
        "a": Tally(met=1, not_met=1, need_support=1, does_not_apply=1),
        "b": Tally(met=1, in_progress=1, does_not_apply=1, unanswered=1),
    }
    assert results.by_site == {
        None: Tally(met=2, not_met=1),
        "north": Tally(need_support=1, unanswered=1),
        "south": Tally(in_progress=1, does_not_apply=2),
    }
    assert [(one.question, one.site) for one in differences(results)] == [
        ("a.2", None),
        ("a.3", "north"),
        ("b.2", "south"),
    ]
    assert check(problem, results) == ()


def test_gaps_come_in_an_order_that_can_be_said_aloud() -> None:
    problem, _stands = worked()
    found = [(one.question, one.answer, one.sites) for one in gaps(stand(problem), QUESTIONS)]
    assert found == [
        ("a.3", "need_support", ("north",)),
        ("a.2", "not_met", ()),
        ("b.2", "in_progress", ("south",)),
    ]


def test_change_tells_progress_apart_from_what_is_newly_asked() -> None:
    problem, _stands = worked()
    before = stand(
        dataclasses.replace(
            problem,
            sites={"north": "home"},
            answers=(),
            settled=(
                Settled("a.1", None, "not_met"),
                Settled("a.2", None, "met"),
                Settled("b.1", None, "need_support"),
            ),
        )
    )
    later = dataclasses.replace(problem, settled=(*problem.settled[1:], Settled("b.1", None, "in_progress")))
    told = change(before, stand(later))
    assert told.newly_met == (("a.1", None),)
    assert told.slipped == (("a.2", None),)
    assert told.moved_on == (("b.1", None),)
    assert told.newly_asked == (("a.3", "south"), ("b.2", "south"), ("b.3", "south"))
    assert told.no_longer_asked == ()
    assert told.domains["a"] == (
        Tally(met=1, not_met=1, unanswered=1),
        Tally(met=1, not_met=1, need_support=1),
    )


PLACES = [("a.1", None), ("a.2", None), ("b.1", None), ("a.3", "north"), ("a.3", "south"), ("b.2", "south")]


@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from("LFB"), st.sampled_from(GIVEN)), max_size=40),
    st.dictionaries(st.sampled_from(PLACES), st.sampled_from(GIVEN)),
)
def test_results_follow_from_any_answers(
    said: list[tuple[tuple[str, str | None], str, str]], settled: dict[tuple[str, str | None], str]
) -> None:
    answers = tuple(Answer(*place, who, who, one) for place, who, one in said)
    agreed = tuple(Settled(*place, one) for place, one in settled.items())
    problem = Problem(QUESTIONS, SITES, answers, agreed)
    results = stand(problem)
    assert check(problem, results) == ()
    wrong = tuple(
        dataclasses.replace(one, answer="met" if one.answer != "met" else "not_met")
        for one in results.standings
    )
    assert check(problem, dataclasses.replace(results, standings=wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        Answer("a.9", None, "x", "leader", "met"),
        Answer("b.2", "north", "x", "leader", "met"),
        Answer("a.1", None, "x", "leader", "perhaps"),
    ],
)
def test_what_is_not_asked_is_refused(wrong: Answer) -> None:
    with pytest.raises(NotAsked):
        stand(Problem(QUESTIONS, SITES, (wrong,)))


def test_a_question_settled_twice_is_refused() -> None:
    twice = (Settled("a.1", None, "met"), Settled("a.1", None, "not_met"))
    with pytest.raises(NotAsked):
        stand(Problem(QUESTIONS, SITES, (), twice))


def test_anonymous_answers_are_counted_by_group() -> None:
    said = [Answer("a.1", None, str(one), "young_adviser", "met") for one in range(3)]
    (counted,) = counts_by_group(said)
    assert (counted.group, counted.question, counted.answer, counted.count) == (
        "young_adviser",
        "a.1",
        "met",
        3,
    )


def test_a_set_is_checked_for_what_keeps_it_from_being_asked() -> None:
    broken = dataclasses.replace(
        QUESTIONS,
        questions=(
            *QUESTIONS.questions,
            dataclasses.replace(QUESTIONS.questions[0], sources=()),
            dataclasses.replace(
                QUESTIONS.questions[0], key="a.4", maps={"kcs": ("9",)}, text={"en": "We do."}
            ),
        ),
    )
    found = {str(one) for one in check_set(broken)}
    assert {
        "a.1: there are 2 of this question",
        "a.1: has no source, or one that is not listed",
        "a.4: kcs 9 is no number of that standard",
        "a.4: has no words in fr",
    } <= found


def test_a_damaged_file_is_named_with_its_remedy() -> None:
    with pytest.raises(SetMistakes) as error:
        parse_set({"set.toml": "version = 1", "questions/policy.toml": "[[question]]\nkey = 'policy.x'\n"})
    told = str(error.value)
    assert (
        "set.toml: `version` is missing or is not what it should be. Write a text in quotation marks." in told
    )
    assert "questions/policy.toml, question policy.x: `scope` is missing" in told
    with pytest.raises(SetMistakes, match="This is no TOML"):
        parse_set({"set.toml": "="})
