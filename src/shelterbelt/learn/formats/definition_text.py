"""New values put into an existing text, so that the comments people wrote stay where they are.

The text is cut at its `[table]` and `[[series]]` headers, each with the comments above it. Every piece is edited by
itself and the pieces are put together again in the wanted order. What comes out is read back and compared with what was
wanted; where a text is written in a way that this cannot follow, it is written anew, without its comments.
"""

from __future__ import annotations

import tomllib
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.items import AoT

from shelterbelt.learn.engine.definition.places import find_places

if TYPE_CHECKING:
    from collections.abc import Sequence

Values = dict[str, Any]
_HEAD = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text, and whether the comments of the old one are in it."""

    text: str
    keeps_comments: bool


def rewrite(text: str, wanted: Values, order: Sequence[int | None]) -> Rewritten:
    """The text with other values.

    Args:
        text: valid TOML.
        wanted: the values it shall have.
        order: for each wanted series its place in `text`, None for a new one.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if tomllib.loads(text) == wanted:
        return Rewritten(text, keeps_comments=True)
    try:
        kept = _edited(text, wanted, order)
        if tomllib.loads(kept) == wanted:
            return Rewritten(kept, keeps_comments=True)
    except Exception:  # noqa: BLE001, S110 -- whatever an unusual text does to the editor, the plain way is left
        pass
    return Rewritten(tomlkit.dumps(wanted), keeps_comments="#" not in text)


def _edited(text: str, wanted: Values, order: Sequence[int | None]) -> str:
    pieces = _pieces(text)
    series = [piece for name, piece in pieces if name == "series"]
    made: list[str] = []
    has_series = False
    for name, piece in pieces:
        if name == "series":
            if not has_series:
                made += _all_series(series, wanted, order)
                has_series = True
        elif name == _HEAD:
            tables = {found for found, _piece in pieces}
            loose = {key: value for key, value in wanted.items() if key not in tables and not _is_part(value)}
            made.append(_merged(piece, loose))
        elif name in wanted:
            made.append(_merged(piece, {name: wanted[name]}))
    known = {name for name, _piece in pieces}
    made += [
        tomlkit.dumps({name: value})
        for name, value in wanted.items()
        if name not in known and _is_part(value)
    ]
    return "\n\n".join(part.strip("\n") for part in made if part.strip()) + "\n"


def _all_series(pieces: list[str], wanted: Values, order: Sequence[int | None]) -> list[str]:
    made = []
    for one, origin in zip(wanted.get("series", []), order, strict=True):
        known = origin is not None and origin < len(pieces)
        piece = pieces[origin] if known and origin is not None else "[[series]]\n"
        made.append(_merged(piece, {"series": [one]}))
    return made


def _is_part(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _pieces(text: str) -> list[tuple[str, str]]:
    """The text cut before each header of a top-level table or series: its name and its lines."""
    lines = text.split("\n")
    cuts: list[tuple[int, str]] = []
    for path, place in find_places(text).items():
        is_series = len(path) == 2 and path[0] == "series" and isinstance(path[1], int)  # noqa: PLR2004
        if (len(path) == 1 or is_series) and lines[place.line - 1].lstrip().startswith("["):
            cuts.append((_above(lines, place.line - 1), str(path[0])))
    starts = sorted(set(cuts))
    pieces = [(_HEAD, "\n".join(lines[: starts[0][0] if starts else len(lines)]))]
    for (first, name), (after, _next) in zip(starts, [*starts[1:], (len(lines), "")], strict=True):
        pieces.append((name, "\n".join(lines[first:after]).rstrip("\n") + "\n"))
    return pieces


def _above(lines: list[str], line: int) -> int:
    while line and lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _merged(piece: str, wanted: Values) -> str:
    document = tomlkit.parse(piece)
    _merge(document, wanted)
    return tomlkit.dumps(document)


def _merge(there: MutableMapping[str, Any], wanted: Values) -> None:
    for key in [key for key in there if key not in wanted]:
        del there[key]
    for key, value in wanted.items():
        old = there.get(key)
        if isinstance(value, dict) and isinstance(old, MutableMapping):
            _merge(old, value)
        elif key == "series" and old is not None:
            _merge(old[0], value[0])
        elif isinstance(old, AoT) and _is_part(value):
            _merge_rows(old, value)
        elif key not in there or tomlkit.item(value) != old or type(value) is not type(_plain(old)):
            there[key] = _inline(value)


def _merge_rows(there: AoT, wanted: Sequence[Values]) -> None:
    while len(there) > len(wanted):
        del there[-1]
    for place, one in enumerate(wanted):
        if place < len(there):
            _merge(there[place], one)
        else:
            there.append(tomlkit.item(one))


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value


def _inline(value: Any) -> Any:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        return table
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = tomlkit.array()
        for one in value:
            rows.append(_inline(one))
        return rows.multiline(True)
    return value
