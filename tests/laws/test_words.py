"""Law: texts for people are plain, and no text of ours names a young person by the harm."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.laws.gathered import gathered
from tests.laws.source import ROOT, Ruling, files

from shelterbelt.ground.design.messages import PACKAGE

HARDEST_GRADE = 9.0
FEWEST_WORDS = 60
"""Below this many words a grade says nothing."""
_SENTENCE = re.compile(r"[^.!?…:\n]+[.!?…:]+")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>|https?://\S+")
_VOWELS = re.compile(r"[aeiouy]+")


def grade(text: str) -> float:
    """Years of schooling a text asks for: Flesch-Kincaid (1975), with syllables counted by groups of vowels."""
    plain = _PLACE.sub("it", text)
    sentences = [found for found in _SENTENCE.findall(plain) if len(_WORD.findall(found)) > 1]
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words:
        return 0.0
    syllables = sum(syllables_of(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def syllables_of(word: str) -> int:
    """Spoken syllables of an English word, near enough for an average."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    silent = re.sub(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^l]e)$", "", bare) if len(bare) > 3 else bare
    return max(1, len(_VOWELS.findall(silent or bare)))


def texts_by_place() -> dict[str, str]:
    """The English text of each template and module, from the messages that are shown to people."""
    found: dict[str, list[str]] = defaultdict(list)
    for message in gathered():
        said = message.id[-1] if isinstance(message.id, list | tuple) else message.id
        for place, _line in message.locations:
            found[place].append(str(said))
    return {place: "\n".join(said) for place, said in found.items()}


def hard_places(texts: Mapping[str, str]) -> Ruling:
    """Places whose sentences ask for more than `HARDEST_GRADE` years of school."""
    found = []
    inspected = 0
    for place, text in sorted(texts.items()):
        said = " ".join(_SENTENCE.findall(text))
        if len(_WORD.findall(said)) < FEWEST_WORDS:
            continue
        inspected += 1
        if grade(said) > HARDEST_GRADE:
            found.append(f"{place}: grade {grade(said):.1f}, at most {HARDEST_GRADE:.0f}")
    return Ruling(inspected, tuple(found))


def never() -> list[tuple[re.Pattern[str], str]]:
    """What is never said, and what to say instead."""
    listed = tomllib.loads((ROOT / "tests/laws/words.toml").read_text(encoding="utf-8"))["never"]
    return [(re.compile(rf"\b(?:{entry['pattern']})", re.IGNORECASE), entry["say"]) for entry in listed]


def harmful_words(root: Path) -> Ruling:
    """Places in texts for people where something of the list is said."""
    found: list[str] = []
    inspected = 0
    for path in _texts(root):
        inspected += 1
        text = path.read_text(encoding="utf-8")
        for pattern, say in never():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{path.relative_to(root).as_posix()}:{line}: “{match[0]}”; say: {say}")
    return Ruling(inspected, tuple(found))


def _texts(root: Path) -> Iterator[Path]:
    for folder, suffixes in (
        ("src", (".py", ".html", ".txt", ".toml", ".md", ".po")),
        ("docs", (".md",)),
        ("programmes", (".toml", ".csv")),
    ):
        for path in files(root / folder, *suffixes):
            if path.name != "words.md":
                yield path
    yield from (path for path in sorted(root.glob("*.md")))


def test_texts_are_plain() -> None:
    texts = texts_by_place()
    assert len(texts) > 20
    ruling = hard_places(texts)
    assert ruling.inspected > 2
    assert ruling.found == ()


def test_texts_as_a_whole_are_plain() -> None:
    together = "\n".join(texts_by_place().values())
    assert len(_WORD.findall(together)) > 1_000
    assert grade(together) <= HARDEST_GRADE


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("The cat sat on the mat. It was warm. We like it here.", -5, 3),
        ("You can take your application back at any time. We then erase what you wrote.", 2, 8),
        (
            "Notwithstanding considerations, participating organisations acknowledge responsibility obligations.",
            15,
            60,
        ),
    ],
)
def test_grade_orders_texts(text: str, least: float, most: float) -> None:
    assert least <= grade(text) <= most


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("time", 1),
        ("people", 2),
        ("asked", 1),
        ("wanted", 2),
        ("application", 4),
        ("table", 2),
        ("changes", 2),
    ],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert abs(syllables_of(word) - count) <= (1 if word == "changes" else 0)


def test_plain_law_catches_a_planted_fault() -> None:
    hard = "Participating organisations acknowledge comprehensive confidentiality obligations. " * 12
    assert (
        hard_places({"a.html": hard, "b.html": "We keep it safe. " * 30}).found[0].startswith("a.html: grade")
    )


def test_no_text_names_a_young_person_by_the_harm() -> None:
    ruling = harmful_words(ROOT)
    assert ruling.inspected > 100
    assert ruling.found == ()
    assert PACKAGE == ROOT / "src/shelterbelt"


@pytest.mark.parametrize(
    "text",
    [
        "a child prostitute",
        "juvenile prostitution",
        "kiddie porn",
        "putting herself at risk",
        "a lifestyle choice",
        "rescue the girls",
        "a runaway girl",
        "wheelchair-bound",
    ],
)
def test_words_catch_a_planted_fault(tmp_path: Path, text: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text(f"First line.\nHere is {text} in a text.\n", encoding="utf-8")
    found = harmful_words(tmp_path).found
    assert len(found) >= 1
    assert found[0].startswith("docs/a.md:2: ")


@pytest.mark.parametrize(
    "text",
    [
        "a child who is sexually exploited",
        "the person's consent to being contacted",
        "choose a time",
        "at risk of delay",
    ],
)
def test_words_leave_plain_texts_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text(text, encoding="utf-8")
    assert harmful_words(tmp_path) == Ruling(1, ())
