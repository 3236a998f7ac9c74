"""Read networks from GraphML (graphml.graphdrawing.org, 1.0), as Gephi, yEd, igraph and networkx write it.

Expat of the standard library reads it event by event; a document type, and with it every entity, is refused before it is
read, so nothing is fetched and nothing grows. A graph library would build the whole file first, entities included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from shelterbelt.cultivate.formats.network_csv import (
    LIMITS,
    MEMBERS,
    TIES,
    Asked,
    MemberRow,
    TieRow,
    members_of,
    ties_of,
)
from shelterbelt.learn.formats.tables import Problems, Record, Source, fold

_DEEPEST = 40
_LONGEST = 2_000
_CHUNK = 1 << 16
_ENDS = ("id", "one", "other")
_OF_NODES = {fold(name): column.key for column in MEMBERS for name in (column.key, *column.aliases)}
_OF_EDGES = {fold(name): column.key for column in TIES[2:] for name in (column.key, *column.aliases)}
"""Attributes that are read, wishes among them, under the names that tables have; others are passed over."""


class _Refused(Exception):
    """What is wrong where the parser stands."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


@dataclass(slots=True)
class _Read:
    """Nodes and edges as they come: the line each stands in, and attributes by their names."""

    nodes: list[Record] = field(default_factory=list)
    edges: list[Record] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    depth: int = 0
    holder: Record | None = None
    kept: dict[str, str] = field(default_factory=dict)
    key: str = ""
    words: list[str] = field(default_factory=list)


def read_graphml(
    source: Source, asked: Asked, *, name: str = "network.graphml"
) -> tuple[tuple[MemberRow, ...], tuple[TieRow, ...]]:
    """People and ties. Nodes need the attributes `sector` and `country`; edges may have `strength` (or `weight`).

    Raises:
        TableError: and nothing else: what is wrong, in which line and column, and what to do.
    """
    problems = Problems(name)
    read = _parsed(_content(source, problems), problems)
    if not read.nodes:
        raise problems.stop("It holds no node.", "Export the network again, with its nodes.")
    members = members_of(read.nodes, asked, problems)
    return members, ties_of(read.edges, [one.person.id for one in members], problems)


def _content(source: Source, problems: Problems) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        with Path(source).open("rb") as file:
            content = file.read(LIMITS.bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise problems.stop(f"The file cannot be read ({reason}).", "Check its name and place.") from error
    if len(content) > LIMITS.bytes:
        raise problems.stop(f"The file is larger than {LIMITS.bytes // 1_000_000} MB.", "Use tables instead.")
    return content


def _parsed(content: bytes, problems: Problems) -> _Read:
    read = _Read()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = lambda tag, told: _start(
        read, tag.rsplit(" ", 1)[-1], told, parser.CurrentLineNumber
    )
    parser.EndElementHandler = lambda tag: _end(read, tag.rsplit(" ", 1)[-1])
    parser.CharacterDataHandler = lambda words: _words(read, words)
    try:
        for at in range(0, len(content), _CHUNK):
            parser.Parse(content[at : at + _CHUNK], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        place = f"line {error.lineno}, column {error.offset + 1}"
        raise problems.stop(
            f"{place}: this is no whole XML ({expat.errors.messages[error.code]}).",
            "Export the network again.",
        ) from error
    except _Refused as error:
        place = f"line {parser.CurrentLineNumber}, column {parser.CurrentColumnNumber + 1}"
        raise problems.stop(f"{place}: {error.message}", error.remedy) from error
    except (ValueError, LookupError) as error:
        raise problems.stop("Its encoding is not known.", "Save it as UTF-8.") from error
    return read


def _no_doctype(*_declared: object) -> None:
    raise _Refused(
        "It has a document type (<!DOCTYPE).", "Take that out: nothing outside the file is ever read."
    )


def _start(read: _Read, tag: str, told: dict[str, str], line: int) -> None:
    read.depth += 1
    if read.depth > _DEEPEST:
        raise _Refused(f"Elements lie more than {_DEEPEST} deep.", "GraphML of a plain network does not.")
    if tag == "key":
        read.keys[told.get("id", "")] = fold(told.get("attr.name", ""))
    elif tag == "node":
        read.kept, read.holder = _OF_NODES, Record(line, {"id": told.get("id", "")})
        read.nodes.append(read.holder)
    elif tag == "edge":
        ends = {"one": told.get("source", ""), "other": told.get("target", "")}
        read.kept, read.holder = _OF_EDGES, Record(line, ends)
        read.edges.append(read.holder)
    elif tag in {"hyperedge", "port"}:
        raise _Refused(f"<{tag}> cannot be read.", "Export plain nodes and edges.")
    elif tag == "data":
        read.key, read.words = told.get("key", ""), []


def _words(read: _Read, words: str) -> None:
    if read.key and read.holder is not None:
        read.words.append(words)
        if len(read.words) > _LONGEST or sum(map(len, read.words)) > _LONGEST:
            raise _Refused(f"A value has more than {_LONGEST} characters.", "Leave that attribute out.")


def _end(read: _Read, tag: str) -> None:
    read.depth -= 1
    if tag == "data" and read.key and read.holder is not None:
        column = read.kept.get(read.keys.get(read.key, fold(read.key)), "")
        if column and column not in _ENDS:
            read.holder.cells[column] = " ".join("".join(read.words).split())
    if tag in {"data", "node", "edge"}:
        read.key = ""
    if tag in {"node", "edge"}:
        read.holder = None
