"""Law: every test module is collected: no two that lie in no package have one name, or pytest passes over the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.laws.source import ROOT


def clashes(modules: Iterable[Path]) -> list[str]:
    """Names under which pytest would import more than one of the modules."""
    names = Counter(_imported_as(module) for module in modules)
    return sorted(name for name, count in names.items() if count > 1)


def _imported_as(module: Path) -> str:
    parts = [module.stem]
    folder = module.parent
    while (folder / "__init__.py").exists():
        parts.append(folder.name)
        folder = folder.parent
    return ".".join(reversed(parts))


def test_every_test_module_is_collected() -> None:
    modules = list((ROOT / "tests").rglob("*.py"))
    assert len(modules) > 200
    assert clashes(module for module in modules if module.name != "__init__.py") == []


def test_two_modules_of_one_name_are_found(tmp_path: Path) -> None:
    for place in ("one/test_same.py", "other/test_same.py", "packed/test_same.py", "packed/__init__.py"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).touch()
    assert clashes(tmp_path.rglob("test_*.py")) == ["test_same"]
