"""The POSIX TZ rule at the end of a TZif file: which clock holds for ever after (RFC 9636 3.3, POSIX 8.3).

Read with its extensions: names in angle brackets (<+0545>-5:45), hours from -167 to 167 (M3.4.4/50, -1),
both Julian forms (J60, 59), and daylight time that lies behind standard time (Europe/Dublin).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_NAME = r"(?:<[A-Za-z0-9+-]+>|[A-Za-z]{3,})"
_TIME = r"[+-]?\d{1,3}(?::\d{2}(?::\d{2})?)?"
_DAY = r"(?:J\d{1,3}|\d{1,3}|M\d{1,2}\.[1-5]\.[0-6])"
_RULE = re.compile(
    rf"(?P<std>{_NAME})(?P<std_at>{_TIME})"
    rf"(?:(?P<dst>{_NAME})(?P<dst_at>{_TIME})?,(?P<on>{_DAY})(?:/(?P<on_at>{_TIME}))?,(?P<off>{_DAY})(?:/(?P<off_at>{_TIME}))?)?"
)
_LAST_WEEK = 5
_LEAP_DAY = 60


class PosixRuleError(ValueError):
    """The text is not a POSIX TZ rule with explicit dates."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of every year: the ``week``-th ``weekday`` of ``month`` (5: the last; 0 is Sunday), or a number.

    With ``month`` 0 the day is ``number``: 1 to 365 without 29 February if ``is_julian``, else 0 to 365 with it.
    """

    month: int = 0
    week: int = 0
    weekday: int = 0
    number: int = 0
    is_julian: bool = False

    def in_year(self, year: int) -> date:
        """The date of this day in a year."""
        if not self.month:
            first = date(year, 1, 1)
            has_leap_day = (date(year + 1, 1, 1) - first).days > 365  # noqa: PLR2004
            if self.is_julian:
                return first + timedelta(days=self.number - 1 + (has_leap_day and self.number >= _LEAP_DAY))
            return first + timedelta(days=self.number)
        first = date(year, self.month, 1)
        found = first + timedelta(days=(self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1))
        return found if found.month == self.month else found - timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Onset:
    """The moment from which another clock holds: a day, and a time after its midnight on the clock before."""

    day: Day
    after_midnight: timedelta

    def in_year(self, year: int) -> datetime:
        """Wall time (no zone) of the onset in a year, on the clock that it ends."""
        return datetime.combine(self.day.in_year(year), time()) + self.after_midnight


@dataclass(frozen=True, slots=True)
class PosixRule:
    """Offsets are east of Greenwich (the text's sign turned round). Without daylight time ``dst`` is ''."""

    std: str
    std_offset: timedelta
    dst: str = ""
    dst_offset: timedelta = timedelta(0)
    to_dst: Onset | None = None
    to_std: Onset | None = None


def parse_posix(text: str) -> PosixRule:
    """The rule that a TZif footer states.

    Raises:
        PosixRuleError: it is not one.
    """
    found = _RULE.fullmatch(text)
    if found is None:
        raise PosixRuleError(f"{text!r} is not a POSIX time zone rule.")
    std, std_offset = found["std"].strip("<>"), -_span(found["std_at"])
    if found["dst"] is None:
        return PosixRule(std, std_offset)
    dst_offset = -_span(found["dst_at"]) if found["dst_at"] else std_offset + timedelta(hours=1)
    return PosixRule(
        std,
        std_offset,
        found["dst"].strip("<>"),
        dst_offset,
        Onset(_day(found["on"]), _span(found["on_at"] or "2")),
        Onset(_day(found["off"]), _span(found["off_at"] or "2")),
    )


def _span(text: str) -> timedelta:
    hours, minutes, seconds = (*text.lstrip("+-").split(":"), "0", "0")[:3]
    span = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -span if text.startswith("-") else span


def _day(text: str) -> Day:
    if text.startswith("M"):
        month, week, weekday = map(int, text[1:].split("."))
        if not 1 <= month <= 12:  # noqa: PLR2004
            raise PosixRuleError(f"{text!r}: a month lies between 1 and 12.")
        return Day(month=month, week=week, weekday=weekday)
    number = int(text.lstrip("J"))
    is_julian = text.startswith("J")
    if not is_julian <= number <= 365:  # noqa: PLR2004
        raise PosixRuleError(f"{text!r}: no such day of the year.")
    return Day(number=number, is_julian=is_julian)
