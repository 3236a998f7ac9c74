"""Law: every engine has a public surface, a verifier of its own and a page that says what it cannot do."""

from __future__ import annotations

import importlib
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


@pytest.mark.parametrize("name", ["timetable", "panels", "definition", "localtime"])
def test_an_engine_shows_a_small_surface(name: str) -> None:
    engine = importlib.import_module(f"shelterbelt.learn.engine.{name}")
    assert len(engine.__all__) == len(set(engine.__all__))
    assert [public for public in engine.__all__ if not hasattr(engine, public)] == []
