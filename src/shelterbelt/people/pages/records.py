"""What is held about a person, as titled lists of records that a page can show."""

from collections.abc import Mapping
from typing import Any

from shelterbelt.people.pages.privacy import holding_titles

Pairs = list[tuple[str, str]]


def readable(held: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, list[tuple[str, list[Pairs]]]]]:
    """An export by holding, in the reader's words: title of the holding, then its lists; empty ones are left out."""
    titles = holding_titles()
    return [
        (titles.get(holding, holding), _readable(told))
        for holding, told in held.items()
        if any(told.values())
    ]


def _readable(told: object) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """A holding's export as titled lists of records, each a list of pairs."""
    if not isinstance(told, dict):
        return []
    return [(str(name).replace("_", " "), _records(value)) for name, value in told.items() if value]


def _records(value: object) -> list[list[tuple[str, str]]]:
    if isinstance(value, list | tuple):
        return [pair for one in value for pair in _records(one)]
    if isinstance(value, dict):
        nested = [
            one
            for inner in value.values()
            if isinstance(inner, list) and not _is_flat(inner)
            for one in _records(inner)
        ]
        plain = [
            (str(name).replace("_", " "), _text(inner))
            for name, inner in value.items()
            if inner not in (None, "", []) and (not isinstance(inner, list | dict) or _is_flat(inner))
        ]
        return [plain, *nested] if plain else nested
    return [[("", str(value))]]


def _is_flat(value: object) -> bool:
    return isinstance(value, list) and all(not isinstance(one, list | dict) for one in value)


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")
