"""A document before it is PDF or Word: words in order, in one language. Both files say the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_bidi, get_language_info


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title. `level`: 2 for a part, 3 for what is in it, 4 below that."""

    text: str
    level: int = 2
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph. `tone`: plain, lead (says the whole in a sentence), soft (says less) or notice (mind this)."""

    text: str
    tone: str = "plain"
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Points:
    """A list without order."""

    items: tuple[str, ...]
    kind: str = "points"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a row of headings. `widths` are parts of the whole, one a column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    kind: str = "grid"


Block = Heading | Words | Points | Grid


@dataclass(frozen=True, slots=True)
class Paper:
    """A document.

    Attributes:
        language: code of the language of its own words; what people wrote stays in theirs.
        over: whose it is, above the title.
        facts: pairs of a label and what it says, below the title.
        foot: a line at the foot of each page.
    """

    language: str
    over: str
    title: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    foot: str

    @property
    def is_right_to_left(self) -> bool:
        """Whether its own language runs from right to left."""
        return bool(get_language_info(self.language)["bidi"])


def grid_or_words(grid: Grid, words: str) -> Sequence[Block]:
    """The table, or the sentence where it would be empty."""
    return (grid,) if grid.rows else (Words(words, "soft"),)


def apart(words: str) -> str:
    """What somebody wrote, kept from turning over among words that run from right to left (UAX 9, isolates)."""
    return f"\u2068{words}\u2069" if get_language_bidi() else words
