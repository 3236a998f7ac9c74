"""From a statement that was read to what is kept of it."""

from __future__ import annotations

from shelterbelt.learn.formats.bank_csv.reading import BankStatement
from shelterbelt.learn.queries.bank_words import Movement, Words
from shelterbelt.learn.services.bank_files import NewBankFile


def bank_file(content: bytes, statement: BankStatement) -> NewBankFile:
    """The statement for the service; `content` is the file it was read from."""
    movements = tuple(
        Movement(
            line.line,
            line.booked_on,
            line.amount_minor,
            line.currency,
            Words(line.name, line.text, line.is_return),
            line.occurrence,
        )
        for line in statement.lines
    )
    return NewBankFile(content, statement.layout.key, movements, statement.repeated)
