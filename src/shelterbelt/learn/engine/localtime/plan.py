"""What is answered: frozen values and reason codes. Words are made outside, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shelterbelt.learn.engine.localtime.problem import Meeting


class Code(StrEnum):
    """Why a meeting's local time deserves a remark."""

    OTHER_DATE = "other_date"  # days: reader's date minus host's date at the start
    ENDS_NEXT_DAY = "ends_next_day"  # the reader's date at the last minute is later than at the start
    READER_CLOCK_CHANGES = "reader_clock_changes"  # in the reader's week; zone, minutes, at
    HOST_CLOCK_CHANGES = "host_clock_changes"  # in the host's week; zone, minutes, at
    CHANGES_DURING_MEETING = "changes_during_meeting"  # zone, minutes, at
    SHIFTED_BY_HOST = (
        "shifted_by_host"  # since the previous meeting; zone, minutes = change of the host's offset
    )
    SHIFTED_BY_READER = "shifted_by_reader"  # the same for the reader's own offset
    REPEATED_HOUR = "repeated_hour"  # the reader's clock shows the start time twice that night
    NIGHT = "night"  # minutes between 23:00 and 06:00 on the reader's clock


class Part(StrEnum):
    """How welcome an hour of the local clock is; half-open spans of the day."""

    DAY = "day"  # 08-20
    EDGE = "edge"  # 07-08 and 20-22
    UNSOCIABLE = "unsociable"  # 06-07 and 22-23
    NIGHT = "night"  # 23-06


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A zone's clock jumps by ``minutes`` (positive: forward) at the instant ``at`` (UTC)."""

    zone: str
    at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One remark: a code and its parameters; what a code does not need stays at its default."""

    code: Code
    zone: str = ""
    minutes: int = 0
    days: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quarter:
    """A piece of a meeting that lies in one quarter-hour of the local clock (shorter at the ends)."""

    start: datetime
    minutes: int
    part: Part


@dataclass(frozen=True, slots=True)
class LocalTime:
    """One meeting on the reader's clock, with the host's beside it.

    ``start`` and ``end`` carry the reader's zone, ``host_start`` and ``host_end`` the host's.
    ``date_shift`` is the reader's date minus the host's at the start, in days (-1, 0, +1; two days are
    possible between +14 and -11). ``ahead_minutes`` is how far the reader's clock is ahead of the host's.
    ``shift_minutes`` is how that differs from the previous meeting (0 for the first), and
    ``otherwise_start`` the reader's clock time had it not differed ("22:00, not 23:00"; no zone attached).
    ``reader_changes`` and ``host_changes`` lie in the local Monday-to-Sunday week of the start.
    """

    meeting: Meeting
    reader: str
    host: str
    start: datetime
    end: datetime
    host_start: datetime
    host_end: datetime
    date_shift: int
    ends_next_day: bool
    reader_changes: tuple[ClockChange, ...]
    host_changes: tuple[ClockChange, ...]
    changes_during: tuple[ClockChange, ...]
    ahead_minutes: int
    shift_minutes: int
    otherwise_start: datetime
    is_repeated_hour: bool
    night_minutes: int
    reasons: tuple[Reason, ...]

    @property
    def is_change_week(self) -> bool:
        """Whether the reader's or the host's clock changes in the week of the meeting."""
        return bool(self.reader_changes or self.host_changes)
