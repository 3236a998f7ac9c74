"""A grade follows from the text by the published formula, and says what makes it so."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.equip.engine.reading.spoken_words import ENGLISH, FRENCH

from shelterbelt.equip.engine.reading import (
    FORMULAS,
    HardWord,
    NoFormula,
    NothingToRead,
    Reason,
    Why,
    check,
    grade,
    hard_words,
    syllables,
)
from shelterbelt.equip.engine.reading.text import sentences

QUESTION = "Staff know whom to call at night. They have the number at hand, and they have tried it once."


@pytest.mark.parametrize(("language", "counted", "least"), [("en", ENGLISH, 0.99), ("fr", FRENCH, 0.99)])
def test_syllables_equal_a_list_made_by_hand(language: str, counted: dict[int, str], least: float) -> None:
    words = [(word, number) for number, line in counted.items() for word in line.split()]
    assert len({word for word, _ in words}) == len(words)
    assert len(words) >= 150
    wrong = [(word, number) for word, number in words if syllables(word, language) != number]
    assert 1 - len(wrong) / len(words) >= least, wrong


@pytest.mark.parametrize(
    ("word", "language", "number"),
    [
        ("14", "en", 2),
        ("1,000", "en", 4),
        ("NGO", "en", 3),
        ("drop-in", "en", 2),
        ("pages’", "en", 2),
        ("lorsqu’elle", "fr", 2),
        ("quelqu’un", "fr", 2),
        ("peut-être", "fr", 2),
        ("ONG", "fr", 3),
        ("Y", "fr", 1),
    ],
)
def test_syllables_of_what_is_no_plain_word(word: str, language: str, number: int) -> None:
    assert syllables(word, language) == number


def test_flesch_kincaid_equals_a_worked_example() -> None:
    """The sentence and its grade stand in the encyclopaedia article "Flesch-Kincaid readability tests": 11.3."""
    found = grade("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", "en")
    assert (found.sentences, found.words, found.syllables, found.grade) == (1, 13, 24, 11.3)
    assert found.ease is None


def test_a_very_easy_text_is_of_no_grade_below_nought() -> None:
    assert grade("The cat sat on the mat.", "en").grade == 0.0


def test_french_equals_a_sum_made_by_hand() -> None:
    """7 words in 2 sentences, 7 syllables: 207 - 1.015 * 3.5 - 73.6 * 1 = 129.8475; 5 - 29.8475 / 10 = 2.01525."""
    found = grade("Le chat dort. La nuit est belle.", "fr")
    assert (found.sentences, found.words, found.syllables) == (2, 7, 7)
    assert (found.ease, found.grade) == (129.8, 2.0)


@pytest.mark.parametrize(
    ("words", "syllables_each", "ease", "school"),
    [
        (10, 1, 123.2, 2.7),
        (40, 1, 92.8, 5.7),
        (10, 2, 49.7, 13.1),
        (30, 2, 29.4, 17.1),
        (100, 2, -41.7, 31.3),
    ],
)
def test_french_ease_is_mapped_to_grades_as_flesch_did(
    words: int, syllables_each: int, ease: float, school: float
) -> None:
    word = {1: "nuit", 2: "maison"}[syllables_each]
    found = grade(" ".join([word] * words), "fr")
    assert (found.ease, found.grade) == (ease, school)


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("One two. Three four five!", [2, 3]),
        ("We ask Dr. Green, e.g. at 3.30 p.m. on Mondays.", [12]),
        ("“Do you trust us?” she asks. Then she waits…", [6, 3]),
        ("« Me croyez-vous ? » demande-t-il. Il attend.", [3, 2]),
        ("## A heading\n\nText goes\non here.\n\n- one item\n- another item", [2, 4, 2, 2]),
        ("1. First thing\n2. Second thing", [2, 2]),
        ("It costs 1,000. 20 people came.", [3, 3]),
        ("Don’t wait—call. Call the drop‑in.", [3, 3]),
        (" … ! ", []),
    ],
)
def test_sentences_and_words(text: str, lengths: list[int]) -> None:
    assert [len(sentence) for sentence in sentences(text)] == lengths


def test_reasons_tell_what_makes_it_hard() -> None:
    found = grade(QUESTION, "en")
    assert found.reasons == (
        Reason(Why.WORDS_A_SENTENCE, 9.5),
        Reason(Why.SYLLABLES_A_WORD, 1.05),
        Reason(Why.LONGEST_SENTENCE, 12),
        Reason(Why.SHORT_TEXT, 19),
    )
    assert [reason.why for reason in grade(QUESTION * 6, "en").reasons] == list(Why)[:3]


def test_hard_words_come_with_the_longest_first() -> None:
    text = "Confidentiality is an agreement. An agreement about information is no information."
    assert [(one.word, one.times) for one in hard_words(text, "en")] == [
        ("confidentiality", 1),
        ("information", 2),
        ("agreement", 2),
    ]
    assert hard_words("La confidentialité protège les jeunes.", "fr") == (HardWord("confidentialité", 6, 1),)


@pytest.mark.parametrize("language", ["ar", "es", "", "english"])
def test_a_language_without_a_formula_is_refused(language: str) -> None:
    for ask in (grade, hard_words, syllables):
        with pytest.raises(NoFormula, match="use one of en, fr"):
            ask("mesa", language)


def test_a_region_does_not_matter() -> None:
    assert replace(grade("La nuit est belle.", "fr-CA"), language="fr") == grade("La nuit est belle.", "fr")


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(NothingToRead, match="no word"):
        grade(" … — ", "en")


WORDS = st.sampled_from(
    ["staff", "l’aide", "drop-in", "information", "confidentialité", "3.5", "NGO", "café", "Dr."]
)
STOPS = st.sampled_from([" ", " ", " ", ", ", ". ", "? ", " ! » ", "…\n\n", ".\n- ", ": "])
TEXTS = st.lists(st.tuples(WORDS, STOPS).map("".join), min_size=1, max_size=150).map("".join)


@given(TEXTS, st.sampled_from(sorted(FORMULAS)))
def test_grades_agree_with_the_check(text: str, language: str) -> None:
    found = grade(text, language)
    assert check(text, found) == ()
    assert found.syllables >= found.words >= found.sentences >= 1


@given(
    st.lists(st.sampled_from(["night", "people", "policy"]), min_size=2, max_size=40),
    st.sampled_from(["en", "fr"]),
)
def test_one_long_sentence_is_never_easier_than_two(words: list[str], language: str) -> None:
    half = len(words) // 2
    two = f"{' '.join(words[:half])}. {' '.join(words[half:]).capitalize()}."
    assert grade(" ".join(words), language).grade >= grade(two, language).grade


def test_the_check_catches_planted_faults() -> None:
    for language in ("en", "fr"):
        found = grade(QUESTION, language)
        assert check(QUESTION, found) == ()
        assert check(QUESTION, replace(found, words=found.words + 1)) == ("words",)
        assert check(QUESTION, replace(found, syllables=found.syllables - 1)) == ("syllables",)
        assert check(QUESTION, replace(found, sentences=4)) == ("sentences",)
        assert check(QUESTION, replace(found, grade=found.grade + 0.2)) == ("grade",)
        assert check(QUESTION, replace(found, ease=50.0)) == ("ease",)
        assert check(QUESTION, replace(found, reasons=())) == ("reasons",)
