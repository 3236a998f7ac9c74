"""Invented problems for the tests of the timetable engine."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from shelterbelt.learn.engine.timetable import Person, Policy, Problem, Series
from shelterbelt.learn.engine.timetable.problem import (
    Attendance,
    Mode,
    PublishedMeeting,
    any_of,
    dates_on,
    fixed,
)

ZONES = (
    "America/Toronto",
    "America/Vancouver",
    "America/Sao_Paulo",
    "Europe/London",
    "Africa/Lagos",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
)
WEDNESDAY, FRIDAY = 2, 4


def people(*zones: str, each: int = 1) -> tuple[Person, ...]:
    """`each` people online in every zone."""
    return tuple(Person(f"{zone} {n}", zone) for zone in zones for n in range(each))


def panels(count: int = 3, **changes: object) -> Series:
    """Wednesday panels every second week from March 2027, any hour of Toronto allowed, hourly grid."""
    wednesdays = dates_on(WEDNESDAY, date(2027, 3, 1), 2 * count)[::2]
    values: dict[str, object] = {
        "key": "panels",
        "minutes": 120,
        "mode": Mode.ONLINE,
        "dates": fixed(wednesdays),
        "frame_start": time(18),
        "earliest": time(0),
        "latest": time(23),
        "grid_minutes": 60,
        "speakers": 4,
    }
    return Series(**(values | changes))  # type: ignore[arg-type]


def fridays(count: int = 2, **changes: object) -> Series:
    """Hybrid Fridays of seven hours in the weeks between, starting 08:00 to 10:00, with a live core."""
    dates = dates_on(FRIDAY, date(2027, 3, 8), 2 * count)[::2]
    values: dict[str, object] = {
        "key": "fridays",
        "minutes": 420,
        "mode": Mode.HYBRID,
        "dates": fixed(dates),
        "frame_start": time(9),
        "earliest": time(8),
        "latest": time(10),
        "core_minutes": 210,
        "speakers": 3,
    }
    return Series(**(values | changes))  # type: ignore[arg-type]


def problem(*series: Series, policy: Policy = Policy.ROTATED, **changes: object) -> Problem:
    """A Toronto programme for two people in every zone of the tests."""
    values: dict[str, object] = {
        "host_zone": "America/Toronto",
        "series": series or (panels(),),
        "people": people(*ZONES, each=2),
        "policy": policy,
    }
    return Problem(**(values | changes))  # type: ignore[arg-type]


DAYS = st.dates(date(2027, 2, 24), date(2027, 4, 20))


@st.composite
def persons(draw: st.DrawFn, number: int) -> Person:
    """A person with a few holidays and personal dates; now and then one who must attend."""
    return Person(
        id=f"p{number}",
        zone=draw(st.sampled_from(ZONES)),
        mode=draw(st.sampled_from(Attendance)),
        holidays=draw(st.frozensets(st.tuples(DAYS, st.booleans()), max_size=3)),
        unavailable=draw(st.frozensets(DAYS, max_size=2)),
        must_attend=draw(st.sampled_from([frozenset(), frozenset(), frozenset(), frozenset({"a"})])),
    )


@st.composite
def serieses(draw: st.DrawFn, key: str, weekday: int) -> Series:
    """One to three meetings, dates fixed or chosen, around the clock changes of March and April."""
    count = draw(st.integers(1, 3))
    days = dates_on(weekday, date(2027, 3, 1) + timedelta(weeks=draw(st.integers(0, 3))), count + 2)
    is_fixed = draw(st.booleans())
    earliest = draw(st.integers(0, 23))
    hours = draw(st.integers(0, 5))
    minutes = draw(st.sampled_from([60, 105, 420]))
    return Series(
        key=key,
        minutes=minutes,
        mode=draw(st.sampled_from(Mode)),
        dates=fixed(days[:count]) if is_fixed else any_of(days, count),
        frame_start=time((earliest + draw(st.integers(0, hours))) % 24),
        earliest=time(earliest),
        latest=time((earliest + hours) % 24),
        grid_minutes=draw(st.sampled_from([30, 60])),
        core_minutes=draw(st.sampled_from([None, 60])),
        speakers=draw(st.integers(0, 4)),
        policy=draw(st.sampled_from([None, None, *Policy])),
        weeks_apart=draw(st.sampled_from([1, 1, 2])),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Small problems with every feature of the input."""
    series = [draw(serieses("a", WEDNESDAY))]
    if draw(st.booleans()):
        series.append(draw(serieses("b", FRIDAY)))
    published = draw(st.booleans())
    return Problem(
        host_zone=draw(st.sampled_from(["America/Toronto", "Australia/Lord_Howe", "Europe/London"])),
        series=tuple(series),
        people=tuple(draw(persons(n)) for n in range(draw(st.integers(1, 6)))),
        policy=draw(st.sampled_from(Policy)),
        has_distinct_weeks=draw(st.booleans()),
        max_away_share=draw(st.sampled_from([None, None, 0.5])),
        published=(PublishedMeeting("a", 1, datetime(2027, 3, 10, 23, tzinfo=UTC)),) if published else (),
        seed=draw(st.integers(0, 3)),
    )
