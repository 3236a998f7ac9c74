"""Where each key and value of a TOML text stands, so that a mistake can name its line.

The standard library's reader gives values without places. This scanner runs after it has accepted
the text, so it need not judge anything: it only walks keys, tables and arrays (TOML 1.0.0).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from dataclasses import dataclass

Path = tuple[str | int, ...]

#: Deeper keys are not part of the schema; a mistake in them is placed at their eighth level.
_DEEPEST = 8

_BLANK = " \t\n\r"


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, both counted from 1; a column counts characters."""

    line: int
    column: int


def find_places(text: str) -> dict[Path, Place]:
    """The place of every key, table header and array element of a valid TOML text whose lines end in LF."""
    scanner = _Scanner(text)
    scanner.run()
    return scanner.places


def nearest_place(places: dict[Path, Place], path: Path) -> Place:
    """The place of `path`, else of the closest table around it, else the first line."""
    for length in range(min(len(path), _DEEPEST), 0, -1):
        place = places.get(path[:length])
        if place is not None:
            return place
    return Place(1, 1)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places: dict[Path, Place] = {}
        self.table: Path = ()
        self.rows: dict[Path, int] = {}
        self.line_starts = [0]
        self.line_starts += [index + 1 for index, letter in enumerate(text) if letter == "\n"]

    def run(self) -> None:
        while self._skip_to_content():
            if self.text[self.at] == "[":
                self._header()
            else:
                self._pair(self.table)

    def _note(self, path: Path, at: int) -> None:
        if len(path) <= _DEEPEST and path not in self.places:
            line = bisect_right(self.line_starts, at)
            self.places[path] = Place(line, at - self.line_starts[line - 1] + 1)

    def _skip_to_content(self) -> bool:
        text, size = self.text, len(self.text)
        while self.at < size:
            if text[self.at] == "#":
                end = text.find("\n", self.at)
                self.at = size if end < 0 else end
            elif text[self.at] in _BLANK:
                self.at += 1
            else:
                return True
        return False

    def _header(self) -> None:
        start = self.at
        is_row = self.text.startswith("[[", self.at)
        self.at += 2 if is_row else 1
        parts = self._key_parts()[: _DEEPEST + 1]
        self.at += 2 if is_row else 1
        path: Path = ()
        for part in parts[:-1]:
            path = self._inside((*path, part), start)
        path = (*path, parts[-1])
        self._note(path, start)
        if is_row:
            self.rows[path] = self.rows.get(path, 0) + 1
            path = self._inside(path, start)
        self.table = path

    def _inside(self, path: Path, start: int) -> Path:
        self._note(path, start)
        if path in self.rows:
            path = (*path, self.rows[path] - 1)
            self._note(path, start)
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        parts = self._key_parts()
        path = table
        for part in parts:
            if len(path) > _DEEPEST:
                break
            path = (*path, part)
            self._note(path, start)
        self.at += 1  # the equals sign
        self._value(path)

    def _key_parts(self) -> list[str]:
        """Reads a dotted key and stops at the sign after it."""
        parts: list[str] = []
        while True:
            self._skip_spaces()
            start = self.at
            if self.text[start] in "\"'":
                self._string()
                parts.append(_unquoted(self.text[start : self.at]))
            else:
                while self.text[self.at] not in " \t.=]":
                    self.at += 1
                parts.append(self.text[start : self.at])
            self._skip_spaces()
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def _skip_spaces(self) -> None:
        while self.text[self.at] in " \t":
            self.at += 1

    def _value(self, path: Path) -> None:
        self._skip_spaces()
        sign = self.text[self.at]
        if sign in "\"'":
            self._string()
        elif sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline_table(path)
        else:
            size = len(self.text)
            while self.at < size and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._skip_to_content() and self.text[self.at] != "]":
            self._note((*path, index), self.at)
            self._value((*path, index))
            index += 1
            self._skip_to_content()
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._skip_to_content() and self.text[self.at] != "}":
            self._pair(path)
            self._skip_to_content()
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1

    def _string(self) -> None:
        text = self.text
        quote = text[self.at]
        fence = quote * 3
        if not text.startswith(fence, self.at):
            self.at = self._closing(quote, self.at + 1) + 1
            return
        end = self._closing(fence, self.at + 3) + 3
        # Up to two quotes may stand right before the closing three.
        for _ in range(2):
            if text.startswith(quote, end):
                end += 1
        self.at = end

    def _closing(self, fence: str, at: int) -> int:
        text = self.text
        while not text.startswith(fence, at):
            at += 2 if fence[0] == '"' and text[at] == "\\" else 1
        return at


def _unquoted(quoted: str) -> str:
    if quoted[0] == "'":
        return quoted[1:-1]
    name = tomllib.loads(f"name = {quoted}")["name"]
    return str(name)
