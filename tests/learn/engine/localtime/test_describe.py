"""Meetings on the reader's clock: worked examples, then everything against a minute-by-minute recomputation."""

import copy
import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelterbelt.learn.engine import localtime
from shelterbelt.learn.engine.localtime import Code, LocalTime, Meeting, describe, quarters, zone, zones
from shelterbelt.learn.engine.localtime.check import check
from shelterbelt.learn.engine.localtime.clock import changes_in_week, clock_changes
from shelterbelt.learn.engine.localtime.plan import ClockChange, Part, Quarter, Reason

TORONTO = "America/Toronto"


def evenings(*days: tuple[int, int, int], hour: int = 18, minutes: int = 120) -> list[Meeting]:
    """Meetings at an hour of Toronto's clock."""
    return [Meeting(datetime(*day, hour, tzinfo=zone(TORONTO)), minutes) for day in days]


def plain(moment: datetime) -> str:
    return moment.strftime("%a %d %H:%M")


def test_meeting_is_earlier_for_london_in_the_weeks_when_only_toronto_has_changed() -> None:
    series = evenings((2027, 3, 10), (2027, 3, 17), (2027, 3, 24), (2027, 3, 31))
    shown = describe(series, "Europe/London", TORONTO)
    assert [plain(one.start) for one in shown] == [
        "Wed 10 23:00",
        "Wed 17 22:00",
        "Wed 24 22:00",
        "Wed 31 23:00",
    ]
    assert [plain(one.host_start) for one in shown] == [f"Wed {day} 18:00" for day in (10, 17, 24, 31)]
    assert [one.shift_minutes for one in shown] == [0, -60, 0, 60]
    assert [one.otherwise_start.hour for one in shown] == [23, 23, 22, 22]
    assert [one.ahead_minutes for one in shown] == [300, 240, 240, 300]
    assert shown[1].reasons == (
        Reason(Code.SHIFTED_BY_HOST, zone=TORONTO, minutes=60),
        Reason(Code.NIGHT, zone="Europe/London", minutes=60),
    )
    assert Reason(Code.SHIFTED_BY_READER, zone="Europe/London", minutes=60) in shown[3].reasons
    assert [one.is_change_week for one in shown] == [True, False, True, False]


def test_week_of_a_change_names_the_zone_the_instant_and_the_size() -> None:
    (shown,) = describe(evenings((2027, 3, 10)), "Europe/London", TORONTO)
    change = ClockChange(TORONTO, datetime(2027, 3, 14, 7, tzinfo=UTC), 60)
    assert (shown.reader_changes, shown.host_changes) == ((), (change,))
    (own,) = describe(evenings((2027, 3, 10)), TORONTO, TORONTO)
    assert [reason.code for reason in own.reasons] == [Code.READER_CLOCK_CHANGES]
    assert (own.reader_changes, own.shift_minutes) == ((change,), 0)


@pytest.mark.parametrize(
    ("reader", "shift", "start"),
    [
        ("Asia/Tokyo", 1, "Thu 14 08:00"),
        ("Asia/Kathmandu", 1, "Thu 14 04:45"),
        ("Pacific/Pago_Pago", 0, "Wed 13 12:00"),
        ("America/St_Johns", 0, "Wed 13 19:30"),
    ],
)
def test_date_shift_counts_days_from_the_host_date(reader: str, shift: int, start: str) -> None:
    (shown,) = describe(evenings((2027, 1, 13)), reader, TORONTO)
    assert (shown.date_shift, plain(shown.start)) == (shift, start)
    wanted = [Reason(Code.OTHER_DATE, zone=reader, days=shift)] if shift else []
    assert [reason for reason in shown.reasons if reason.code is Code.OTHER_DATE] == wanted


def test_date_shift_is_backwards_for_a_host_in_the_east_and_can_be_two_days() -> None:
    tokyo = Meeting(datetime(2027, 1, 13, 9, tzinfo=zone("Asia/Tokyo")), 60)
    kiritimati = Meeting(datetime(2027, 1, 13, 0, 30, tzinfo=zone("Pacific/Kiritimati")), 60)
    assert describe([tokyo], TORONTO, "Asia/Tokyo")[0].date_shift == -1
    assert describe([kiritimati], "Pacific/Pago_Pago", "Pacific/Kiritimati")[0].date_shift == -2


def test_meeting_through_the_repeated_hour_says_so() -> None:
    (shown,) = describe([Meeting(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), 120)], TORONTO, "Etc/UTC")
    assert (plain(shown.start), plain(shown.end), shown.is_repeated_hour) == (
        "Sun 01 01:30",
        "Sun 01 02:30",
        True,
    )
    assert shown.changes_during == (ClockChange(TORONTO, datetime(2026, 11, 1, 6, tzinfo=UTC), -60),)
    assert [reason.code for reason in shown.reasons] == [
        Code.READER_CLOCK_CHANGES,
        Code.CHANGES_DURING_MEETING,
        Code.REPEATED_HOUR,
        Code.NIGHT,
    ]
    assert shown.night_minutes == 120


def test_change_at_either_end_of_the_meeting_is_not_during_it() -> None:
    change = datetime(2026, 11, 1, 6, tzinfo=UTC)
    touching = [
        Meeting(change, 60),
        Meeting(change - timedelta(hours=1), 60),
        Meeting(change - timedelta(minutes=1), 2),
    ]
    assert [len(one.changes_during) for one in describe(touching, TORONTO, TORONTO)] == [0, 0, 1]


def test_meeting_that_ends_at_midnight_does_not_end_the_next_day() -> None:
    meetings = evenings((2027, 1, 13), hour=22) + evenings((2027, 1, 13), hour=22, minutes=121)
    assert [one.ends_next_day for one in describe(meetings, TORONTO, TORONTO)] == [False, True]


def test_quarters_follow_the_parts_of_the_local_day() -> None:
    start = datetime(2027, 1, 13, 5, 50, tzinfo=zone(TORONTO))
    found = quarters(Meeting(start, 140), TORONTO)
    assert [(piece.start.strftime("%H:%M"), piece.minutes, piece.part) for piece in found] == [
        ("05:50", 10, Part.NIGHT),
        *((f"06:{minute:02}", 15, Part.UNSOCIABLE) for minute in (0, 15, 30, 45)),
        *((f"07:{minute:02}", 15, Part.EDGE) for minute in (0, 15, 30, 45)),
        ("08:00", 10, Part.DAY),
    ]


def test_quarters_of_a_whole_day_hold_each_part_for_its_hours() -> None:
    day = Meeting(datetime(2027, 1, 13, tzinfo=zone("Asia/Kathmandu")), 24 * 60)
    hours = dict.fromkeys(Part, 0)
    for piece in quarters(day, "Asia/Kathmandu"):
        hours[piece.part] += piece.minutes
    assert hours == {Part.DAY: 720, Part.EDGE: 180, Part.UNSOCIABLE: 120, Part.NIGHT: 420}


@pytest.mark.parametrize(
    ("name", "at", "day"),
    [
        # Santiago falls back at Saturday 24:00, Cairo springs forward at Friday 00:00: the date decides.
        ("America/Santiago", datetime(2027, 4, 4, 3, tzinfo=UTC), datetime(2027, 4, 3, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2027, 4, 29, 22, tzinfo=UTC), datetime(2027, 4, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2027, 4, 3, 15, tzinfo=UTC), datetime(2027, 4, 4, tzinfo=UTC)),
    ],
)
def test_change_belongs_to_the_week_of_its_local_date(name: str, at: datetime, day: datetime) -> None:
    assert [change.at for change in changes_in_week(name, day.date())] == [at]
    assert changes_in_week(name, day.date() + timedelta(days=7)) == ()


@pytest.mark.parametrize(
    ("start", "minutes", "said"),
    [
        (datetime(2027, 1, 1), 60, "has no zone"),  # noqa: DTZ001
        (datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC), 60, "whole minute"),
        (datetime(2027, 1, 1, tzinfo=UTC), 0, "from 1 to"),
        (datetime(2027, 1, 1, tzinfo=UTC), 10081, "from 1 to"),
    ],
)
def test_meeting_refuses_what_has_no_meaning(start: datetime, minutes: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Meeting(start, minutes)


def test_results_can_be_copied_and_pickled_with_their_zones() -> None:
    shown = describe(evenings((2027, 3, 10)), "Europe/London", TORONTO)
    assert pickle.loads(pickle.dumps(shown)) == shown  # noqa: S301
    assert copy.deepcopy(shown)[0].start.tzinfo is zone("Europe/London")


def test_public_surface_is_complete_and_sorted() -> None:
    assert localtime.__all__ == sorted(localtime.__all__)
    assert len(localtime.__all__) <= 12
    assert all(hasattr(localtime, name) for name in localtime.__all__)


INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2036, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)
NAMES = st.sampled_from(zones())


@st.composite
def near_changes(draw: st.DrawFn) -> tuple[list[Meeting], str, str]:
    """Two or three meetings, the first near a change of the reader's or the host's clock if there is one."""
    reader, host = draw(NAMES), draw(NAMES)
    at = draw(INSTANTS)
    changes = clock_changes(draw(st.sampled_from([reader, host])), at, at + timedelta(days=200))
    start = changes[0].at + timedelta(minutes=draw(st.integers(-2000, 2000))) if changes else at
    gaps = draw(st.lists(st.integers(0, 20), min_size=1, max_size=2))
    lengths = draw(st.lists(st.integers(1, 600), min_size=3, max_size=3))
    starts = [start, *(start + timedelta(days=days) for days in gaps)]
    return [Meeting(one, length) for one, length in zip(starts, lengths, strict=False)], reader, host


@settings(max_examples=12, deadline=None)
@given(near_changes())
def test_describe_agrees_with_the_minute_by_minute_check(case: tuple[list[Meeting], str, str]) -> None:
    meetings, reader, host = case
    assert check(meetings, reader, host, describe(meetings, reader, host)) == ()


@settings(max_examples=60, deadline=None)
@given(near_changes())
def test_quarters_tile_the_meeting_and_never_cross_a_local_quarter(
    case: tuple[list[Meeting], str, str],
) -> None:
    meetings, reader, _ = case
    for meeting in meetings:
        found = quarters(meeting, reader)
        at = meeting.start
        for piece in found:
            assert piece.start.astimezone(UTC) == at
            assert piece.start.minute % 15 + piece.minutes <= 15
            at += timedelta(minutes=piece.minutes)
        assert at == meeting.end


def faulty(shown: LocalTime) -> dict[str, LocalTime]:
    hour = timedelta(hours=1)
    change = ClockChange("Europe/London", datetime(2027, 3, 28, 1, tzinfo=UTC), 60)
    return {
        "start": replace(shown, start=shown.start + hour),
        "end": replace(shown, end=shown.end + hour),
        "host_start": replace(shown, host_start=shown.host_start + hour),
        "host_end": replace(shown, host_end=shown.host_end + hour),
        "date_shift": replace(shown, date_shift=1),
        "ends_next_day": replace(shown, ends_next_day=not shown.ends_next_day),
        "reader_changes": replace(shown, reader_changes=(change,)),
        "host_changes": replace(shown, host_changes=()),
        "changes_during": replace(shown, changes_during=(change,)),
        "ahead_minutes": replace(shown, ahead_minutes=0),
        "shift_minutes": replace(shown, shift_minutes=60),
        "otherwise_start": replace(shown, otherwise_start=shown.otherwise_start + hour),
        "is_repeated_hour": replace(shown, is_repeated_hour=True),
        "night_minutes": replace(shown, night_minutes=1),
        "reasons": replace(shown, reasons=shown.reasons[1:]),
    }


def test_check_catches_a_planted_fault_in_every_field() -> None:
    series = evenings((2027, 3, 10))
    (shown,) = describe(series, "Europe/London", TORONTO)
    for field, wrong in faulty(shown).items():
        findings = check(series, "Europe/London", TORONTO, [wrong])
        assert field in {line.split(": ")[1].split(" ")[0] for line in findings}
    assert check(series, "Europe/London", TORONTO, []) == ("0 results for 1 meetings",)


def test_quarter_and_reason_are_frozen() -> None:
    for value in (Quarter(datetime(2027, 1, 1, tzinfo=UTC), 15, Part.DAY), Reason(Code.NIGHT)):
        with pytest.raises(AttributeError):
            value.minutes = 1  # type: ignore[misc]
