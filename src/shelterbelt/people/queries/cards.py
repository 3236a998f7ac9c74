"""The card beside a held text: what is known, from its source, for a country. What is not verified is not stated."""

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files


class FactKind(StrEnum):
    """What a fact is about."""

    EMERGENCY = "emergency"
    DUTY = "duty"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Fact:
    """One verified fact in the reader's language, with where it was read."""

    kind: FactKind
    words: str
    number: str
    source: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is known for a country. `asks` are the kinds on which the reader has to ask someone else."""

    country: str
    facts: tuple[Fact, ...]
    asks: tuple[FactKind, ...]
    as_of: date

    def of(self, kind: FactKind) -> tuple[Fact, ...]:
        """The facts of one kind."""
        return tuple(fact for fact in self.facts if fact.kind is kind)

    @property
    def emergencies(self) -> tuple[Fact, ...]:
        """Numbers for danger now."""
        return self.of(FactKind.EMERGENCY)

    @property
    def duties(self) -> tuple[Fact, ...]:
        """Who must report to whom."""
        return self.of(FactKind.DUTY)

    @property
    def lines(self) -> tuple[Fact, ...]:
        """Whom to call for advice or to report."""
        return self.of(FactKind.LINE)


@functools.cache
def _read() -> dict[str, object]:
    return tomllib.loads((files("shelterbelt.people") / "data" / "cards.toml").read_text("utf-8"))


def facts_shipped() -> tuple[dict[str, object], ...]:
    """Every fact of the file as it stands there, unverified ones included; for whoever checks the file."""
    listed = _read()["fact"]
    assert isinstance(listed, list)  # noqa: S101 -- the file is ours
    return tuple(listed)


def countries_with_card() -> frozenset[str]:
    """Countries for which something verified is known."""
    return frozenset(str(fact["country"]) for fact in facts_shipped() if fact["verified"] is True)


def card_for(country: str, *, language: str) -> Card:
    """The card of a country; without facts where nothing is verified, and then it says what to ask.

    A kind is to be asked about where no fact of it is verified, or where one of several is not.
    """
    as_of = _read()["as_of"]
    assert isinstance(as_of, date)  # noqa: S101 -- the file is ours
    listed = [fact for fact in facts_shipped() if fact["country"] == country]
    facts = tuple(_told(fact, language) for fact in listed if fact["verified"] is True)
    unsure = {str(fact["kind"]) for fact in listed if fact["verified"] is not True}
    known = {fact.kind.value for fact in facts}
    asks = tuple(kind for kind in FactKind if kind.value in unsure or kind.value not in known)
    return Card(country, facts, asks, as_of)


def _told(fact: dict[str, object], language: str) -> Fact:
    words = fact["words"]
    assert isinstance(words, dict)  # noqa: S101 -- the file is ours
    said = words.get(language.partition("-")[0], words["en"])
    return Fact(FactKind(str(fact["kind"])), str(said), str(fact.get("number", "")), str(fact["source"]))
