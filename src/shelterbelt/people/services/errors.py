"""The errors of this slice's services."""

from django.utils.functional import Promise


class Refused(Exception):
    """What was asked cannot be done; `field` names the answer to change, `message` says how.

    The message is for the person who asked and never repeats what they typed.
    """

    def __init__(self, field: str, message: str | Promise) -> None:
        self.field = field
        self.message = message
        super().__init__(field)

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"
