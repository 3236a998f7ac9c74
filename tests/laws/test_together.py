"""Law: tests that share something dear run on one worker, and the longest are begun first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fixtures.together import FIRST, WHOLE, group_of, turn_of
from tests.laws.source import ROOT

_RECORDS = """
import os, pathlib, pytest

@pytest.mark.parametrize("number", range(8))
def test_who(number):
    with pathlib.Path(__file__).with_suffix(".who").open("a") as file:
        file.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def lost(root: Path) -> list[str]:
    """Paths of the tables that lead nowhere."""
    places = [*WHOLE, *(place for place in FIRST if place not in WHOLE.values())]
    return [place for place in places if not (root / place).exists()]


def test_every_path_is_there() -> None:
    assert len(WHOLE) > 5
    assert lost(ROOT) == []


def test_a_path_that_is_gone_is_found(tmp_path: Path) -> None:
    assert lost(tmp_path)[: len(WHOLE)] == list(WHOLE)


@pytest.mark.parametrize(
    ("node", "group", "turn"),
    [
        ("tests/journeys/test_every_page.py::test_a[x/y::z]", "every page", 0),
        ("tests/laws/test_matrix.py::test_a", "tests/laws/test_matrix.py::test_a", 1),
        ("tests/journeys/test_leaving.py::test_a[x/y::z]", "journeys", 2),
        ("tests/demonstration/test_load.py::test_a", "demonstration", 3),
        (
            "tests/demonstration/test_pages.py::test_a",
            "tests/demonstration/test_pages.py::test_a",
            len(FIRST),
        ),
        ("tests/test_cli.py::test_a", "tests/test_cli.py::test_a", len(FIRST)),
    ],
)
def test_group_and_turn_follow_from_the_path(node: str, group: str, turn: int) -> None:
    assert (group_of(node), turn_of(node)) == (group, turn)


def test_a_group_stays_on_one_worker_and_others_do_not(tmp_path: Path) -> None:
    for place in (
        "tests/demonstration/test_crawl.py",
        "tests/demonstration/test_load.py",
        "tests/test_free.py",
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(_RECORDS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "-q",
        "-p",
        "tests.fixtures.together",
        "-p",
        "no:django",
    ]
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    who = {path.stem: path.read_text().split() for path in tmp_path.rglob("*.who")}
    assert {name: len(each) for name, each in who.items()} == {
        "test_crawl": 8,
        "test_load": 8,
        "test_free": 8,
    }
    assert len({*who["test_crawl"], *who["test_load"]}) == 1
    assert set(who["test_free"]) != set(who["test_load"])
