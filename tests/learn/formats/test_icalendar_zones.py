"""Page, mail and feed agree to the minute for every IANA zone, as two foreign parsers read them."""

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import icalendar
import pytest
from tests.learn.formats.icalendar_judges import (
    GUEST,
    OFFICE,
    STAMP,
    Reading,
    read_with_icaljs,
    read_with_vobject,
    vobject_events,
)

from shelterbelt.learn.engine.localtime import Meeting, describe, zone
from shelterbelt.learn.engine.localtime.clock import clock_changes
from shelterbelt.learn.formats.icalendar import CalendarEvent, Feed, Invitation, write_feed, write_request
from shelterbelt.learn.formats.icalendar.zones import write_zone

# Names that a machine may list beside IANA's: its own clock, and placeholders.
NOT_IANA = {"localtime", "posixrules", "Factory"}
NAMES = sorted(zoneinfo.available_timezones() - NOT_IANA)
BEGIN, END = datetime(2026, 8, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
MINUTES = 90
WALL = "%Y-%m-%dT%H:%M"
# A mail for every fifth event, so that before, in and after a change each have their turn, at a fifth of the time.
MAIL_STEP = 5
WRITTEN_START = re.compile(r"^DTSTART(?:;TZID=([^:\r]+))?:(\w+)\r$", re.MULTILINE)
WRITTEN_UID = re.compile(r"^UID:(\d+)@", re.MULTILINE)
TORONTO = "America/Toronto"
# The evening panel (18:00) on both sides of Toronto's and Europe's changes.
PANELS = tuple(
    datetime(year, month, day, 18, tzinfo=zone(TORONTO)).astimezone(UTC)
    for year, month, day in (
        (2026, 10, 21),
        (2026, 10, 28),
        (2026, 11, 4),
        (2027, 3, 10),
        (2027, 3, 17),
        (2027, 3, 31),
        (2027, 11, 10),
    )
)


def instants_of(name: str) -> list[datetime]:
    """Around each change of the zone's clock, through the repeated or skipped hour; else four seasons."""
    steps = [timedelta(minutes=minutes) for minutes in (-1440, -105, -45, 0, 15, 1440)]
    near = [change.at + step for change in clock_changes(name, BEGIN, END) for step in steps]
    return sorted({*near, PANELS[0], PANELS[2], PANELS[3], PANELS[4]})


def event_of(name: str, start: datetime) -> CalendarEvent:
    return CalendarEvent(
        uid=f"{int(start.timestamp())}@example.org",
        start=start,
        minutes=MINUTES,
        zone=name,
        title="Panel",
        stamp=STAMP,
    )


@dataclass(frozen=True)
class Case:
    name: str
    instants: tuple[datetime, ...]
    feed: bytes
    mails: dict[str, bytes]  # by uid

    @property
    def wanted(self) -> dict[str, tuple[int, int]]:
        stamps = [int(at.timestamp()) for at in self.instants]
        return {f"{stamp}@example.org": (stamp, stamp + MINUTES * 60) for stamp in stamps}


@cache
def cases() -> tuple[Case, ...]:
    found = []
    for name in NAMES:
        instants = instants_of(name)
        events = [event_of(name, at) for at in instants]
        feed = write_feed(Feed(name="Programme", organizer=OFFICE, events=tuple(events)))
        mails = {
            one.uid: write_request(Invitation(event=one, organizer=OFFICE, attendee=GUEST))
            for one in events[::MAIL_STEP]
        }
        found.append(Case(name, tuple(instants), feed, mails))
    return tuple(found)


@cache
def icaljs_feeds() -> tuple[Reading, ...]:
    return tuple(read_with_icaljs([case.feed for case in cases()], [case.instants for case in cases()]))


def written_starts(calendar: bytes) -> dict[datetime, tuple[str, str]]:
    """TZID ('' for none) and local or UTC time of each event as they stand in the file, by the instant in its UID."""
    found = {}
    for event in calendar.decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]:
        start, uid = WRITTEN_START.search(event), WRITTEN_UID.search(event)
        assert start is not None
        assert uid is not None
        found[datetime.fromtimestamp(int(uid[1]), UTC)] = (start[1] or "", start[2])
    return found


def test_every_iana_zone_is_covered_and_many_with_clock_changes() -> None:
    assert len(NAMES) > 590
    assert sum(len(case.instants) > 4 for case in cases()) > 150
    assert sum(len(case.instants) for case in cases()) > 4000


def test_feed_read_by_icaljs_gives_the_same_instants_for_every_host_zone() -> None:
    for case, reading in zip(cases(), icaljs_feeds(), strict=True):
        assert reading.events == case.wanted, case.name


def test_mail_read_by_icaljs_gives_the_same_instants_for_every_host_zone() -> None:
    readings = iter(read_with_icaljs([mail for case in cases() for mail in case.mails.values()]))
    for case in cases():
        for uid in case.mails:
            assert next(readings).events == {uid: case.wanted[uid]}, case.name


def test_feed_read_by_vobject_gives_the_same_instants_for_every_host_zone() -> None:
    for case in cases():
        assert vobject_events(case.feed) == case.wanted, case.name


def test_mail_read_by_vobject_gives_the_same_instants_for_every_host_zone() -> None:
    for case in cases():
        for uid, mail in case.mails.items():
            assert vobject_events(mail) == {uid: case.wanted[uid]}, case.name


def test_page_shows_the_clock_time_that_feed_and_mail_write_for_every_host_zone() -> None:
    for case in cases():
        page = describe([Meeting(at, MINUTES) for at in case.instants], case.name, case.name)
        mails = {at: start for mail in case.mails.values() for at, start in written_starts(mail).items()}
        feed = written_starts(case.feed)
        assert {at: feed[at] for at in mails} == mails, case.name
        for shown in page:
            tzid, text = feed[shown.meeting.start]
            on_page = shown.host_start if tzid else shown.meeting.start
            assert text == on_page.strftime("%Y%m%dT%H%M%S" if tzid else "%Y%m%dT%H%M%SZ"), case.name


def test_only_hours_shown_twice_and_utc_itself_are_written_in_utc() -> None:
    for case in cases():
        starts = [Meeting(at, MINUTES) for at in case.instants]
        ends = [Meeting(at + timedelta(minutes=MINUTES), 1) for at in case.instants]
        both = zip(describe(starts, case.name, case.name), describe(ends, case.name, case.name), strict=True)
        twice = {start.meeting.start for start, end in both if start.is_repeated_hour or end.is_repeated_hour}
        in_utc = {at for at, (tzid, _) in written_starts(case.feed).items() if not tzid}
        assert in_utc == (set(case.instants) if case.name in {"UTC", "Etc/UTC"} else twice), case.name


@pytest.mark.parametrize("judge", ["icaljs", "vobject"])
def test_page_shows_every_reader_what_a_foreign_reading_of_the_zone_shows(judge: str) -> None:
    """The reader's device is played by a foreign parser with our VTIMEZONE of the reader's zone.

    Left out is what the parsers themselves get wrong on the way from UTC to local time (the way back, which
    calendars use, is judged above at every instant): vobject within an hour shown twice, ical.js 2.2.1 within
    the zone's own offset of a change, because it looks up the offset as if UTC were the local time.
    """
    left_out = 0
    calendars = [zone_only(name) for name in NAMES]
    moments = [(*PANELS, *instants_of(name)) for name in NAMES]
    readings = read_with_icaljs(calendars, moments) if judge == "icaljs" else None
    for index, name in enumerate(NAMES):
        page = describe([Meeting(at, MINUTES) for at in moments[index]], name, TORONTO)
        if readings is not None:
            seen = readings[index].walls[name]
        else:
            device = read_with_vobject(calendars[index]).vtimezone.tzinfo
            seen = [at.astimezone(device).strftime(WALL) for at in moments[index]]
        for local, wall in zip(page, seen, strict=True):
            near = timedelta(hours=15) if judge == "icaljs" else timedelta(0)
            if local.is_repeated_hour or clock_changes(name, local.start - near, local.start + near):
                left_out += 1
            else:
                assert wall == local.start.strftime(WALL), name
    assert left_out < sum(map(len, moments)) / 4


def zone_only(name: str) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//test//")
    calendar.add("version", "2.0")
    calendar.add_component(write_zone(name, BEGIN, END))
    written: bytes = calendar.to_ical()
    return written
