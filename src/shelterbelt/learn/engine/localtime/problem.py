"""What is asked: meetings as instants, with their length."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LONGEST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a series.

    ``start`` is an aware datetime on a whole minute; any zone is accepted and kept as UTC. ``minutes`` is
    the length, from 1 to a week.

    Raises:
        ValueError: the start has no zone or has seconds, or the length is out of range.
    """

    start: datetime
    minutes: int

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError(f"Meeting.start {self.start.isoformat()} has no zone; give an aware datetime.")
        start = self.start.astimezone(UTC)
        if start.second or start.microsecond:
            raise ValueError(f"Meeting.start {start.isoformat()} must lie on a whole minute.")
        if not 1 <= self.minutes <= LONGEST_MINUTES:
            raise ValueError(f"Meeting.minutes is {self.minutes}; it must be from 1 to {LONGEST_MINUTES}.")
        object.__setattr__(self, "start", start)

    @property
    def end(self) -> datetime:
        """The instant at which the meeting ends, in UTC."""
        return self.start + timedelta(minutes=self.minutes)
