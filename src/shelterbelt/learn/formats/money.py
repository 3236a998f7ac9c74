"""Amounts of money in words of the reader's language, and read from what they typed."""

import re
from decimal import Decimal

from babel import Locale
from babel.numbers import NumberFormatError, format_currency, format_decimal, parse_decimal
from django.utils.translation import get_language, get_language_bidi, to_locale

from shelterbelt.learn.engine.definition.problem import minor_digits

_FIGURES = re.compile(r"[\d.,\u066b\u066c'’]{1,20}\Z")
_ISOLATE, _POP = "\u2068", "\u2069"
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?\Z")


def amount_words(minor: int, currency: str) -> str:
    """An amount with its currency, in the reader's language: `CA$450.00`, `450,00 $`.

    In a language written from right to left it is set apart, so that the words around it do not turn it over.
    """
    words = str(format_currency(_number(minor, currency), currency, locale=_locale()))
    return f"{_ISOLATE}{words}{_POP}" if get_language_bidi() else words


def amount_typed(minor: int, currency: str) -> str:
    """An amount as it stands in a field: digits with the reader's own decimal sign, no currency."""
    digits = minor_digits(currency)
    return str(
        format_decimal(_number(minor, currency), format=f"0.{'0' * digits}" if digits else "0", locale="en")
    )


def amount_read(typed: str, currency: str) -> int | None:
    """An amount in minor units from what was typed; None where it is no amount or finer than the currency.

    A lone comma or point with as many digits after it as the currency has, or fewer, is a decimal sign, whatever
    the language; everything else is read by the rules of the reader's language.
    """
    text = re.sub(r"[\s\u00a0\u202f]", "", typed)
    if not _FIGURES.match(text):
        return None
    digits = minor_digits(currency)
    if _PLAIN.match(text) and len(re.split("[.,]", text + ".")[1]) <= digits:
        number = Decimal(text.replace(",", "."))
    else:
        try:
            number = parse_decimal(text, locale=_locale(), strict=True)
        except NumberFormatError:
            return None
    minor = number.scaleb(digits)
    return int(minor) if minor == minor.to_integral_value() and minor >= 0 else None


def _number(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_digits(currency))


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))
