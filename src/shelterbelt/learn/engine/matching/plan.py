"""What is answered: a proposal or a reason why there is none, for each line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a line would be."""

    PAYMENT = "payment"
    REFUND = "refund"
    CHARGEBACK = "chargeback"


class Confidence(StrEnum):
    """How much speaks for a proposal; never a number."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Reason(StrEnum):
    """What speaks for a proposal."""

    REFERENCE_EXACT = "reference_exact"
    REFERENCE_TYPO = "reference_typo"
    EMPLOYER_REFERENCE = "employer_reference"
    OWED_EXACTLY = "owed_exactly"
    INSTALMENT = "instalment"
    PART = "part"
    NAME_SIMILAR = "name_similar"
    REFUND_DUE = "refund_due"
    SAME_AMOUNT_PAID = "same_amount_paid"
    BANK_SAYS_RETURNED = "bank_says_returned"


class Why(StrEnum):
    """Why nothing is proposed."""

    NOTHING_FOUND = "nothing_found"
    SEVERAL = "several"
    RIVALS = "rivals"
    MORE_THAN_OWED = "more_than_owed"
    OTHER_CURRENCY = "other_currency"
    NOT_A_RETURN = "not_a_return"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One line and its statement. `payment` names the earlier payment that a chargeback takes back."""

    line: str
    statement: str
    kind: Kind
    confidence: Confidence
    reasons: tuple[Reason, ...]
    payment: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """A line without a proposal, why, and the statements that were in question."""

    line: str
    why: Why
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchPlan:
    """Both in the order of the problem's lines."""

    proposals: tuple[Proposal, ...]
    open: tuple[Open, ...]
