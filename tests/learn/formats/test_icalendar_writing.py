"""Feeds and invitations: nothing lost, nothing injected, updates and cancellations that clients obey."""

import email
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.learn.formats.icalendar_judges import (
    GUEST,
    OFFICE,
    STAMP,
    read_with_icaljs,
    read_with_vobject,
    sample,
    vobject_events,
)

from shelterbelt.learn.formats.icalendar import (
    Alarm,
    Answer,
    Attendee,
    CalendarError,
    CalendarEvent,
    Conference,
    Feed,
    Invitation,
    Organizer,
    Status,
    cancelled,
    event_uid,
    mail_part,
    moved,
    write_cancel,
    write_feed,
    write_request,
)

LATER = STAMP + timedelta(days=3)
JOIN = "https://meet.example.org/room?id=7&k=a%20b;c"
RICH = sample(
    sequence=4,
    changed=datetime(2026, 5, 30, 8, 15, tzinfo=UTC),
    title="Santé, écoles; « agir » \\ ensemble — لجنة 🌿",
    description="First line.\nSecond line, with a comma; a semicolon \\ and: a colon.\n\n"
    + "Long é line. " * 30,
    location='Room "Oak", 155 College Street; Toronto',
    url="https://example.org/p/executive?session=1&lang=fr",
    conference=Conference(JOIN, "Rejoindre, en ligne"),
    categories=("Panel", "Health; care", "Schools, youth"),
    alarm=Alarm(30, "Starts in half an hour"),
)
NEXT = sample(
    uid="session-2@example.org", start=datetime(2027, 1, 20, 23, 0, tzinfo=UTC), status=Status.TENTATIVE
)
FEED = Feed(name="Executive Programme, 2027; online", organizer=OFFICE, events=(RICH, NEXT))
DESCRIPTION = f"{RICH.description.rstrip()}\n\nRejoindre, en ligne: {JOIN}"

# Every property of the rich event, by hand: name to value as text.
RICH_VALUES = {
    "uid": "session-1@example.org",
    "sequence": "4",
    "dtstamp": "2026-06-01T12:00:00Z",
    "last-modified": "2026-05-30T08:15:00Z",
    "dtstart": "2027-01-13T18:00:00",
    "dtend": "2027-01-13T20:00:00",
    "status": "CONFIRMED",
    "transp": "OPAQUE",
    "organizer": "mailto:programme@example.org",
    "summary": RICH.title,
    "description": DESCRIPTION,
    "location": RICH.location,
    "url": RICH.url,
    "conference": JOIN,
    "categories": "Panel|Health; care|Schools, youth",
}
FEED_VALUES = {
    "version": "2.0",
    "prodid": "-//Shelterbelt//Calendar 1//EN",
    "calscale": "GREGORIAN",
    "method": "PUBLISH",
    "name": FEED.name,
    "x-wr-calname": FEED.name,
    "refresh-interval": "PT6H",
    "x-published-ttl": "PT6H",
}


def request(event: CalendarEvent, **changes: object) -> bytes:
    return write_request(Invitation(event=event, organizer=OFFICE, attendee=replace(GUEST, **changes)))  # type: ignore[arg-type]


def cancel(event: CalendarEvent) -> bytes:
    return write_cancel(Invitation(event=event, organizer=OFFICE, attendee=GUEST))


def of_jcal(component: object) -> tuple[dict[str, str], dict[str, dict[str, object]], list[list[object]]]:
    """Values and parameters by property name, and the components inside."""
    assert isinstance(component, list)
    values = {name: "|".join(map(str, value)) for name, _, _, *value in component[1]}
    assert len(values) == len(component[1])
    return values, {name: parameters for name, parameters, _, *_ in component[1]}, component[2]


def vobject_text(line: object) -> str:
    """A value as vobject shows it, with dates and lists as text."""
    value = line.value  # type: ignore[attr-defined]
    if isinstance(value, datetime):
        is_utc = line.name in {"DTSTAMP", "LAST-MODIFIED"}  # type: ignore[attr-defined]
        return value.strftime("%Y-%m-%dT%H:%M:%S") + ("Z" if is_utc else "")
    return "|".join(value) if isinstance(value, list) else str(value)


def test_feed_is_read_by_icaljs_without_loss() -> None:
    (reading,) = read_with_icaljs([write_feed(FEED)])
    values, _, inside = of_jcal(reading.jcal)
    assert values == FEED_VALUES
    assert [component[0] for component in inside] == ["vtimezone", "vevent", "vevent"]
    event, parameters, alarms = of_jcal(inside[1])
    assert event == RICH_VALUES
    assert parameters["dtstart"] == {"tzid": "America/Toronto"}
    assert parameters["organizer"] == {"cn": "Programme office"}
    assert parameters["conference"] == {"feature": "AUDIO,VIDEO", "label": "Rejoindre, en ligne"}
    assert of_jcal(alarms[0])[0] == {
        "action": "DISPLAY",
        "description": "Starts in half an hour",
        "trigger": "-PT30M",
    }


def test_feed_is_read_by_vobject_without_loss() -> None:
    read = read_with_vobject(write_feed(FEED))
    lines = {
        name: [vobject_text(line) for line in found]
        for name, found in read.contents.items()
        if name in FEED_VALUES
    }
    assert lines == {name: [value] for name, value in FEED_VALUES.items()}
    assert set(read.contents) == {*FEED_VALUES, "vtimezone", "vevent"}
    first = read.vevent_list[0]
    seen = {
        name: [vobject_text(line) for line in found]
        for name, found in first.contents.items()
        if name != "valarm"
    }
    assert seen == {name: [value] for name, value in RICH_VALUES.items()}
    assert first.valarm.trigger.value == -timedelta(minutes=30)
    assert first.organizer.params == {"CN": ["Programme office"]}


def test_link_with_a_comma_goes_out_as_given() -> None:
    """RFC 5545 does not escape links; vobject cuts this one at the comma, its description keeps it whole."""
    link = "https://meet.example.org/room?k=a,b;c"
    written = write_feed(replace(FEED, events=(replace(RICH, conference=Conference(link, "Join")),)))
    (reading,) = read_with_icaljs([written])
    assert of_jcal(of_jcal(reading.jcal)[2][1])[0]["conference"] == link
    assert read_with_vobject(written).vevent.description.value.endswith(f"Join: {link}")


def test_feed_bytes_are_stable_folded_and_end_each_line_with_crlf() -> None:
    written = write_feed(FEED)
    assert written == write_feed(FEED)
    lines = written.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    assert lines[-1] == b""


def test_feed_of_no_meetings_is_still_a_calendar() -> None:
    read = read_with_vobject(write_feed(replace(FEED, events=())))
    assert set(read.contents) == set(FEED_VALUES)


def test_feed_holds_no_attendee_and_only_what_was_given() -> None:
    written = write_feed(replace(FEED, events=(NEXT,)))
    names = {
        line.split(b":")[0].split(b";")[0] for line in written.replace(b"\r\n ", b"").split(b"\r\n") if line
    }
    unwanted = {
        b"ATTENDEE",
        b"DESCRIPTION",
        b"LOCATION",
        b"URL",
        b"CONFERENCE",
        b"CATEGORIES",
        b"GEO",
        b"COMMENT",
    }
    assert names & unwanted == set()


def test_feed_refuses_the_same_uid_twice() -> None:
    with pytest.raises(CalendarError, match="twice"):
        Feed(name="x", organizer=OFFICE, events=(NEXT, NEXT))


def test_feed_of_two_host_zones_holds_each_zone_once() -> None:
    london = sample(uid="session-3@example.org", zone="Europe/London")
    written = write_feed(replace(FEED, events=(RICH, NEXT, london))).decode()
    assert [line for line in written.split("\r\n") if line.startswith("TZID:")] == [
        "TZID:America/Toronto",
        "TZID:Europe/London",
    ]


def test_invitation_carries_the_answer_asked_for_to_one_person() -> None:
    (reading,) = read_with_icaljs([request(RICH)])
    values, _, inside = of_jcal(reading.jcal)
    event, parameters, _ = of_jcal(inside[1])
    assert values["method"] == "REQUEST"
    assert event == RICH_VALUES | {"attendee": "mailto:amara.diallo@example.net"}
    assert parameters["attendee"] == {
        "cn": "Amara Diallo",
        "cutype": "INDIVIDUAL",
        "role": "REQ-PARTICIPANT",
        "partstat": "NEEDS-ACTION",
        "rsvp": "TRUE",
    }


def test_invitation_keeps_an_answer_already_given() -> None:
    read = read_with_vobject(request(NEXT, answer=Answer.ACCEPTED, is_asked=False, is_optional=True))
    assert read.vevent.attendee.params == {
        "CN": ["Amara Diallo"],
        "CUTYPE": ["INDIVIDUAL"],
        "ROLE": ["OPT-PARTICIPANT"],
        "PARTSTAT": ["ACCEPTED"],
    }


def test_cancellation_says_cancelled_frees_the_time_and_asks_nothing() -> None:
    read = read_with_vobject(cancel(cancelled(RICH, stamp=LATER)))
    event = read.vevent
    assert (read.method.value, event.status.value, event.transp.value) == (
        "CANCEL",
        "CANCELLED",
        "TRANSPARENT",
    )
    assert (event.sequence.value, event.uid.value) == ("5", RICH.uid)
    assert "RSVP" not in event.attendee.params
    assert "valarm" not in event.contents


def test_wrong_method_for_the_status_is_refused() -> None:
    with pytest.raises(CalendarError, match="write_cancel"):
        request(cancelled(RICH, stamp=LATER))
    with pytest.raises(CalendarError, match="cancelled"):
        cancel(RICH)


@dataclass
class Client:
    """A calendar program that follows RFC 5546: a message counts only if its SEQUENCE (then DTSTAMP) is newer."""

    held: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    times: dict[str, tuple[int, int]] = field(default_factory=dict)

    def receive(self, message: bytes) -> None:
        read = read_with_vobject(message)
        event = read.vevent
        version = int(event.sequence.value), event.dtstamp.value
        uid = event.uid.value
        if uid in self.held and version <= self.held[uid]:
            return
        self.held[uid] = version
        if read.method.value == "CANCEL":
            self.times.pop(uid, None)
        else:
            self.times |= vobject_events(message)


def test_client_follows_a_move_and_a_cancellation_and_ignores_late_mail() -> None:
    first = sample()
    at = datetime(2027, 1, 14, 15, 0, tzinfo=UTC)
    second = moved(first, start=at, minutes=60, stamp=LATER)
    third = cancelled(second, stamp=LATER + timedelta(days=1))
    old, new = int(first.start.timestamp()), int(at.timestamp())
    client = Client()
    seen = []
    for message in (request(first), request(second), request(first), cancel(third), request(second)):
        client.receive(message)
        seen.append(client.times.get(first.uid))
    assert seen == [(old, old + 7200), (new, new + 3600), (new, new + 3600), None, None]
    assert [one.sequence for one in (first, second, third)] == [0, 1, 2]
    assert second.changed == LATER


def test_moving_one_meeting_leaves_the_others_of_the_feed_as_they_were() -> None:
    after = replace(FEED, events=(moved(RICH, start=RICH.start + timedelta(hours=1), stamp=LATER), NEXT))
    before_events, after_events = vobject_events(write_feed(FEED)), vobject_events(write_feed(after))
    assert after_events[NEXT.uid] == before_events[NEXT.uid]
    assert after_events[RICH.uid][0] - before_events[RICH.uid][0] == 3600


def test_cancelled_meeting_stays_in_the_feed() -> None:
    written = write_feed(replace(FEED, events=(cancelled(RICH, stamp=LATER), NEXT)))
    assert [event.status.value for event in read_with_vobject(written).vevent_list] == [
        "CANCELLED",
        "TENTATIVE",
    ]


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_mail_part_names_the_method_of_the_file_and_survives_the_mail(method: str) -> None:
    written = request(RICH) if method == "REQUEST" else cancel(cancelled(RICH, stamp=LATER))
    part = mail_part(written)
    assert (part.method, part.mimetype) == (method, f"text/calendar; method={method}")
    assert part.content_type == f"text/calendar; method={method}; charset=utf-8"
    message = MIMEMultipart("alternative", _subparts=[MIMEText("Hello", "plain", "utf-8"), part.as_mime()])
    received = list(email.message_from_bytes(message.as_bytes()).walk())[-1]
    assert received.get_content_type() == "text/calendar"
    assert (received.get_param("method"), received.get_param("charset")) == (method, "utf-8")
    assert received.get_payload(decode=True) == written


def test_mail_part_refuses_what_has_no_method() -> None:
    with pytest.raises(CalendarError, match="METHOD"):
        mail_part(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


ATTACK = 'Talk\r\nATTENDEE:mailto:evil@example.com\r\nEND:VEVENT\nX:1\u2028Y:2\u0085Z:3\x00\x0b, a; b: "c" \\n ^n ^\' \ud800'
ATTACK_LINE = 'Talk ATTENDEE:mailto:evil@example.com END:VEVENT X:1 Y:2 Z:3 , a; b: "c" \\n ^n ^\' \ufffd'


def test_attack_in_every_text_stays_text() -> None:
    event = sample(
        title=ATTACK,
        description=ATTACK,
        location=ATTACK,
        categories=(ATTACK,),
        conference=Conference(JOIN, ATTACK),
        alarm=Alarm(5, ATTACK),
    )
    guest = replace(GUEST, name=ATTACK)
    written = write_request(Invitation(event=event, organizer=replace(OFFICE, name=ATTACK), attendee=guest))
    (reading,) = read_with_icaljs([written])
    _, _, inside = of_jcal(reading.jcal)
    assert [component[0] for component in inside] == ["vtimezone", "vevent"]
    values, parameters, alarms = of_jcal(inside[1])
    assert set(values) == (set(RICH_VALUES) | {"attendee"}) - {"url"}
    assert {values[name] for name in ("summary", "location", "categories")} == {ATTACK_LINE}
    assert of_jcal(alarms[0])[0]["description"] == ATTACK_LINE
    name = " ".join(ATTACK_LINE.replace('"', "\u201d").replace("^", " ").replace("\\", "/").split())
    assert [parameters[one]["cn"] for one in ("organizer", "attendee")] == [name, name]
    read = read_with_vobject(written).vevent
    assert (read.summary.value, read.attendee.params["CN"], read.attendee.value) == (
        ATTACK_LINE,
        [name],
        "mailto:amara.diallo@example.net",
    )
    assert len(written.decode().splitlines()) == written.count(b"\r\n")


BAD = [
    "",
    "a b@example.org",
    "a@b@example.org",
    "a@example.org\r\nX:1",
    "a@",
    "@b",
    "a@exa,mple.org",
    "a\u2028@b.org",
]


@pytest.mark.parametrize("address", BAD)
def test_address_that_could_leave_its_line_is_refused(address: str) -> None:
    with pytest.raises(CalendarError, match=r"Organizer\.email"):
        Organizer(address)
    with pytest.raises(CalendarError, match=r"Attendee\.email"):
        Attendee(address)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://a.b/\r\nX:1", "https://a.b/ c", "//a.b", "a", 'https://a.b/"', "https://é.org", "https://[::1"])  # fmt: skip
def test_link_that_could_leave_its_line_or_run_is_refused(link: str) -> None:
    with pytest.raises(CalendarError, match=r"CalendarEvent\.url"):
        sample(url=link)
    with pytest.raises(CalendarError, match=r"Conference\.link"):
        Conference(link, "Join")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"uid": "a b"}, "uid"),
        ({"uid": ""}, "uid"),
        ({"uid": "x" * 256}, "uid"),
        ({"uid": "a\r\nb"}, "uid"),
        ({"title": " \r\n\x00"}, "title"),
        ({"minutes": 0}, "minutes"),
        ({"sequence": -1}, "sequence"),
        ({"zone": "Mars/Olympus"}, "time zone"),
        ({"start": datetime(2027, 1, 1)}, "start"),  # noqa: DTZ001
        ({"stamp": datetime(2027, 1, 1)}, "stamp"),  # noqa: DTZ001
        ({"start": datetime(2027, 1, 1, 0, 0, 5, tzinfo=UTC)}, "whole minute"),
    ],
)
def test_event_that_cannot_be_written_is_refused_with_its_field(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        sample(**changes)


def test_uid_is_made_of_its_parts_for_ever() -> None:
    assert event_uid(kind="session", key="41", domain="example.org") == "session-41@example.org"
    for wrong in ({"kind": ""}, {"key": "a b"}, {"domain": "x\r\nY:1"}):
        with pytest.raises(CalendarError):
            event_uid(**({"kind": "session", "key": "41", "domain": "example.org"} | wrong))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120), st.text(max_size=60))
def test_any_text_gives_one_event_that_parsers_agree_on(text: str, name: str) -> None:
    event = sample(title="t " + text, description=text, location=text)
    written = write_request(Invitation(event=event, organizer=OFFICE, attendee=replace(GUEST, name=name)))
    (ours,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    theirs = read_with_vobject(written).vevent
    assert str(ours["SUMMARY"]) == theirs.summary.value
    assert set(theirs.contents) - {"description", "location"} == (set(RICH_VALUES) | {"attendee"}) - {
        "url", "conference", "categories", "description", "location",
    }  # fmt: skip
    assert theirs.attendee.value == "mailto:amara.diallo@example.net"
    assert ours["ATTENDEE"].params.get("CN", "") == theirs.attendee.params.get("CN", [""])[0]
