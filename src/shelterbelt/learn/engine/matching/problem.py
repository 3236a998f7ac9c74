"""What is asked: lines of a bank statement, what is owed, and what was paid before. Amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Owed:
    """A fee statement.

    Attributes:
        id: its name in this problem.
        reference: what payers are asked to write; letters and digits.
        currency: ISO 4217.
        owed_minor: what is still to be paid; below zero it is to be paid back.
        instalments: amounts of the instalments that are still open.
        names: who may pay: the participant, an employer.
        employer_reference: the employer's own reference; empty if there is none.
    """

    id: str
    reference: str
    currency: str
    owed_minor: int
    instalments: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    employer_reference: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A payment that came earlier and was not taken back. `id` is its line's; `statement` an `Owed.id`."""

    id: str
    statement: str
    currency: str
    amount_minor: int
    on: date


@dataclass(frozen=True, slots=True)
class Incoming:
    """A line of a bank statement; above zero, money came in. `is_return`: the bank says that money went back."""

    id: str
    on: date
    amount_minor: int
    currency: str
    name: str = ""
    text: str = ""
    is_return: bool = False


@dataclass(frozen=True, slots=True)
class MatchProblem:
    """Everything at once; ids are unique within each kind."""

    statements: tuple[Owed, ...] = ()
    settled: tuple[Settled, ...] = ()
    lines: tuple[Incoming, ...] = ()
