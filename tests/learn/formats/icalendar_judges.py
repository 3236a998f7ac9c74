"""Two parsers that are not ours (ical.js, vobject), and the sample events that the tests share."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import vobject
import vobject.icalendar

from shelterbelt.learn.formats.icalendar import Attendee, CalendarEvent, Organizer

ROOT = Path(__file__).resolve().parents[3]
STAMP = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
OFFICE = Organizer("programme@example.org", "Programme office")
GUEST = Attendee("amara.diallo@example.net", "Amara Diallo")


@dataclass(frozen=True)
class Reading:
    """What ical.js saw: components as jCal, events as (start, end) in seconds by uid, walls by TZID."""

    jcal: list[object]
    events: dict[str, tuple[int, int]]
    walls: dict[str, list[str]]


def read_with_icaljs(
    calendars: Sequence[bytes], instants: Sequence[Sequence[datetime]] = ()
) -> list[Reading]:
    """All calendars through one process; `instants` are shown on the clocks of each calendar's zones."""
    assert (ROOT / "node_modules" / "ical.js").is_dir(), "ical.js is missing; run: make setup-browser"
    given = instants or [()] * len(calendars)
    task = [
        {"ics": ics.decode(), "instants": [int(at.timestamp()) for at in moments]}
        for ics, moments in zip(calendars, given, strict=True)
    ]
    done = subprocess.run(
        ["node", "tests/learn/formats/judges/icaljs.mjs"],
        cwd=ROOT,
        input=json.dumps(task).encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [
        Reading(
            answer["jcal"],
            {event["uid"]: (event["start"], event["end"]) for event in answer["events"]},
            answer["walls"],
        )
        for answer in json.loads(done.stdout)
    ]


def read_with_vobject(calendar: bytes) -> vobject.base.Component:
    """One calendar; vobject's memory of earlier zones of the same name is wiped, so that ours is what it uses."""
    for line in calendar.decode().split("\r\n"):
        if line.startswith("TZID:"):
            vobject.icalendar.registerTzid(line.removeprefix("TZID:"), None)
    return vobject.readOne(calendar.decode())


def vobject_events(calendar: bytes) -> dict[str, tuple[int, int]]:
    """(start, end) in seconds since 1970 by uid, as vobject understands them."""
    read = read_with_vobject(calendar)
    return {
        event.uid.value: (int(event.dtstart.value.timestamp()), int(event.dtend.value.timestamp()))
        for event in read.contents.get("vevent", [])
    }


def sample(**changes: object) -> CalendarEvent:
    """A plain meeting, with the given fields changed."""
    fields: dict[str, object] = {
        "uid": "session-1@example.org",
        "start": datetime(2027, 1, 13, 23, 0, tzinfo=UTC),
        "minutes": 120,
        "zone": "America/Toronto",
        "title": "Panel: schools and health care",
        "stamp": STAMP,
    }
    return CalendarEvent(**(fields | changes))  # type: ignore[arg-type]
