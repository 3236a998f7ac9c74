"""What the timetable engine is asked: frozen, hashable, free of any framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

QUARTERS_PER_DAY = 96
QUARTER_MINUTES = 15


class Mode(StrEnum):
    """How a series of meetings is held."""

    ONLINE = "online"
    HYBRID = "hybrid"
    ON_SITE = "on_site"


class Attendance(StrEnum):
    """How a person attends hybrid meetings. Online meetings are attended from home by everybody."""

    ONLINE = "online"
    ON_SITE = "on_site"


class Policy(StrEnum):
    """How starts may be chosen. A policy that does not fit a series leaves that series at its frame.

    frame: the programme's own hour. fixed_best: one hour for a whole series, the best there is.
    rotated: each meeting has its own start. echo: each online meeting is run twice, twelve hours
    apart, and each person takes the better run. core, core_twice: a series with `core_minutes` is
    live for those minutes only, run once or twice.
    """

    FRAME = "frame"
    FIXED_BEST = "fixed_best"
    ROTATED = "rotated"
    ECHO = "echo"
    CORE = "core"
    CORE_TWICE = "core_twice"


DEFAULT_BANDS: tuple[tuple[int, int, int], ...] = (
    (0, 6, 4),
    (6, 7, 2),
    (7, 8, 1),
    (8, 20, 0),
    (20, 22, 1),
    (22, 23, 2),
    (23, 24, 4),
)


@dataclass(frozen=True, slots=True)
class PointScale:
    """Points per quarter-hour of local clock: 96 whole numbers from midnight, 0 to 100 each."""

    points: tuple[int, ...]

    @classmethod
    def from_bands(cls, bands: tuple[tuple[int, int, int], ...] = DEFAULT_BANDS) -> PointScale:
        """Make a scale from (from hour, to hour, points per quarter-hour) bands covering 0 to 24."""
        return cls(tuple(points for start, end, points in bands for _ in range((end - start) * 4)))


@dataclass(frozen=True, slots=True)
class Series:
    """Meetings of one kind.

    `dates[i]` are the candidate host dates of meeting i + 1: one date when the definition fixes it,
    several when the engine may choose. Meetings with the same candidates are put in order of date.
    `frame_start` and the window are local starts on the host's clock; the window is inclusive and
    starts lie on `grid_minutes` from `earliest`. `core_minutes` allows a shortened live core.
    Two meetings that share their candidates are at least `weeks_apart` weeks apart, from Monday to Monday.
    `speakers` are the people paid per run: they price a second run.
    """

    key: str
    minutes: int
    mode: Mode
    dates: tuple[tuple[date, ...], ...]
    frame_start: time
    earliest: time
    latest: time
    grid_minutes: int = 30
    core_minutes: int | None = None
    speakers: int = 1
    policy: Policy | None = None
    weeks_apart: int = 1

    @property
    def count(self) -> int:
        """Number of meetings."""
        return len(self.dates)


@dataclass(frozen=True, slots=True)
class Person:
    """One person, known by an opaque id.

    `holidays` are (local date, is the date an estimate); `unavailable` are personal local dates.
    For a series named in `must_attend` (a speaker, an interpreter) these dates are hard rules,
    for everybody else they are counted and avoided where no one's hours suffer.
    """

    id: str
    zone: str
    mode: Attendance = Attendance.ONLINE
    holidays: frozenset[tuple[date, bool]] = frozenset()
    unavailable: frozenset[date] = frozenset()
    must_attend: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PublishedMeeting:
    """A meeting of the plan people already have. `number` counts from 1; `starts_at` is aware, UTC."""

    series: str
    number: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that decides a timetable; equal problems give equal plans.

    `has_distinct_weeks`: no two meetings share an ISO week of the host. `max_away_share`: a start on
    which a larger share of people has a holiday or is away is forbidden (None: never forbidden).
    `max_combinations` bounds the exact search; beyond it the plan is improved block by block and
    says that it is not proven.
    """

    host_zone: str
    series: tuple[Series, ...]
    people: tuple[Person, ...]
    policy: Policy = Policy.FRAME
    scale: PointScale = field(default_factory=PointScale.from_bands)
    has_distinct_weeks: bool = True
    max_away_share: float | None = None
    published: tuple[PublishedMeeting, ...] = ()
    max_combinations: int = 200_000_000
    seed: int = 0


def dates_on(weekday: int, first: date, weeks: int) -> tuple[date, ...]:
    """The `weekday` (Monday is 0) of each of `weeks` weeks, beginning with the week of `first`."""
    monday = first - timedelta(days=first.weekday())
    return tuple(monday + timedelta(days=weekday + 7 * week) for week in range(weeks))


def weeks_between(one: date, other: date) -> int:
    """Weeks from the Monday of one date's week to the Monday of the other's."""
    days = (one - timedelta(days=one.weekday())) - (other - timedelta(days=other.weekday()))
    return abs(days.days) // 7


def fixed(dates: tuple[date, ...]) -> tuple[tuple[date, ...], ...]:
    """Candidates of a series whose definition fixes each date."""
    return tuple((day,) for day in dates)


def any_of(dates: tuple[date, ...], count: int) -> tuple[tuple[date, ...], ...]:
    """Candidates of a series of `count` meetings that may take any of `dates`."""
    return tuple(tuple(sorted(dates)) for _ in range(count))
