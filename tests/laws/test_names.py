"""Law: no junk drawers, no private clocks, no unseeded randomness, no signals, services say who acts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.laws.callers import Key, registered_in, uses_in
from tests.laws.source import ROOT, Ruling, is_part_of_an_act, modules

JUNK = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc", "lib"}
CLOCKS = {"now", "utcnow", "today"}
CLOCK_FILES = {
    "shelterbelt/ground/clock.py",
    # What the demonstration moves is measured against the real clock.
    "shelterbelt/demonstration/days.py",
    "shelterbelt/demonstration/note.py",
    "shelterbelt/demonstration/timeline.py",
}


def names(source: Path) -> Ruling:
    """Modules with a name that says nothing, and code that asks another clock or another dice."""
    found: list[str] = []
    inspected = 0
    for path, tree in modules(source):
        inspected += 1
        place = path.relative_to(source).as_posix()
        if JUNK & set(path.relative_to(source).with_suffix("").parts):
            found.append(f"{place}: a name that says nothing")
        for node in ast.walk(tree):
            found += [f"{place}:{getattr(node, 'lineno', 0)}: {what}" for what in _faults(node, place)]
    return Ruling(inspected, tuple(found))


def _faults(node: ast.AST, place: str) -> list[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = ast.unparse(node.func.value)
        is_clock = node.func.attr in CLOCKS and owner.split(".")[-1] in {"datetime", "date", "timezone"}
        if is_clock and place not in CLOCK_FILES:
            return [f"asks {owner}.{node.func.attr} instead of ground.clock"]
        if owner == "random" and node.func.attr != "Random":
            return ["randomness without a generator that was passed"]
    if isinstance(node, ast.ImportFrom) and node.module in {"django.db.models.signals", "django.dispatch"}:
        return ["a signal"]
    return []


def services(source: Path) -> Ruling:
    """Public functions of services that do not say who acts, or take arguments by position.

    What a registry calls is no service: a holding is handed out and erased inside the act of ground.holdings, with a
    person's id alone, and what an application's start calls acts for nobody.
    """
    found: list[str] = []
    inspected = 0
    called_by_registries = registered_in(source)
    for path, tree in modules(source):
        place = path.relative_to(source)
        if "services" not in place.with_suffix("").parts or "ground" in place.parts:
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            key = (".".join(place.with_suffix("").parts), node.name)
            if is_part_of_an_act(node) or key in called_by_registries or _is_of_the_start(source, key):
                continue
            inspected += 1
            keywords = [argument.arg for argument in node.args.kwonlyargs]
            if node.args.args or node.args.posonlyargs:
                found.append(f"{place.as_posix()}: {node.name} takes arguments by position")
            if not keywords or keywords[0] != "by":
                found.append(f"{place.as_posix()}: {node.name} does not begin with `by`")
    return Ruling(inspected, tuple(found))


def _is_of_the_start(source: Path, key: Key) -> bool:
    users = uses_in(source).by.get(key, frozenset())
    return bool(users) and all(module.rpartition(".")[2] == "apps" for module, _name in users)


def test_names_say_something() -> None:
    ruling = names(ROOT / "src")
    assert ruling.inspected > 50
    assert ruling.found == ()


def test_services_say_who_acts() -> None:
    ruling = services(ROOT / "src")
    assert ruling.inspected > 10
    assert ruling.found == ()


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("a/utils.py", "", "a/utils.py: a name that says nothing"),
        ("a/b.py", "import datetime\ndatetime.datetime.now()", "a/b.py:2: asks datetime.datetime instead"),
        (
            "a/b.py",
            "import random\nrandom.random()",
            "a/b.py:2: randomness without a generator that was passed",
        ),
        ("a/b.py", "from django.dispatch import receiver", "a/b.py:1: a signal"),
    ],
)
def test_names_catch_a_planted_fault(tmp_path: Path, name: str, text: str, finding: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = names(tmp_path).found
    assert len(found) == 1
    assert found[0].startswith(finding.split(" instead", maxsplit=1)[0])


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("def send_it(*, to): ...", "x/services.py: send_it does not begin with `by`"),
        ("def send_it(to, *, by): ...", "x/services.py: send_it takes arguments by position"),
        ('def send_it(to, *, by):\n    """A part."""', "x/services.py: send_it takes arguments by position"),
    ],
)
def test_services_catch_a_planted_fault(tmp_path: Path, text: str, finding: str) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/services.py").write_text(text, encoding="utf-8")
    assert services(tmp_path).found == (finding,)


def test_only_what_a_registry_calls_may_act_for_nobody(tmp_path: Path) -> None:
    (tmp_path / "x/services").mkdir(parents=True)
    (tmp_path / "x/services/held_notes.py").write_text(
        "def erase_notes(person): ...\ndef find_note(actor, note): ...\ndef release_note(note): ...\n"
        "def begin(): register_finder('notes', find=find_note)\n",
        encoding="utf-8",
    )
    (tmp_path / "x/apps.py").write_text(
        "class X:\n    def ready(self):\n        held = import_module('x.services.held_notes')\n"
        "        held.begin()\n        register('x.notes', erase=held.erase_notes)\n",
        encoding="utf-8",
    )
    assert services(tmp_path) == Ruling(
        1,
        (
            "x/services/held_notes.py: release_note takes arguments by position",
            "x/services/held_notes.py: release_note does not begin with `by`",
        ),
    )
