"""What is kept about people, kind by kind, from `data/privacy.toml`: the page, the proof and the laws read it here."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any


class Basis(StrEnum):
    """Why it is lawful to keep something (GDPR, article 6)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_DUTY = "legal_duty"
    VITAL_INTERESTS = "vital_interests"
    LEGITIMATE_INTERESTS = "legitimate_interests"


@dataclass(frozen=True, slots=True)
class Term:
    """How long: a number of days, the constant it is, and from when; or words alone."""

    when: str
    days: int | None = None
    constant: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data in the reader's language."""

    holding: str
    tables: tuple[str, ...]
    title: str
    what: str
    why: str
    basis: Basis
    who: str
    goes: str
    keep: tuple[Term, ...]


@functools.cache
def _read() -> dict[str, Any]:
    return tomllib.loads((files("shelterbelt.people") / "data" / "privacy.toml").read_text("utf-8"))


def privacy_kinds(*, language: str) -> tuple[Kind, ...]:
    """Every kind, in the order of the file; in English where the language has no words."""
    return tuple(_kind(entry, language) for entry in _read()["kind"])


def privacy_as_of() -> date:
    """The day on which the file was last held against the code."""
    found: date = _read()["as_of"]
    return found


def holding_titles(*, language: str) -> dict[str, str]:
    """The holdings' names in plain words."""
    return {kind.holding: kind.title for kind in privacy_kinds(language=language) if kind.holding}


def _kind(entry: Mapping[str, Any], language: str) -> Kind:
    told = {name: _said(entry[name], language) for name in ("title", "what", "why", "who", "goes")}
    return Kind(
        holding=entry["holding"],
        tables=tuple(entry["tables"]),
        basis=Basis(entry["basis"]),
        keep=tuple(
            Term(_said(term["when"], language), term.get("days"), term.get("constant", ""))
            for term in entry["keep"]
        ),
        **told,
    )


def _said(words: Mapping[str, str], language: str) -> str:
    return words.get(language.partition("-")[0], words["en"])
