"""Law: what says of itself that it is a part of another service's act is used inside such an act and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.laws.callers import Key, Uses, registered_in, uses_in
from tests.laws.source import ROOT, Ruling, is_part_of_an_act, walked

RECORDING = "shelterbelt.ground.audit.recording"


def parts_outside(source: Path, recording: str = RECORDING) -> Ruling:
    """Parts of acts that something outside every act uses, or that nothing uses.

    Inside is who opens an act, who erases a holding (`erase_person` has opened one), and whoever is used
    only by those who are inside. A circle without a beginning is outside.

    Args:
        source: the folder that holds the package.
        recording: the module with `act`.
    """
    uses = uses_in(source)
    inside = {key for key in uses.functions if _opens(uses, key, (recording, "act"))}
    inside |= {key for key, words in registered_in(source).items() if "erase" in words}
    while fresh := {
        key for key in uses.functions if key not in inside and uses.by.get(key) and uses.by[key] <= inside
    }:
        inside |= fresh
    parts = sorted(key for key, node in uses.functions.items() if is_part_of_an_act(node))
    found: list[str] = []
    for key in parts:
        users = uses.by.get(key, frozenset())
        if not users:
            found.append(f"{_said(key)}: used by nobody")
        found += [f"{_said(key)}: used by {_said(user)}, outside any act" for user in sorted(users - inside)]
    return Ruling(len(parts), tuple(found))


def _opens(uses: Uses, key: Key, act: Key) -> bool:
    """Whether a function has a `with` upon an act, or upon a context of ours that opens one."""
    opened = uses.of[key] & {act, *(used for used in uses.of[key] if _is_context(uses, used))}
    names = {name for _module, name in opened if (_module, name) == act or _opens(uses, (_module, name), act)}
    return any(
        isinstance(node, ast.With) and any(_called(item.context_expr) in names for item in node.items)
        for node in walked(uses.functions[key])
    )


def _is_context(uses: Uses, key: Key) -> bool:
    node = uses.functions.get(key)
    return node is not None and any("contextmanager" in ast.unparse(one) for one in node.decorator_list)


def _called(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else None
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _said(key: Key) -> str:
    return f"{key[0].removeprefix('shelterbelt.')}.{key[1] or '(top)'}"


def test_parts_of_acts_are_inside_one() -> None:
    ruling = parts_outside(ROOT / "src")
    assert ruling.inspected > 20
    assert ruling.found == ()


_PART = '''
def mark(row):
    """Write it down. A part of another service's act."""
'''
_AUDIT = "def act(verb): ...\n"


@pytest.mark.parametrize(
    ("users", "found"),
    [
        ("from x.audit import act\nfrom x.part import mark\ndef do():\n    with act('x'): mark(1)\n", ()),
        (
            (
                "from contextlib import contextmanager\nfrom x import audit, part\n"
                "@contextmanager\ndef opened():\n    with audit.act('x'): yield\n"
                "def do():\n    with opened(): _each()\ndef _each(): part.mark(1)\n"
            ),
            (),
        ),
        ("from x.part import mark\ndef erase(person): mark(person)\nregister('x', erase=erase)\n", ()),
        (
            "from x.part import mark\ndef find(row): mark(row)\nregister_finder('x', find=find)\n",
            ("x.part.mark: used by x.use.find, outside any act",),
        ),
        ("from x.part import mark\ndef do(): mark(1)\n", ("x.part.mark: used by x.use.do, outside any act",)),
        (
            (
                "from x import audit\nfrom x.part import mark\ndef do():\n    with audit.act('x'): _each()\n"
                "def look(): _each()\ndef _each(): mark(1)\n"
            ),
            ("x.part.mark: used by x.use._each, outside any act",),
        ),
        (
            "from x import audit\nfrom x.part import mark\ndef do():\n    audit.act('x')\n    mark(1)\n",
            ("x.part.mark: used by x.use.do, outside any act",),
        ),
        ("from x.part import mark\nmark(1)\n", ("x.part.mark: used by x.use.(top), outside any act",)),
        (
            "from x.part import mark\ndef do(): again(); mark(1)\ndef again(): do()\n",
            ("x.part.mark: used by x.use.do, outside any act",),
        ),
        ("", ("x.part.mark: used by nobody",)),
    ],
)
def test_acts_catch_a_planted_fault(tmp_path: Path, users: str, found: tuple[str, ...]) -> None:
    (tmp_path / "x").mkdir()
    for name, text in {"audit": _AUDIT, "part": _PART, "use": users, "__init__": ""}.items():
        (tmp_path / f"x/{name}.py").write_text(text, encoding="utf-8")
    assert parts_outside(tmp_path, "x.audit") == Ruling(1, found)
