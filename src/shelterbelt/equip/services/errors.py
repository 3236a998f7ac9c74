"""What can go wrong in equip."""


class Incomplete(Exception):
    """Something that was entered cannot be kept. `fields` maps each field to a word of the page."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        super().__init__(", ".join(f"{field}: {what}" for field, what in fields.items()))


class NotInThisState(Exception):
    """What was asked for does not fit where things stand now; the argument says which state."""
