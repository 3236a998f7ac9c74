"""Catalogues of what people read: gathered from Python and templates, kept as .po, compiled to .mo.

One catalogue per language for the whole project, in `ground/design/locale`. No outside program is needed:
babel reads and writes the files, Django's own `templatize` turns a template into calls that babel can find.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as find_messages
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
LOCALE = Path(__file__).resolve().parent / "locale"
TRANSLATED = ("fr", "es", "ar")
"""Languages with a catalogue; the source is English and needs none."""

_LIVING_PAGE = re.compile(r"styles\w*\.(py|html)$")
"""The page that shows the components stays English: only those who build read it."""

_SKIPPED = {"migrations", "locale", "__pycache__", "static"}
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")
_TAG = re.compile(r"</?([a-z][a-z0-9]*)")


@dataclass(frozen=True, slots=True)
class Untold:
    """A message that a reader of this language would not get right."""

    language: str
    message: str
    what: str

    def __str__(self) -> str:
        return f"{self.language}: {self.what}: {self.message}"


def path_of(language: str, suffix: str = ".po") -> Path:
    """The catalogue's file."""
    return LOCALE / language / "LC_MESSAGES" / f"django{suffix}"


def gather(package: Path = PACKAGE) -> Catalog:
    """Every message of Python and template files below `package`, with the files it is in."""
    catalog = Catalog(project="Shelterbelt", charset="utf-8")
    for path in _sources(package):
        place = path.relative_to(package).as_posix()
        for _line, said, comments, context in _messages_of(path):
            catalog.add(said, None, [(place, 0)], auto_comments=comments, context=context)
    return catalog


def extract(languages: Sequence[str] = TRANSLATED) -> dict[str, int]:
    """Bring catalogues up to date: new messages are added empty, gone ones dropped, changed ones never guessed.

    Returns:
        Messages per language.
    """
    gathered = gather()
    counts = {}
    for language in languages:
        path = path_of(language)
        known = _read(language) if path.exists() else Catalog(locale=language, project="Shelterbelt")
        known.update(gathered, no_fuzzy_matching=True, update_creation_date=False)
        known.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_po_bytes(known))
        counts[language] = len(known)
    return counts


def compile_all(languages: Sequence[str] = TRANSLATED) -> dict[str, int]:
    """Write the .mo files that Django reads. A language without a catalogue is passed over.

    Returns:
        Translated messages per language.
    """
    counts = {}
    for language in languages:
        if not path_of(language).exists():
            continue
        catalog = _read(language)
        with path_of(language, ".mo").open("wb") as file:
            write_mo(file, catalog)
        counts[language] = sum(1 for message in catalog if message.id and _is_told(message))
    return counts


def problems(languages: Iterable[str] = TRANSLATED) -> tuple[Untold, ...]:
    """What is missing, unsure, lacks a plural form, or lost a placeholder, in the order of the catalogue."""
    gathered = gather()
    return tuple(found for language in languages for found in _problems_of(language, gathered))


def _problems_of(language: str, gathered: Catalog) -> Iterator[Untold]:
    known = _read(language) if path_of(language).exists() else Catalog(locale=language)
    for wanted in gathered:
        if not wanted.id:
            continue
        told = known.get(_single(wanted), wanted.context)
        if told is None or not _is_told(told):
            yield Untold(language, _single(wanted), "not translated")
        elif told.fuzzy:
            yield Untold(language, _single(wanted), "marked as unsure")
        elif what := _misfit(told, known.num_plurals):
            yield Untold(language, _single(wanted), what)


def _misfit(message: Message, plurals: int) -> str:
    given = list(message.id) if isinstance(message.id, list | tuple) else [message.id]
    told = list(message.string) if isinstance(message.string, list | tuple) else [message.string]
    if len(given) > 1 and len(told) != plurals:
        return f"{len(told)} plural forms where the language has {plurals}"
    wanted = {name for one in given for name in _names_in(one)}
    if unknown := {name for one in told for name in _names_in(one)} - wanted:
        return f"placeholders the source does not have ({', '.join(sorted(unknown))})"
    if missing := wanted - {name for one in told for name in _names_in(one)}:
        return f"placeholders lost ({', '.join(sorted(missing))})"
    if sorted(_TAG.findall(given[-1])) != sorted(_TAG.findall(told[-1] or "")):
        return "other markup than the source"
    return ""


def _names_in(text: str | None) -> set[str]:
    return {first or second for first, second in _PLACEHOLDER.findall(text or "")}


def _single(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, list | tuple) else message.id)


def _is_told(message: Message) -> bool:
    told = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(told)


def _read(language: str) -> Catalog:
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _po_bytes(catalog: Catalog) -> bytes:
    target = BytesIO()
    write_po(target, catalog, width=100, sort_by_file=True, omit_header=False, include_lineno=False)
    stable = [line for line in target.getvalue().splitlines(keepends=True) if not line.startswith(_RESTLESS)]
    return b"".join(stable)


_RESTLESS = (b'"POT-Creation-Date', b'"Generated-By', b'"PO-Revision-Date')
"""Header lines that would change with every run and say nothing."""


def _sources(package: Path) -> Iterator[Path]:
    for path in sorted(package.rglob("*")):
        inside = set(path.relative_to(package).parts)
        is_read_by_people = path.suffix == ".py" or (
            path.suffix in {".html", ".txt"} and "templates" in inside
        )
        if is_read_by_people and not _SKIPPED & inside and not _LIVING_PAGE.match(path.name):
            yield path


def _messages_of(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    source = text if path.suffix == ".py" else _flush_left(templatize(text, origin=str(path)))
    found = find_messages("python", BytesIO(source.encode()), _KEYWORDS, ("Translators:",))
    yield from found


def _flush_left(source: str) -> str:
    """A template read as Python has indents that Python would refuse."""
    return "\n".join(line.lstrip() for line in source.splitlines())
