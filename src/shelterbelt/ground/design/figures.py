"""What a drawn chart is: picture, words and table together, never one without the others."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """The figures behind a chart.

    Attributes:
        columns: the headings.
        rows: cells as people read them; each row as long as `columns`.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Refuse ragged rows.

        Raises:
            ValueError: a row is not as long as the headings.
        """
        for place, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {place} has {len(row)} cells, the table has {len(self.columns)} columns"
                )


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart ready for a page or a file.

    Attributes:
        svg: a complete SVG document with plain colours, for a file.
        inline: the same for a page: follows light and dark, carries no style of its own.
        title: what it shows.
        description: what it says, in a sentence or two.
        table: the figures.
    """

    svg: str
    inline: str
    title: str
    description: str
    table: Table

    @property
    def columns(self) -> Sequence[str]:
        """The table's headings."""
        return self.table.columns

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """The table's rows."""
        return self.table.rows
