"""Amounts in the reader's language."""

from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency
from django.utils.translation import get_language

from shelterbelt.learn.engine.definition.problem import minor_digits


def amount_words(minor: int, currency: str) -> str:
    """An amount in minor units as people write it, such as `CA$600.00`."""
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    return str(format_currency(Decimal(minor).scaleb(-minor_digits(currency)), currency, locale=locale))
