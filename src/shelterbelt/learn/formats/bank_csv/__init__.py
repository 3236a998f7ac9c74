"""Bank statements as CSV, as banks hand them out: read whole, or refused with every reason.

Five layouts, each told by its header; a file of no known layout is refused with what to do. See `layouts`.
"""

from shelterbelt.learn.formats.bank_csv.layouts import LAYOUTS, Layout
from shelterbelt.learn.formats.bank_csv.reading import (
    MOST_BYTES,
    MOST_LINES,
    BankFileError,
    BankStatement,
    LineProblem,
    StatementLine,
    read_bank_csv,
)

__all__ = [
    "LAYOUTS",
    "MOST_BYTES",
    "MOST_LINES",
    "BankFileError",
    "BankStatement",
    "Layout",
    "LineProblem",
    "StatementLine",
    "read_bank_csv",
]
