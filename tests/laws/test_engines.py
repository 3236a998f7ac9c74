"""Law: every engine has a public surface, a verifier of its own and a page that says what it cannot do."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.laws.source import ROOT, Ruling

MOST_NAMES = 12
SECTIONS = ("question", "method", "sources", "limits", "measured")


def engines(source: Path) -> Ruling:
    """Engines below `source` that lack a verifier, tests or a complete README."""
    found: list[str] = []
    folders = [path.parent for path in sorted(source.glob("shelterbelt/*/engine/*/__init__.py"))]
    for folder in folders:
        place = folder.relative_to(source).as_posix()
        if not (folder / "check.py").exists():
            found.append(f"{place}: no check.py")
        readme = folder / "README.md"
        text = readme.read_text(encoding="utf-8").lower() if readme.exists() else ""
        found += [f"{place}: README says nothing of {section}" for section in SECTIONS if section not in text]
    return Ruling(len(folders), tuple(found))


def test_engines_are_whole() -> None:
    ruling = engines(ROOT / "src")
    assert ruling.inspected >= 4
    assert ruling.found == ()


def test_engines_catch_a_planted_fault(tmp_path: Path) -> None:
    folder = tmp_path / "shelterbelt/learn/engine/guess"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    assert "shelterbelt/learn/engine/guess: no check.py" in engines(tmp_path).found


ENGINES = sorted(path.parent.name for path in (ROOT / "src/shelterbelt").glob("*/engine/*/__init__.py"))


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_shows_a_small_surface(name: str) -> None:
    (found,) = (ROOT / "src/shelterbelt").glob(f"*/engine/{name}/__init__.py")
    engine = importlib.import_module(".".join(found.parent.relative_to(ROOT / "src").parts))
    assert surface_faults(engine.__all__, vars(engine)) == []


def surface_faults(shown: Sequence[str], there: Mapping[str, object]) -> list[str]:
    """What is wrong with a public surface."""
    wrong = [f"{len(shown)} names, at most {MOST_NAMES}"] if len(shown) > MOST_NAMES else []
    wrong += [f"{name} is shown twice" for name in sorted(set(shown)) if list(shown).count(name) > 1]
    wrong += [f"{name} is not there" for name in shown if name not in there]
    return wrong + ([] if list(shown) == sorted(shown) else ["not in order"])


def test_a_surface_catches_a_planted_fault() -> None:
    there = {f"n{number:02}": 1 for number in range(MOST_NAMES + 1)}
    assert surface_faults([*there], there) == [f"{MOST_NAMES + 1} names, at most {MOST_NAMES}"]
    assert surface_faults(["b", "a", "a"], {"a": 1}) == ["a is shown twice", "b is not there", "not in order"]
