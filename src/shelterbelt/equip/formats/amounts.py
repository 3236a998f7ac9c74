"""Amounts of money: in words of the reader's language, and read from what they typed (decimal places by CLDR)."""

import re
from decimal import Decimal

from babel.core import Locale, UnknownLocaleError
from babel.numbers import NumberFormatError, format_currency, get_currency_precision, parse_decimal
from django.utils.translation import get_language, get_language_bidi, to_locale

_APART = "\u2068{}\u2069"
"""Marks that keep an amount from turning over among words that run from right to left (Unicode UAX 9)."""
_FIGURES = re.compile(r"[0-9٠-٩۰-۹.,\u066b\u066c]{1,20}")
_ONE_SIGN = re.compile(r"[0-9]+([.,])([0-9]+)")


def amount_in_words(minor: int, currency: str) -> str:
    """An amount with its currency as the reader's language writes it; whole amounts without decimals."""
    number = Decimal(minor).scaleb(-get_currency_precision(currency))
    pattern = None if number != number.to_integral_value() else _without_decimals()
    said = str(format_currency(number, currency, pattern, _reading(), currency_digits=pattern is None))
    return _APART.format(said) if get_language_bidi() else said


def amount_in_field(minor: int, currency: str) -> str:
    """The figures alone, with a point, as they stand in a field."""
    number = Decimal(minor).scaleb(-get_currency_precision(currency))
    return f"{number:f}"


def amount_from(typed: str, currency: str) -> int | None:
    """What was typed, in the currency's smallest unit; None where it is no amount or finer than the currency.

    One point or comma with no more figures behind it than the currency has is a decimal sign in every language; the
    rest is read by the rules of the reader's language.
    """
    text = re.sub(r"[\s\u00a0\u202f'’]", "", typed)
    if not _FIGURES.fullmatch(text):
        return None
    places = get_currency_precision(currency)
    found = _ONE_SIGN.fullmatch(text)
    try:
        if found and len(found[2]) <= places:
            number = Decimal(text.replace(found[1], "."))
        else:
            number = parse_decimal(text, locale=_reading(), strict=True)
    except (NumberFormatError, ArithmeticError):
        return None
    minor = number.scaleb(places)
    return int(minor) if minor >= 0 and minor == minor.to_integral_value() else None


def _reading() -> Locale:
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except UnknownLocaleError:
        return Locale("en")


def _without_decimals() -> str:
    """The language's own pattern for money without its decimals."""
    return re.sub(r"([#0])\.0+", r"\1", _reading().currency_formats["standard"].pattern)
