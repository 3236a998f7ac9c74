"""What stands on a line of the bank, as it is sealed."""

import json
from dataclasses import dataclass

from shelterbelt.ground.secrets import Unreadable, read_field
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
