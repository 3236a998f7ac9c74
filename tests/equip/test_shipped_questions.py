"""Law of the shipped questions: source, domain, kinds of sites, both languages, and a reading level of grade 8."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from shelterbelt.equip.engine.readiness import QuestionSet, check_set
from shelterbelt.equip.engine.readiness.problem import NEEDED
from shelterbelt.equip.engine.reading import grade
from shelterbelt.equip.queries.shipped import question_set

HIGHEST = 8.0
FEWEST_LOOKS = 14
"""At each kind of place, so that no walk is a stroll past one door."""
BREAKABLE = re.compile(r"[^\u00a0\u202f][;?!»]|[^\u00a0\u202f\d]:|«[^\u00a0\u202f]")
"""French sets these apart by a space at which no line breaks; a colon between figures is an hour."""


def too_hard(questions: QuestionSet) -> list[str]:
    """Questions and looks that ask more of a reader than eight years of school."""
    told = [(one.key, one.text, one.help) for one in questions.questions]
    told += [(one.key, one.text, one.help) for one in questions.looks]
    return [
        f"{key} {language}: {found:.1f}"
        for key, text, more in told
        for language in NEEDED
        if (found := grade(f"{text[language]}\n\n{more[language]}", language).grade) > HIGHEST
    ]


def little_to_look_at(questions: QuestionSet) -> list[str]:
    """Kinds of places whose walk is too short."""
    looks = Counter(one.site_kind for one in questions.looks)
    return [kind.key for kind in questions.site_kinds if looks[kind.key] < FEWEST_LOOKS]


def breakable(questions: QuestionSet) -> list[str]:
    """French texts in which a line may break before a mark, or none is set apart."""
    return [text for text in _french(questions) if BREAKABLE.search(text)]


def _french(questions: QuestionSet) -> Iterator[str]:
    for domain in questions.domains:
        yield from (domain.name["fr"], domain.about["fr"])
    yield from (kind.name["fr"] for kind in questions.site_kinds)
    for question in questions.questions:
        yield from (question.text["fr"], question.help["fr"], *question.evidence["fr"])
    for look in questions.looks:
        yield from (look.text["fr"], look.help["fr"])


def test_every_question_can_be_asked() -> None:
    questions = question_set()
    assert check_set(questions) == ()
    assert len(questions.questions) == 120
    assert len({one.domain for one in questions.questions}) == len(questions.domains) == 12


def test_every_kind_of_place_has_enough_to_look_at() -> None:
    questions = question_set()
    assert little_to_look_at(questions) == []
    camps = [one for one in questions.looks if one.site_kind == "camp"][:1]
    fewer = [one for one in questions.looks if one.site_kind != "camp"] + camps
    assert little_to_look_at(replace(questions, looks=tuple(fewer))) == ["camp"]


def test_french_marks_stay_on_their_line() -> None:
    assert breakable(question_set()) == []


def test_a_french_mark_that_could_leave_its_line_is_found() -> None:
    questions = question_set()
    first = questions.looks[0]
    bad = ["Est-ce vrai ?", "Est-ce vrai?", "Dites «\u00a0oui »."]
    looks = tuple(replace(first, text={"en": "Yes.", "fr": one}) for one in bad)
    assert breakable(replace(questions, looks=looks)) == bad


def test_every_question_reads_at_grade_eight_or_below() -> None:
    assert too_hard(question_set()) == []


def test_a_hard_question_is_found() -> None:
    questions = question_set()
    first = questions.questions[0]
    hard = "Notwithstanding organisational confidentiality obligations, interdisciplinary accountability necessitates documentation."
    planted = QuestionSet(
        **{
            **{name: getattr(questions, name) for name in questions.__dataclass_fields__},
            "questions": (
                type(first)(
                    **{**{n: getattr(first, n) for n in first.__slots__}, "text": {"en": hard, "fr": hard}}
                ),
            ),
            "looks": (),
        }
    )
    assert [one.partition(":")[0] for one in too_hard(planted)] == [f"{first.key} en", f"{first.key} fr"]
