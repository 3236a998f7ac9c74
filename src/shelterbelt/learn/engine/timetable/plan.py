"""What the timetable engine answers: frozen, with its reasons as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from fractions import Fraction

    from shelterbelt.learn.engine.timetable.problem import Attendance, Policy

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Meeting:
    """One run of one meeting. `number` from 1, `run` 0 or 1 (the echo), `date` the host's local date."""

    series: str
    number: int
    run: int
    date: date
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class ZoneBurden:
    """What one person of this zone and way of attending carries over the whole series."""

    zone: str
    mode: Attendance
    people: int
    points: int
    night_minutes: int

    @property
    def night_hours(self) -> float:
        """Hours between 23:00 and 06:00 local."""
        return self.night_minutes / 60


@dataclass(frozen=True, slots=True)
class Level:
    """How many people carry exactly `points`."""

    points: int
    people: int


@dataclass(frozen=True, slots=True)
class ZoneWeight:
    """Share of a zone in the lower bound, as a whole number over `Certificate.total`."""

    zone: str
    mode: Attendance
    weight: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """No plan of this policy gives a worst burden below `bound`, an exact fraction.

    Anybody can check it: weigh every zone's points by its weight; the cheapest option of each
    meeting, summed over the meetings and divided by `total`, is the bound (`certificate_rows`).
    """

    weights: tuple[ZoneWeight, ...]
    total: int
    bound: Fraction


@dataclass(frozen=True, slots=True)
class DateHit:
    """People for whom a meeting falls on a holiday (sure or estimated) or a personal date."""

    series: str
    number: int
    holiday: int
    estimated: int
    unavailable: int
    people: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A reason or a warning as data: a stable code and its values, in order of name."""

    code: str
    params: tuple[tuple[str, Value], ...]

    def get(self, name: str) -> Value:
        """The value called `name`; KeyError if the code has none."""
        return dict(self.params)[name]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A labelled alternative: what it gives, what it costs beyond the frame, and its meetings.

    `key` is a policy's value, or "chosen" for a mixture of policies. Extra hours and fees are those
    of second runs; `live_minutes_given_up` are minutes no longer live for people online.
    """

    key: str
    is_chosen: bool
    worst: int
    people_at_worst: int
    mean: float
    worst_night_hours: float
    mean_night_hours: float
    people_without_night: int
    bound: Fraction
    is_exact: bool
    extra_speaker_hours: float
    extra_fees: int
    live_minutes_given_up: int
    away: int
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The next best plan (or one exactly as good): its meetings, worst burden and how many carry it."""

    meetings: tuple[Meeting, ...]
    worst: int
    people_at_worst: int
    mean: float
    is_tie: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """The fairness receipt.

    `levels` go from the worst down. `gap` is worst minus the bound rounded up, in points.
    `is_exact`: every combination of `combinations` was examined or excluded by proof; `examined`
    were summed one by one. `ties` plans share the best burdens; dates and the published plan chose
    among `ties_compared` of them. `changed` meetings differ from the published plan.
    """

    burdens: tuple[ZoneBurden, ...]
    levels: tuple[Level, ...]
    worst: int
    people_at_worst: int
    mean: float
    certificate: Certificate
    gap: int
    is_exact: bool
    is_worst_proven: bool
    combinations: int
    examined: int
    ties: int
    ties_compared: int
    classes: int
    runner_up: RunnerUp | None
    hits: tuple[DateHit, ...]
    away: int
    changed: int
    alternatives: tuple[Alternative, ...]
    trade: tuple[Remark, ...]
    flags: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A dated timetable with its receipt. `problem_hash` is the SHA-256 of the canonical input."""

    policy: Policy
    meetings: tuple[Meeting, ...]
    receipt: Receipt
    problem_hash: str
    engine_version: str = "1"
