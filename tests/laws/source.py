"""What the laws inspect: source files below a root, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {"migrations", "node_modules", ".venv", "__pycache__", ".git", ".run"}


@dataclass(frozen=True)
class Ruling:
    """What a law looked at and what it found, each finding as `place: what`."""

    inspected: int
    found: tuple[str, ...]


def files(root: Path, *suffixes: str) -> Iterator[Path]:
    """Files below `root` with one of the suffixes, in order, leaving out what nobody writes by hand."""
    for path in sorted(root.rglob("*")):
        if path.suffix in suffixes and not SKIPPED & set(path.relative_to(root).parts):
            yield path


def modules(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Python modules below `root`, parsed."""
    for path in files(root, ".py"):
        yield path, _parsed(path, path.stat().st_mtime_ns)


@cache
def _parsed(path: Path, _written: int) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def walked(node: ast.AST) -> tuple[ast.AST, ...]:
    """A node and everything in it, looked up once: walking costs more than judging."""
    return tuple(ast.walk(node))


def length(node: ast.AST) -> int:
    """Lines a definition takes, its decorators left out."""
    return int(getattr(node, "end_lineno", 0) or 0) - int(getattr(node, "lineno", 0)) + 1


def is_part_of_an_act(node: ast.FunctionDef) -> bool:
    """Whether a function of services says of itself that it only ever runs inside another service's act.

    Its docstring says "a part of another service's act" or "a part of an act that is open".
    """
    told = " ".join((ast.get_docstring(node) or "").lower().split())
    return "a part of another service's act" in told or "a part of an act that is open" in told
