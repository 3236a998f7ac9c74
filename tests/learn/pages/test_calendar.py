"""A calendar behind a secret address, read by parsers that are not ours."""

import datetime as dt
import re

import icalendar
import pytest
import vobject
from django.test import Client
from django.urls import reverse
from tests.fixtures.world import World

from shelterbelt.ground import clock
from shelterbelt.learn.choices import SeatState
from shelterbelt.learn.models import CalendarFeed, Cohort, Meeting, Seat
from shelterbelt.people.models import Professional

ROOM = "https://rooms.example.org/planted-room"


def feed(world: World, name: str) -> str:
    return reverse("calendar.feed", args=[world.feeds[name]])


def events(content: bytes) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(content).events


def starts(content: bytes) -> list[dt.datetime]:
    return sorted(event.decoded("dtstart").astimezone(dt.UTC) for event in events(content))


def test_applicant_gets_every_date_and_no_room(world: World) -> None:
    Meeting.objects.filter(cohort=world.cohort).update(join_url=ROOM, place="Planted hall")
    answer = Client().get(feed(world, "applicant"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert starts(answer.content) == sorted(
        one.starts_at for one in Meeting.objects.filter(cohort=world.cohort)
    )
    assert b"lanted" not in answer.content
    assert b"ATTENDEE" not in answer.content
    other = vobject.readOne(answer.content.decode())
    assert len(other.vevent_list) == len(world.meetings)
    assert {one.uid.value for one in other.vevent_list} == {
        f"meeting-{pk}@localhost" for pk in world.meetings
    }


def test_panellist_gets_their_own_meetings_with_rooms(world: World) -> None:
    Meeting.objects.filter(cohort=world.cohort).update(join_url=ROOM)
    seats = Seat.objects.filter(speaker=world.speakers[0].speaker)
    content = Client().get(feed(world, "panellist")).content
    assert starts(content) == sorted(seats.values_list("meeting__starts_at", flat=True))
    assert b"planted-room" in content.replace(b"\r\n ", b"")
    first = seats.order_by("meeting__starts_at")[0]
    Seat.objects.filter(pk=first.pk).update(state=SeatState.DECLINED)
    assert len(events(Client().get(feed(world, "panellist")).content)) == len(seats) - 1


def test_moved_and_cancelled_meetings_keep_their_identity(world: World) -> None:
    before = {str(event["uid"]): event for event in events(Client().get(feed(world, "applicant")).content)}
    first, second = world.meetings[:2]
    moved = Meeting.objects.get(pk=first).starts_at + dt.timedelta(hours=1)
    Meeting.objects.filter(pk=first).update(starts_at=moved, sequence=1, changed_at=clock.now())
    Meeting.objects.filter(pk=second).update(is_cancelled=True, sequence=1, changed_at=clock.now())
    after = {str(event["uid"]): event for event in events(Client().get(feed(world, "applicant")).content)}
    assert before.keys() == after.keys()
    uid, gone = f"meeting-{first}@localhost", f"meeting-{second}@localhost"
    assert (after[uid]["sequence"], after[uid].decoded("dtstart").astimezone(dt.UTC)) == (1, moved)
    assert (str(after[gone]["status"]), after[gone]["sequence"]) == ("CANCELLED", 1)


def test_what_is_known_is_not_sent_again(world: World) -> None:
    path = feed(world, "applicant")
    answer = Client().get(path)
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    for headers in (
        {"If-None-Match": answer["ETag"]},
        {"If-Modified-Since": answer["Last-Modified"]},
    ):
        again = Client().get(path, headers=headers)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert Client().get(path).content == answer.content
    later = clock.now() + dt.timedelta(seconds=2)
    Meeting.objects.filter(pk=world.meetings[0]).update(minutes=90, changed_at=later)
    for headers in (
        {"If-None-Match": answer["ETag"]},
        {"If-Modified-Since": answer["Last-Modified"]},
        {"If-Modified-Since": "nonsense"},
    ):
        assert Client().get(path, headers=headers).status_code == 200


def test_revoked_replaced_and_never_made_look_alike(world: World) -> None:
    withdrawn = reverse("apply.withdraw", args=[world.tokens["submitted"]])
    bodies = set()
    paths = [feed(world, "revoked"), reverse("calendar.feed", args=["sbt_never"])]
    for path in paths:
        answer = Client().get(path)
        assert answer.status_code == 404
        assert "ETag" not in answer
        bodies.add(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    Client().post(withdrawn)
    answer = Client().get(feed(world, "applicant"))
    assert answer.status_code == 404
    bodies.add(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert len(bodies) == 1


def test_disabled_account_and_draft_cohort_give_nothing(world: World) -> None:
    account = world.speakers[0].account
    assert account
    account.is_active = False
    account.save()
    assert Client().get(feed(world, "panellist")).status_code == 404
    Cohort.objects.filter(pk=world.cohort).update(state="draft")
    assert Client().get(feed(world, "applicant")).status_code == 404


def test_token_of_an_application_opens_no_calendar_and_the_other_way_round(world: World) -> None:
    swapped = [
        reverse("calendar.feed", args=[world.tokens["submitted"]]),
        reverse("calendar.subscribe", args=[world.tokens["submitted"]]),
        reverse("apply.application", args=[world.feeds["applicant"]]),
        reverse("apply.download", args=[world.feeds["panellist"]]),
    ]
    assert [Client().get(path).status_code for path in swapped] == [404] * 4


def test_subscribe_page_says_how_in_plain_words(world: World) -> None:
    token = world.feeds["applicant"]
    answer = Client().get(reverse("calendar.subscribe", args=[token]))
    text = answer.content.decode()
    assert f'href="webcal://testserver/calendar/{token}.ics"' in text
    for client in ("Google Calendar", "iPhone", "Outlook"):
        assert client in text
    assert "no-store" in answer["Cache-Control"]
    assert CalendarFeed.objects.filter(token_digest__contains=token[4:]).count() == 0


@pytest.mark.parametrize(("language", "words"), [("en", "Evening panel 1"), ("fr", "Panel en soirée 1")])
def test_calendar_speaks_its_holder_s_language(language: str, words: str, world: World) -> None:
    Professional.objects.filter(pk=world.speakers[0].person).update(languages=[language])
    Seat.objects.filter(speaker=world.speakers[0].speaker).exclude(meeting=world.panels[0]).delete()
    titles = [str(event["summary"]) for event in events(Client().get(feed(world, "panellist")).content)]
    assert [title.partition(": ")[2] for title in titles] == [words]
