"""Who uses which function of ours: names followed through imports, as far as the source tells without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.laws.source import modules, walked

Key = tuple[str, str]
"""A dotted module and the name of a function at its top."""


REGISTRIES = frozenset({"register", "register_others", "register_reader", "register_finder"})
"""What a slice calls when it starts, to say how it hands out, erases, finds and reads what it holds."""


@dataclass(frozen=True)
class Uses:
    """Functions at the top of modules, what each of them uses, and who uses it.

    `of` holds what stands outside any function under the name ''.
    """

    functions: Mapping[Key, ast.FunctionDef]
    of: Mapping[Key, frozenset[Key]]
    by: Mapping[Key, frozenset[Key]] = field(default_factory=dict)


@cache
def uses_in(source: Path) -> Uses:
    """Everything below `source`, which is the folder that holds the package."""
    trees = {_dotted(path.relative_to(source)): tree for path, tree in modules(source)}
    known = {name: _imports(tree, trees) for name, tree in trees.items()}
    functions = {
        (name, node.name): node
        for name, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    of: dict[Key, frozenset[Key]] = {}
    for name, tree in trees.items():
        rest: list[ast.stmt] = []
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                of[name, node.name] = frozenset(_meant(name, [node], known, functions))
            else:
                rest.append(node)
        of[name, ""] = frozenset(_meant(name, rest, known, functions))
    by: dict[Key, set[Key]] = {}
    for user, used in of.items():
        for key in used - {user}:
            by.setdefault(key, set()).add(user)
    return Uses(functions, of, {key: frozenset(users) for key, users in by.items()})


@cache
def registered_in(source: Path) -> Mapping[Key, frozenset[str]]:
    """Functions that are handed to a registry, with the word under which they are: `register(..., erase=erase_it)`."""
    uses = uses_in(source)
    trees = {_dotted(path.relative_to(source)): tree for path, tree in modules(source)}
    known = {name: _imports(tree, trees) for name, tree in trees.items()}
    found: dict[Key, set[str]] = {}
    for name, tree in trees.items():
        for node in _everything(tree):
            if isinstance(node, ast.Call) and _last(node.func) in REGISTRIES:
                handed = [("", value) for value in node.args]
                for word, value in [*handed, *((each.arg or "", each.value) for each in node.keywords)]:
                    for key in _meant(name, [value], known, uses.functions):
                        found.setdefault(key, set()).add(word)
    return {key: frozenset(words) for key, words in found.items()}


def _last(node: ast.AST | None) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _everything(tree: ast.Module) -> Iterator[ast.AST]:
    return (node for part in tree.body for node in walked(part))


def _imports(tree: ast.Module, trees: Mapping[str, ast.Module]) -> dict[str, Key]:
    """Local names: a module as (module, ''), anything else as (module, name)."""
    found: dict[str, Key] = {}
    for node in _everything(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found[alias.asname or alias.name] = (
                    (whole, "") if whole in trees else (node.module, alias.name)
                )
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _late(node.value):
            found[node.targets[0].id] = (_late(node.value), "")
    return found


def _late(node: ast.AST) -> str:
    """The module that `import_module("a.b")` gives; empty for anything else."""
    if isinstance(node, ast.Call) and _last(node.func) == "import_module":
        given = node.args[0]
        return str(given.value) if isinstance(given, ast.Constant) else ""
    return ""


def _meant(
    name: str,
    nodes: list[ast.stmt] | list[ast.expr] | list[ast.FunctionDef],
    known: Mapping[str, Mapping[str, Key]],
    functions: Mapping[Key, ast.FunctionDef],
) -> Iterator[Key]:
    for node in (inner for outer in nodes for inner in walked(outer)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found = (name, node.id) if (name, node.id) in functions else known[name].get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module, inside = known[name].get(node.value.id, ("", "?"))
            found = (module, node.attr) if not inside else None
        elif isinstance(node, ast.Attribute) and _late(node.value):
            found = (_late(node.value), node.attr)
        else:
            continue
        found = _followed(found, known, functions)
        if found:
            yield found


def _followed(
    key: Key | None, known: Mapping[str, Mapping[str, Key]], functions: Mapping[Key, ast.FunctionDef]
) -> Key | None:
    """Through a package's `__init__` to where the function stands."""
    for _ in range(4):
        if key is None or key in functions:
            return key
        key = known.get(key[0], {}).get(key[1])
    return None
