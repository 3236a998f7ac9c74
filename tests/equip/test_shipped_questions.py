"""Law of the shipped questions: source, domain, kinds of sites, both languages, and a reading level of grade 8."""

from __future__ import annotations

from shelterbelt.equip.engine.readiness import QuestionSet, check_set
from shelterbelt.equip.engine.readiness.problem import NEEDED
from shelterbelt.equip.engine.reading import grade
from shelterbelt.equip.queries.shipped import question_set

HIGHEST = 8.0


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


def test_every_question_can_be_asked() -> None:
    questions = question_set()
    assert check_set(questions) == ()
    assert len(questions.questions) == 120
    assert len({one.domain for one in questions.questions}) == len(questions.domains) == 12


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
