"""Names of organisations, to compare them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_KEPT = 4_096


@lru_cache(maxsize=_KEPT)
def folded(name: str) -> str:
    """A name without case, accents, punctuation and doubled spaces, to compare it."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    return " ".join("".join(one if one.isalnum() else " " for one in plain.casefold()).split())
