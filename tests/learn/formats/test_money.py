"""Amounts as people write and type them."""

import pytest
from django.utils import translation

from shelterbelt.learn.formats.money import amount_read, amount_typed, amount_words


@pytest.mark.parametrize(
    ("language", "minor", "currency", "words"),
    [
        ("en", 45_000, "CAD", "CA$450.00"),
        ("fr", 1_234_567, "EUR", "12\u202f345,67\u00a0€"),
        ("en", 50_000, "JPY", "¥50,000"),
        ("en", 12_345, "KWD", "KWD12.345"),
        ("en", -20_000, "CAD", "-CA$200.00"),
    ],
)
def test_amounts_are_in_the_reader_s_language(language: str, minor: int, currency: str, words: str) -> None:
    with translation.override(language):
        assert amount_words(minor, currency).replace("KWD\u00a0", "KWD") == words


def test_amounts_are_set_apart_where_words_run_from_right_to_left() -> None:
    with translation.override("ar"):
        words = amount_words(45_000, "CAD")
    assert (words[0], words[-1]) == ("\u2068", "\u2069")


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("120", "CAD", 12_000),
        ("120.5", "CAD", 12_050),
        ("120,50", "CAD", 12_050),
        (" 1 200,50 ", "CAD", 120_050),
        ("1,200.50", "CAD", 120_050),
        ("1,200", "CAD", 120_000),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1_234),
        ("1.234", "CAD", None),
        ("500.5", "JPY", None),
        ("-5", "CAD", None),
        ("much", "CAD", None),
        ("", "CAD", None),
        ("1e5", "CAD", None),
        ("NaN", "CAD", None),
        ("Infinity", "CAD", None),
        ("9" * 30, "CAD", None),
    ],
)
def test_amounts_are_read_as_they_are_typed(typed: str, currency: str, minor: int | None) -> None:
    with translation.override("en"):
        assert amount_read(typed, currency) == minor


def test_what_is_shown_in_a_field_reads_back() -> None:
    for minor, currency in ((45_050, "CAD"), (500, "JPY"), (1_234, "KWD"), (0, "CAD")):
        for language in ("en", "fr", "ar", "es"):
            with translation.override(language):
                assert amount_read(amount_typed(minor, currency), currency) == minor
