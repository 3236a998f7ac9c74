# ruff: noqa: DTZ001  (wall times, as rules and VTIMEZONE state them)
"""POSIX rules as zone files state them, and the form of VTIMEZONE chosen for each zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shelterbelt.learn.engine.localtime import zones
from shelterbelt.learn.engine.localtime.clock import clock_changes
from shelterbelt.learn.engine.localtime.names import lasting_rule
from shelterbelt.learn.formats.icalendar.posix import PosixRuleError, parse_posix
from shelterbelt.learn.formats.icalendar.zones import write_zone

HOUR = timedelta(hours=1)
FIRST, LAST = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "std", "std_hours", "dst", "dst_hours"),
    [
        ("EST5EDT,M3.2.0,M11.1.0", "EST", -5, "EDT", -4),
        ("<+0545>-5:45", "+0545", 5.75, "", 0),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "IST", 1, "GMT", 0),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "+1030", 10.5, "+11", 11),
        ("<+00>0<+02>-2,M3.5.0/1,M10.5.0/3", "+00", 0, "+02", 2),
        ("NST3:30NDT,M3.2.0,M11.1.0", "NST", -3.5, "NDT", -2.5),
    ],
)
def test_rule_gives_names_and_offsets_east_of_greenwich(
    text: str, std: str, std_hours: float, dst: str, dst_hours: float
) -> None:
    rule = parse_posix(text)
    assert (rule.std, rule.std_offset, rule.dst, rule.dst_offset) == (
        std,
        std_hours * HOUR,
        dst,
        dst_hours * HOUR,
    )


@pytest.mark.parametrize(
    ("text", "year", "to_dst", "to_std"),
    [
        ("EST5EDT,M3.2.0,M11.1.0", 2027, datetime(2027, 3, 14, 2), datetime(2027, 11, 7, 2)),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2027, datetime(2027, 3, 27, 23), datetime(2027, 10, 31, 0)),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", 2027, datetime(2027, 3, 27, 2), datetime(2027, 10, 30, 2)),
        ("<-04>4<-03>,M9.1.6/24,M4.1.6/24", 2027, datetime(2027, 9, 5, 0), datetime(2027, 4, 4, 0)),
        ("AAA3BBB,J60/0,J365/23", 2028, datetime(2028, 3, 1, 0), datetime(2028, 12, 31, 23)),
        ("AAA3BBB,59/0,365/1:30", 2028, datetime(2028, 2, 29, 0), datetime(2028, 12, 31, 1, 30)),
        ("AAA3BBB,J59,59", 2027, datetime(2027, 2, 28, 2), datetime(2027, 3, 1, 2)),
    ],
)
def test_rule_gives_the_wall_time_of_its_changes(
    text: str, year: int, to_dst: datetime, to_std: datetime
) -> None:
    rule = parse_posix(text)
    assert rule.to_dst is not None
    assert rule.to_std is not None
    assert (rule.to_dst.in_year(year), rule.to_std.in_year(year)) == (to_dst, to_std)


@pytest.mark.parametrize(
    "text", ["", "EST", "EST5EDT", "EST5EDT,M13.1.0,M1.1.0", "EST5EDT,J0,J9", "A5", "EST5\nX"]
)
def test_text_that_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(PosixRuleError):
        parse_posix(text)


def test_every_lasting_rule_of_the_database_gives_the_listed_changes_of_a_far_year() -> None:
    far = 2090  # after the last explicit date of every zone (Morocco's tables end in 2087)
    begin, end = datetime(far, 1, 1, tzinfo=UTC), datetime(far + 1, 1, 1, tzinfo=UTC)
    for name in zones():
        rule = parse_posix(lasting_rule(name))
        wanted = [change.at for change in clock_changes(name, begin, end)]
        found = []
        if rule.to_dst and rule.to_std:
            found.append((rule.to_dst.in_year(far) - rule.std_offset).replace(tzinfo=UTC))
            found.append((rule.to_std.in_year(far) - rule.dst_offset).replace(tzinfo=UTC))
        assert sorted(found) == wanted, name


def test_zone_with_a_lasting_rule_is_written_with_yearly_rules_of_month_and_weekday() -> None:
    assert write_zone("America/Toronto", FIRST, LAST).to_ical().decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:America/Toronto",
        "BEGIN:STANDARD",
        "DTSTART:20251102T020000",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
        "TZNAME:EST",
        "TZOFFSETFROM:-0400",
        "TZOFFSETTO:-0500",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250309T020000",
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "TZNAME:EDT",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0400",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
        "",
    ]


def test_dublin_summer_is_the_daylight_time_whatever_the_database_calls_it() -> None:
    written = write_zone("Europe/Dublin", FIRST, LAST).to_ical().decode()
    summer = written[written.index("BEGIN:DAYLIGHT") :]
    assert "TZNAME:IST\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nEND:DAYLIGHT" in summer
    assert written.count("RRULE") == 2


def test_zone_without_changes_is_one_standard_observance() -> None:
    written = write_zone("Asia/Kathmandu", FIRST, LAST).to_ical().decode()
    assert [line for line in written.split("\r\n") if line.startswith(("BEGIN", "TZOFFSET", "RRULE"))] == [
        "BEGIN:VTIMEZONE",
        "BEGIN:STANDARD",
        "TZOFFSETFROM:+0545",
        "TZOFFSETTO:+0545",
    ]


def test_zones_written_with_dates_are_those_that_a_yearly_rule_cannot_say() -> None:
    dated = set()
    for name in zones():
        written = write_zone(name, FIRST, LAST).to_ical().decode()
        assert "RDATE" not in written, name
        if "RRULE" not in written and written.count("BEGIN:") > 2:
            dated.add(name)
    always = {"Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "America/Nuuk", "America/Santiago"}
    always |= {"America/Scoresbysund", "Asia/Gaza", "Asia/Hebron", "Asia/Jerusalem"}
    assert always <= dated
    # The rest changes its law between 2025 and 2028 in the version of the database at hand.
    for name in dated - always:
        rule = parse_posix(lasting_rule(name))
        years = {change.at.year for change in clock_changes(name, FIRST - 600 * timedelta(days=1), LAST)}
        assert not rule.dst or years != {2025, 2026, 2027, 2028}, name


def test_date_of_a_rule_day_is_a_plain_date() -> None:
    rule = parse_posix("CET-1CEST,M3.5.0,M10.5.0/3")
    assert rule.to_dst is not None
    assert rule.to_dst.day.in_year(2027) == date(2027, 3, 28)
