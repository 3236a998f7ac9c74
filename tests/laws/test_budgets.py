"""Law: files, functions, classes, views and templates stay small, and nothing is imported inside a function."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from tests.laws.source import ROOT, Ruling, files, length, modules

FILE, TEST_FILE, FUNCTION, CLASS, VIEW, TEMPLATE = 400, 600, 60, 250, 25, 150


def budgets(root: Path) -> Ruling:
    """Every place over its budget."""
    found: list[str] = []
    inspected = 0
    for path, tree in modules(root):
        inspected += 1
        place = path.relative_to(root).as_posix()
        lines = len(path.read_text(encoding="utf-8").splitlines())
        most = TEST_FILE if place.startswith("tests/") else FILE
        if lines > most:
            found.append(f"{place}: file of {lines} lines, at most {most}")
        found += [
            f"{place}:{line}: {what}" for line, what in _inside(tree, is_test=place.startswith("tests/"))
        ]
    for path in files(root, ".html"):
        inspected += 1
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > TEMPLATE:
            found.append(
                f"{path.relative_to(root).as_posix()}: template of {lines} lines, at most {TEMPLATE}"
            )
    return Ruling(inspected, tuple(found))


def _inside(tree: ast.Module, *, is_test: bool) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            most = VIEW if _is_view(node) else FUNCTION
            if length(node) > most:
                found.append((node.lineno, f"{node.name} of {length(node)} lines, at most {most}"))
            if not is_test:
                found += [
                    (inner.lineno, f"import inside {node.name}")
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
        if isinstance(node, ast.ClassDef) and length(node) > CLASS:
            found.append((node.lineno, f"class {node.name} of {length(node)} lines, at most {CLASS}"))
    return found


def _is_view(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "page"
        for decorator in node.decorator_list
    )


def test_budgets_hold() -> None:
    excused = tomllib.loads((ROOT / "tests/laws/exceptions.toml").read_text(encoding="utf-8"))
    ruling = budgets(ROOT)
    exceptions = {entry["place"] for entry in excused.get("exception", [])}
    assert ruling.inspected > 100
    assert len(exceptions) <= excused["most"]
    assert [found for found in ruling.found if found.split(":")[0] not in exceptions] == []


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("src/a.py", "x = 1\n" * 401, "src/a.py: file of 401 lines, at most 400"),
        ("tests/a.py", "x = 1\n" * 601, "tests/a.py: file of 601 lines, at most 600"),
        ("src/a.py", "def f():\n" + "    x = 1\n" * 60, "src/a.py:1: f of 61 lines, at most 60"),
        ("src/a.py", "class A:\n" + "    x = 1\n" * 250, "src/a.py:1: class A of 251 lines, at most 250"),
        ("src/a.py", "@page('x')\ndef f(r):\n" + "    x = 1\n" * 25, "src/a.py:2: f of 26 lines, at most 25"),
        ("src/a.py", "def f():\n    import os\n", "src/a.py:2: import inside f"),
        ("src/a.html", "<p>\n" * 151, "src/a.html: template of 151 lines, at most 150"),
    ],
)
def test_budgets_catch_a_planted_fault(tmp_path: Path, name: str, text: str, finding: str) -> None:
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert budgets(tmp_path).found == (finding,)
