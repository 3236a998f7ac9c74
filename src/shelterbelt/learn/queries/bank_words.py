"""What stands on a line of the bank, as it is sealed."""

import datetime as dt
import json
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.ground.secrets import Unreadable, digest_token, read_field
from shelterbelt.learn.models import BankLine


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on a line of the bank: the other side, and what was written."""

    name: str = ""
    text: str = ""
    is_return: bool = False

    def sealed(self) -> str:
        """As JSON, to be sealed."""
        return json.dumps([self.name, self.text, self.is_return], ensure_ascii=False)


def words_of(line: BankLine) -> Words:
    """What stood on the line; nothing once it was destroyed."""
    if line.sealed is None:
        return Words()
    try:
        text = read_field(line, "sealed", person=line.key, agency=line.organisation)
    except Unreadable:
        return Words()
    return Words(*json.loads(text)) if text else Words()


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a statement to be kept. `occurrence` counts lines of one file that look the same, from 0."""

    number: int
    booked_on: dt.date
    amount_minor: int
    currency: str
    words: Words
    occurrence: int = 0


def fingerprint(organisation: UUID, line: Movement) -> str:
    """What a movement looks like, as a keyed digest: the same in every file that holds it, telling nothing."""
    money = (organisation, line.booked_on, line.amount_minor, line.currency)
    text = "\x1f".join(
        " ".join(str(part).casefold().split())
        for part in (*money, line.words.name, line.words.text, line.occurrence)
    )
    return digest_token(text)
