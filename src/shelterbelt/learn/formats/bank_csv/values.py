"""Bytes, amounts and days as banks write them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

#: Spaces and signs that part thousands: plain, no-break, narrow no-break, thin, apostrophes.
_GROUPING = " \u00a0\u202f\u2009'\u2019\u02bc"
_MINUS = str.maketrans("\u2212\u2013\u2010\u2011", "----")
_DIGITS = re.compile(r"\d{1,15}\Z", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:S\d{3})+\Z", re.ASCII)
LARGEST_MINOR = 10**15
_LEAST_YEAR, _LAST_YEAR = 2000, 2100


class Unusable(ValueError):
    """A value that is not what its column holds; the text says what to write."""


def decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and what had to be assumed about it.

    UTF-8 and UTF-16 with or without a mark are told for certain; what is neither is read as Windows-1252, whose
    five unused bytes are then read as Latin-1 does.

    Raises:
        Unusable: damaged UTF-16, or no text at all.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_utf16(content):
        return _utf16(content), ()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "".join(_western(byte) for byte in content)
        if "\x00" in text:
            raise Unusable("This is no text file.") from None
        return text, ("western",)
    if "\x00" in text:
        raise Unusable("This is no text file.")
    return text.removeprefix("\ufeff"), ()


def _is_utf16(content: bytes) -> bool:
    head = content[:2000]
    half = max(1, len(head) // 2)
    zeros = (head[0::2].count(0), head[1::2].count(0))
    return len(head) > 1 and max(zeros) > half * 0.6 and min(zeros) == 0


def _utf16(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    if not encoding:
        encoding = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Unusable("This UTF-16 file is damaged.") from None
    if "\x00" in text:
        raise Unusable("This is no text file.")
    return text


_WESTERN = tuple(bytes((byte,)).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256))


def _western(byte: int) -> str:
    return _WESTERN[byte]


def minor_of(written: str, decimal: str, digits: int) -> int:
    """An amount in minor units: `1.234,56`, `1'234.56`, `(12.00)`, `12.00-`, `+12`.

    Args:
        written: the cell.
        decimal: the layout's decimal sign. The other one may part thousands, and only groups of three.
        digits: decimals of the currency.

    Raises:
        Unusable: anything that could be read in two ways.
    """
    text = written.translate(_MINUS).strip(_GROUPING + "\t")
    is_negative = False
    if text.startswith("(") and text.endswith(")"):
        text, is_negative = text[1:-1], True
    elif text.endswith("-"):
        text, is_negative = text[:-1], True
    elif text[:1] in ("-", "+"):
        text, is_negative = text[1:], text[0] == "-"
    text = text.strip(_GROUPING)
    whole, _sign, part = text.partition(decimal)
    if len(part) > digits and set(part[digits:]) == {"0"}:
        part = part[:digits]
    other = "," if decimal == "." else "."
    grouped = re.sub(f"[{re.escape(_GROUPING + other)}]", "S", whole)
    if not (_DIGITS.match(whole) or _GROUPED.match(grouped)) or (part and not _DIGITS.match(part)):
        raise Unusable(f"is no amount with “{decimal}” before its decimals")
    if len(part) > digits:
        raise Unusable(f"has more than {digits} decimals")
    minor = int(Decimal(f"{grouped.replace('S', '')}.{part or '0'}").scaleb(digits))
    if minor > LARGEST_MINOR:
        raise Unusable("is larger than any amount that is taken")
    return -minor if is_negative else minor


def day_of(written: str, patterns: tuple[str, ...]) -> dt.date:
    """A day, read in the layout's own order of day and month.

    Raises:
        Unusable: no day, or one outside the years 2000 to 2100.
    """
    text = written.strip()
    for pattern in patterns:
        try:
            found = dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
        if _LEAST_YEAR <= found.year <= _LAST_YEAR:
            return found
    example = dt.date(2027, 3, 24).strftime(patterns[-1])
    raise Unusable(f"is no day as this bank writes it, such as {example}")
