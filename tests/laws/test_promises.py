"""Law: a promise names tests that exist, or it is worded as an intention."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from tests.laws.source import ROOT, Ruling

_ROW = re.compile(r"^\| (\d+[a-z]?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_TEST = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")
INTENTION = "We intend"


def faults(text: str, root: Path) -> Ruling:
    """Promises without a test that exists, and intentions that name one."""
    found: list[str] = []
    rows = _ROW.findall(text)
    numbers = [number for number, _promise, _figure, _tests in rows]
    found += [f"{number}: twice" for number in sorted({one for one in numbers if numbers.count(one) > 1})]
    for number, promise, figure, tests in rows:
        named = _TEST.findall(tests)
        if promise.startswith(INTENTION) is bool(named):
            found.append(f"{number}: a promise names a test, an intention names none")
        if not figure.strip("- "):
            found.append(f"{number}: no figure")
        found += [
            f"{number}: no test {path}::{name}" for path, name in named if not _exists(root / path, name)
        ]
    return Ruling(len(rows), tuple(found))


def _exists(path: Path, name: str) -> bool:
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return name in names if name else any(each.startswith("test_") for each in names)


@pytest.mark.parametrize("page", ["promises.md", "asvs.md"])
def test_every_test_that_is_named_exists(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    named = _TEST.findall(text)
    assert len(named) > 20
    assert [f"{path}::{name}" for path, name in named if not _exists(ROOT / path, name)] == []


def test_promises_are_kept_by_tests_or_are_intentions() -> None:
    ruling = faults((ROOT / "docs/promises.md").read_text(encoding="utf-8"), ROOT)
    assert ruling.inspected >= 25
    assert ruling.found == ()


def test_promises_catch_a_planted_fault() -> None:
    text = (
        "| 1 | We keep it. | 0 | - |\n"
        "| 2 | We intend to. | none | `tests/laws/test_promises.py` |\n"
        "| 2 | We keep it. | - | `tests/laws/test_promises.py::test_nothing` |\n"
        "| 3 | We keep it. | 0 | `tests/laws/test_promises.py` |\n"
    )
    assert faults(text, ROOT).found == (
        "2: twice",
        "1: a promise names a test, an intention names none",
        "2: a promise names a test, an intention names none",
        "2: no figure",
        "2: no test tests/laws/test_promises.py::test_nothing",
    )
