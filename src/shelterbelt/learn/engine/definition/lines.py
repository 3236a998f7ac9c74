"""Single lines of canonical TOML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomlkit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shelterbelt.learn.engine.definition.problem import Text

Value = str | int | bool


def text_lines(key: str, text: Text | None) -> list[str]:
    """One line for each language; none when there is no text."""
    if text is None:
        return []
    if not text.by_language:
        return [f"{key} = {{}}"]
    return [f"{key}.{tag} = {value_shown(words)}" for tag, words in text.by_language]


def listed(key: str, values: Iterable[str | int]) -> str:
    """`key = [a, b]`."""
    return f"{key} = [{', '.join(value_shown(value) for value in values)}]"


def pair(key: str, value: Value) -> str:
    """`key = value`."""
    return f"{key} = {value_shown(value)}"


def value_shown(value: Value) -> str:
    """One value as TOML writes it."""
    return tomlkit.item(value).as_string()
