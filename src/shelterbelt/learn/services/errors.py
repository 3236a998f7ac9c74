"""What can go wrong when something is written about programmes."""

import datetime as dt
from collections.abc import Mapping

from django.utils.functional import Promise


class WindowClosed(Exception):
    """Applications for this cohort are not open now."""


class NotInThisState(Exception):
    """What was asked does not fit the state the record is in."""


class Incomplete(Exception):
    """Fields that must be filled or mended before this can be done: name of field to a sentence for people."""

    def __init__(self, fields: Mapping[str, str | Promise]) -> None:
        self.fields = dict(fields)
        super().__init__(", ".join(sorted(self.fields)))


class ChangedMeanwhile(Exception):
    """Somebody else saved this while it was being edited; nothing was overwritten."""


class Taken(Exception):
    """This short name belongs to another programme or cohort."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


class OutsideYears(Exception):
    """A moved date would leave the years that a definition may name (2000 to 2100)."""


class CannotPlan(Exception):
    """No plan keeps the rules. `code` is the engine's; `told` names place and remedy in English."""

    def __init__(self, code: str, told: str) -> None:
        self.code = code
        self.told = told
        super().__init__(code, told)


class WrongCurrency(Exception):
    """Money in another currency than the statement's; nothing was written."""

    def __init__(self, given: str, kept: str) -> None:
        self.given = given
        self.kept = kept
        super().__init__(f"{given} on a statement in {kept}")


class TooMuch(Exception):
    """More than there is: `most_minor` is what can be given, written off or paid back."""

    def __init__(self, most_minor: int) -> None:
        self.most_minor = most_minor
        super().__init__(f"at most {most_minor}")


class NoSeat(Exception):
    """No seat of this mode is free."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        super().__init__(mode)


class CannotSeat(Exception):
    """Not in this cohort now. Neither the message nor the exception says why, or who else it is about."""


class TooLate(Exception):
    """The offer stood until `ended`; the answer came later."""

    def __init__(self, ended: dt.datetime) -> None:
        self.ended = ended
        super().__init__(ended.isoformat())


class LastCallPassed(Exception):
    """From `since` on no offer of this cohort is made any more."""

    def __init__(self, since: dt.datetime) -> None:
        self.since = since
        super().__init__(since.isoformat())


class SeatsHeld(Exception):
    """There cannot be fewer seats than are held: `held`."""

    def __init__(self, held: int) -> None:
        self.held = held
        super().__init__(f"{held} are held")


class AlreadyRead(Exception):
    """This very file was read before, at `read_at`; nothing was written."""

    def __init__(self, read_at: dt.datetime) -> None:
        self.read_at = read_at
        super().__init__(read_at.isoformat())
