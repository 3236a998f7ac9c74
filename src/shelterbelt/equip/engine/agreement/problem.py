"""What was answered: by two people about the same items, or by any number of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


class UnevenAnswers(ValueError):
    """Items were answered by different numbers of people, and the measure asked for needs equal numbers."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """What two people answered.

    Attributes:
        answers: for each item, the answer of the first and that of the second. Items that one of them left out are
            not among them.
    """

    answers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, first: Iterable[str | None], second: Iterable[str | None]) -> Self:
        """Two lists in the same order of items; None where somebody did not answer.

        Raises:
            ValueError: one list is longer than the other.
        """
        both = zip(first, second, strict=True)
        return cls(tuple((one, other) for one, other in both if one is not None and other is not None))


@dataclass(frozen=True, slots=True)
class Items:
    """What any number of people answered; who they are does not matter.

    Attributes:
        answers: for each item, the answers given to it, in any order. An item may have none.
    """

    answers: tuple[tuple[str, ...], ...]
