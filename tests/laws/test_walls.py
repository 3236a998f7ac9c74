"""Law: the import contracts hold, and each of them catches a planted fault."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.laws.source import ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
    command = [str(LINT), "--no-cache", "--config", str(folder / ".importlinter")]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / ".importlinter", tmp_path)
    ignored = shutil.ignore_patterns("__pycache__", "*.mo", "*.po", "static", "templates")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=ignored)
    return tmp_path


def test_walls_hold() -> None:
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("place", "line", "contract"),
    [
        ("ground/clock.py", "import shelterbelt.people.choices", "The ladder"),
        ("learn/choices.py", "import shelterbelt.learn.models", "Inside a slice"),
        ("learn/engine/panels/plan.py", "import django", "Engines know no framework"),
        ("learn/engine/panels/plan.py", "import shelterbelt.learn.engine.timetable", "Engines do not know"),
        ("learn/pages/__init__.py", "import shelterbelt.learn.models", "Pages never touch tables"),
    ],
)
def test_walls_catch_a_planted_fault(copy: Path, place: str, line: str, contract: str) -> None:
    target = copy / "src/shelterbelt" / place
    target.write_text(f"{line}\n", encoding="utf-8")
    result = _lint(copy)
    assert result.returncode == 1
    broken = [text for text in result.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(text.startswith(contract) for text in broken), result.stdout


def test_walls_are_exhaustive(copy: Path) -> None:
    (copy / "src/shelterbelt/drawer.py").write_text("", encoding="utf-8")
    assert _lint(copy).returncode == 1
