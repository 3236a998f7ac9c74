"""The command line: works with no setting at all, says what is wrong, and leaves no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shelterbelt import __version__


def _run(home: Path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(home), "XDG_DATA_HOME": str(home)}
    if "PYTHONPATH" in os.environ:
        kept["PYTHONPATH"] = os.environ["PYTHONPATH"]
    return subprocess.run(
        [sys.executable, "-m", "shelterbelt", *arguments],
        env={**kept, **given},
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        timeout=120,
    )


def test_without_any_setting_it_tells_what_it_can_do(tmp_path: Path) -> None:
    answer = _run(tmp_path, "--help")
    assert answer.returncode == 0, answer.stderr
    for command in ("plan", "serve", "doctor", "backup", "restore", "audit"):
        assert f"\n    {command} " in answer.stdout, command
    assert answer.stderr == ""


def test_it_knows_its_version(tmp_path: Path) -> None:
    assert _run(tmp_path, "--version").stdout.strip() == f"shelterbelt {__version__}"


@pytest.mark.parametrize("arguments", [(), ("dance",), ("plan", "--dance")])
def test_a_command_that_is_not_understood_is_told_so(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    answer = _run(tmp_path, *arguments)
    assert answer.returncode == 2
    assert "usage: shelterbelt" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({"SHELTERBELT_MODE": "production"}, "SHELTERBELT_BASE_URL"),
        ({"SHELTERBELT_MODE": "productoin"}, "SHELTERBELT_MODE"),
        ({"SHELTERBELT_PORT": "http"}, "SHELTERBELT_PORT"),
    ],
)
def test_an_unsafe_setting_is_named_without_a_traceback(
    tmp_path: Path, given: dict[str, str], setting: str
) -> None:
    answer = _run(tmp_path, "doctor", **given)
    assert answer.returncode == 1
    assert setting in answer.stderr
    assert "Traceback" not in answer.stderr


def test_nothing_is_written_outside_the_data_folder(tmp_path: Path) -> None:
    _run(tmp_path, "--help")
    assert {path.name for path in tmp_path.iterdir()} <= {"shelterbelt"}
