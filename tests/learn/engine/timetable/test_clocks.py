"""Clock changes, odd offsets and rolls of the date, against zoneinfo asked the naive way."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest
from tests.learn.engine.timetable.cases import WEDNESDAY, panels, people, problem

from shelterbelt.learn.engine.timetable import Policy, check, plan
from shelterbelt.learn.engine.timetable.offsets import offset_at, zone_clock
from shelterbelt.learn.engine.timetable.problem import any_of, dates_on, fixed

START = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
YEAR = 365 * 86_400


def test_offsets_of_every_zone_equal_zoneinfo() -> None:
    instants = np.arange(START, START + YEAR, 6 * 3600 + 17 * 60, dtype=np.int64)
    zones = sorted(available_timezones())[::4]
    assert len(zones) > 100
    for name in zones:
        zone = ZoneInfo(name)
        naive = [offset_at(zone, int(t)) for t in instants]
        assert zone_clock(zone, START, START + YEAR).offsets(instants).tolist() == naive, name


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("America/Toronto", [("2027-03-14T07:00", -300, -240), ("2027-11-07T06:00", -240, -300)]),
        ("Europe/Paris", [("2027-03-28T01:00", 60, 120), ("2027-10-31T01:00", 120, 60)]),
        ("America/Sao_Paulo", []),
        ("Australia/Lord_Howe", [("2027-04-03T15:00", 660, 630), ("2027-10-02T15:30", 630, 660)]),
        ("Asia/Kathmandu", []),
        ("Pacific/Kiritimati", []),
    ],
)
def test_changes_are_found_to_the_second(zone: str, changes: list[tuple[str, int, int]]) -> None:
    found = zone_clock(ZoneInfo(zone), START, START + YEAR).changes(START, START + YEAR)
    assert [
        (datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M"), before // 60, after // 60)
        for at, before, after in found
    ] == changes


@pytest.mark.parametrize(
    ("zone", "points"),
    [
        ("Asia/Kathmandu", 26),  # 18:00 EST is 04:45; five quarters at 4 points, then 06:00 to 06:45
        ("Pacific/Kiritimati", 0),  # 13:00 the next day
        ("America/Sao_Paulo", 8),  # 20:00 to 22:00
        ("Australia/Lord_Howe", 0),  # 10:00, at half an hour of summer time
    ],
)
def test_points_of_one_winter_evening(zone: str, points: int) -> None:
    series = panels(1, dates=fixed((date(2027, 1, 13),)))
    answer = plan(problem(series, policy=Policy.FRAME, people=people(zone)), compare=False)
    assert answer.receipt.worst == points


def test_frame_keeps_the_host_clock_over_both_changes() -> None:
    days = (date(2027, 3, 10), date(2027, 3, 17), date(2027, 11, 3), date(2027, 11, 10))
    answer = plan(problem(panels(4, dates=fixed(days)), policy=Policy.FRAME))
    assert [m.starts_at.hour for m in answer.meetings] == [23, 22, 22, 23]
    assert check(problem(panels(4, dates=fixed(days)), policy=Policy.FRAME), answer) == []


def test_clock_change_and_date_roll_are_flagged() -> None:
    days = (date(2027, 3, 10), date(2027, 3, 17))
    crowd = people("America/Toronto", "Europe/London", "Pacific/Kiritimati")
    flags = plan(problem(panels(2, dates=fixed(days)), policy=Policy.FRAME, people=crowd)).receipt.flags
    changes = {(f.get("number"), f.get("zone"), f.get("minutes")) for f in flags if f.code == "clock_change"}
    rolls = {(f.get("number"), f.get("zone"), f.get("days")) for f in flags if f.code == "date_roll"}
    assert changes == {(2, "America/Toronto", 60)}
    assert rolls == {(1, "Pacific/Kiritimati", 1), (2, "Pacific/Kiritimati", 1)}


def test_meeting_that_spans_a_clock_change_is_counted_by_the_quarter() -> None:
    sunday = date(2027, 3, 14)
    series = panels(1, dates=fixed((sunday,)), frame_start=time(1), minutes=120)
    case = problem(series, policy=Policy.FRAME, people=people("America/Toronto"))
    answer = plan(case)
    assert answer.receipt.burdens[0].night_minutes == 120
    assert answer.meetings[0].starts_at == datetime(2027, 3, 14, 6, tzinfo=UTC)
    assert check(case, answer) == []


def test_hour_that_does_not_exist_is_moved_and_still_right() -> None:
    series = panels(1, dates=fixed((date(2027, 3, 14),)), frame_start=time(2))
    case = problem(series, policy=Policy.FRAME)
    answer = plan(case)
    assert answer.meetings[0].starts_at == datetime(2027, 3, 14, 7, tzinfo=UTC)
    assert check(case, answer) == []


def test_dates_are_chosen_across_eras_when_that_is_fairer() -> None:
    weeks = dates_on(WEDNESDAY, date(2027, 3, 1), 4)
    crowd = people("America/Toronto") + people("Asia/Tokyo", each=9)
    series = panels(2, dates=any_of(weeks, 2), frame_start=time(18))
    answer = plan(problem(series, policy=Policy.FRAME, people=crowd))
    tokyo = ZoneInfo("Asia/Tokyo")
    assert [m.starts_at.astimezone(tokyo).hour for m in answer.meetings] == [8, 8]
    assert all(m.date < date(2027, 3, 14) for m in answer.meetings)
    assert answer.meetings[1].date - answer.meetings[0].date == timedelta(weeks=1)
