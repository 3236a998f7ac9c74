"""Law: the privacy notice says what is kept, where, and for how long, and the code does just that."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from django.apps import apps

from shelterbelt.ground.holdings.registry import models_about_people, registered
from shelterbelt.people.queries.cards import FactKind, card_for, facts_shipped
from shelterbelt.people.queries.privacy import Kind, Term, privacy_kinds

SLICES = ("learn.", "equip.", "people.")
NOT_ABOUT_A_PERSON = frozenset[str]()


def faults(kinds: Iterable[Kind], holdings: Iterable[str], tables: Iterable[str]) -> list[str]:
    """Holdings and tables that the notice leaves out, and those it names that do not exist."""
    listed = list(kinds)
    named = {kind.holding for kind in listed if kind.holding}
    told = {table.lower() for kind in listed for table in kind.tables}
    known = {model._meta.label_lower for model in apps.get_models()}
    return [
        *(f"{name}: no row in privacy.toml" for name in sorted(set(holdings) - named)),
        *(f"{name}: no such holding" for name in sorted(named - set(holdings))),
        *(f"{table}: in no row of privacy.toml" for table in sorted(set(tables) - told)),
        *(f"{table}: no such table" for table in sorted(told - known)),
    ]


def wrong_terms(terms: Iterable[Term]) -> list[str]:
    """Terms whose days are not those of the constant."""
    return [
        f"{term.constant}: {term.days} days in the notice"
        for term in terms
        if term.constant and _value(term.constant) != term.days
    ]


def _value(dotted: str) -> object:
    module, _dot, name = dotted.rpartition(".")
    return getattr(import_module(module), name)


def _held() -> tuple[list[str], list[str]]:
    holdings = [holding.name for holding in registered() if holding.name.startswith(SLICES)]
    covered = {label for holding in registered() for label in holding.models}
    tables = [label for label in models_about_people() | covered if label.startswith(SLICES)]
    return holdings, sorted(set(tables) - NOT_ABOUT_A_PERSON)


def test_every_holding_and_table_has_its_row() -> None:
    holdings, tables = _held()
    assert len(holdings) >= 4
    assert len(tables) >= 15
    assert faults(privacy_kinds(language="en"), holdings, tables) == []


def test_every_number_of_days_is_the_one_that_the_tasks_use() -> None:
    terms = [term for kind in privacy_kinds(language="en") for term in kind.keep]
    assert sum(bool(term.constant) for term in terms) >= 5
    assert wrong_terms(terms) == []
    assert all(bool(term.constant) == (term.days is not None) for term in terms)


def test_notice_catches_planted_faults() -> None:
    kinds = privacy_kinds(language="en")
    holdings, tables = _held()
    assert faults(kinds[1:], holdings, tables)
    assert faults(kinds, [*holdings, "learn.diary"], tables) == ["learn.diary: no row in privacy.toml"]
    assert faults(kinds, holdings, [*tables, "learn.diary"]) == ["learn.diary: in no row of privacy.toml"]
    assert faults(kinds, holdings[1:], tables)
    assert wrong_terms([Term("", 61, "shelterbelt.learn.choices.DRAFT_KEPT_DAYS")])


def test_every_word_of_the_notice_is_there_in_french() -> None:
    english, french = (privacy_kinds(language=language) for language in ("en", "fr"))
    assert len(english) == len(french) > 8
    for one, other in zip(english, french, strict=True):
        for said, told in ((one.title, other.title), (one.what, other.what), (one.who, other.who)):
            assert said
            assert told
            assert said != told


def test_a_card_states_only_what_was_verified() -> None:
    shipped = facts_shipped()
    unsure = [fact for fact in shipped if fact["verified"] is not True]
    assert unsure
    assert any(fact["verified"] is True for fact in shipped)
    for fact in shipped:
        assert fact["source"]
        assert fact["kind"] in {kind.value for kind in FactKind}
        card = card_for(str(fact["country"]), language="en")
        stated = {told.words for told in card.facts}
        words = fact["words"]
        assert isinstance(words, dict)
        assert (words["en"] in stated) is (fact["verified"] is True)
        if fact["verified"] is not True:
            assert FactKind(str(fact["kind"])) in card.asks
    nothing = card_for("BR", language="en")
    assert (nothing.facts, nothing.asks) == ((), tuple(FactKind))
