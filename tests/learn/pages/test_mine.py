"""A panellist's own page."""

import datetime as dt
import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.world import Panellist, World

from shelterbelt.ground import clock
from shelterbelt.learn.choices import InvitationMethod, SeatState
from shelterbelt.learn.models import Cohort, Invitation, Meeting, Seat, Speaker

ROOM = "https://rooms.example.org/planted-room"


def signed_in(one: Panellist) -> Client:
    assert one.account
    client = Client()
    client.force_login(one.account)
    return client


def seats_of(one: Panellist) -> list[Seat]:
    return list(Seat.objects.filter(speaker=one.speaker).order_by("meeting__starts_at"))


def test_own_panels_stand_on_one_s_own_clock_with_one_s_own_pay(world: World) -> None:
    one = world.speakers[1]
    text = signed_in(one).get(reverse("mine")).content.decode()
    assert "Kathmandu" in text
    assert "600.01 " in text
    shown = re.findall(r'<time class="yours" datetime="([^"]+)"', text)
    assert [dt.datetime.fromisoformat(each) for each in shown] == [
        seat.meeting.starts_at for seat in seats_of(one)
    ]
    assert all(each.endswith("+05:45") for each in shown)


def test_nobody_else_s_pay_name_or_seat_is_there(world: World) -> None:
    for place, one in enumerate(world.speakers[:-1]):
        text = signed_in(one).get(reverse("mine")).content.decode()
        assert f"600.{place:02d} " in text
        for other_place, other in enumerate(world.speakers):
            if other is not one:
                assert other.name not in text
                assert f"600.{other_place:02d} " not in text
                assert not any(str(seat.pk) in text for seat in seats_of(other))


def test_yes_and_no_are_kept_and_can_be_changed(world: World) -> None:
    one = world.speakers[0]
    client, seat = signed_in(one), seats_of(one)[0]
    path = reverse("mine.seat", args=[seat.pk])
    for answer, state in (
        ("yes", SeatState.CONFIRMED),
        ("no", SeatState.DECLINED),
        ("yes", SeatState.CONFIRMED),
    ):
        assert client.post(path, {"answer": answer})["Location"] == "/mine/?did=answered"
        seat.refresh_from_db()
        assert seat.state == state
    assert client.post(path, {"answer": "perhaps"})["Location"] == "/mine/?did=not-answered"
    assert client.post(path)["Location"] == "/mine/?did=not-answered"
    Meeting.objects.filter(pk=seat.meeting_id).update(is_cancelled=True)
    assert client.post(path, {"answer": "no"})["Location"] == "/mine/?did=not-answered"
    seat.refresh_from_db()
    assert seat.state == SeatState.CONFIRMED


def test_no_takes_the_date_out_of_the_calendar_and_yes_brings_it_back(world: World) -> None:
    one = world.speakers[0]
    client, seat = signed_in(one), seats_of(one)[0]
    mails = Invitation.objects.filter(meeting=seat.meeting_id, speaker=one.speaker)
    mails.update(sent_at=clock.now())
    for answer in ("no", "no", "yes"):
        client.post(reverse("mine.seat", args=[seat.pk]), {"answer": answer})
        mails.filter(sent_at__isnull=True).update(sent_at=clock.now())
    found = mails.order_by("sequence").values_list("method", "sequence")
    assert list(found) == [
        (InvitationMethod.REQUEST, 0),
        (InvitationMethod.CANCEL, 1),
        (InvitationMethod.REQUEST, 2),
    ]


def test_others_seats_and_drafts_do_not_exist(world: World) -> None:
    one, other = world.speakers[0], world.speakers[4]
    client = signed_in(one)
    foreign = reverse("mine.seat", args=[seats_of(other)[0].pk])
    assert client.post(foreign, {"answer": "no"}).status_code == 404
    assert (
        client.post(reverse("mine.calendar", args=[world.other_cohort]), {"act": "make"}).status_code == 404
    )
    Cohort.objects.filter(pk=world.cohort).update(state="draft")
    own = reverse("mine.seat", args=[seats_of(one)[0].pk])
    assert client.post(own, {"answer": "no"}).status_code == 404
    assert "No panels so far" in client.get(reverse("mine")).content.decode()
    assert client.post(reverse("mine.calendar", args=[world.cohort]), {"act": "make"}).status_code == 404
    assert set(Seat.objects.values_list("state", flat=True)) == {SeatState.PROPOSED}


def test_nobody_signed_in_is_sent_to_sign_in(world: World) -> None:
    seat = seats_of(world.speakers[0])[0]
    assert Client().get(reverse("mine"))["Location"].startswith(reverse("account_login"))
    assert Client().post(reverse("mine.seat", args=[seat.pk]), {"answer": "no"}).status_code in {302, 403}
    seat.refresh_from_db()
    assert seat.state == SeatState.PROPOSED


def test_room_is_shown_to_who_sits_there_until_they_say_no(world: World) -> None:
    one = world.speakers[0]
    Meeting.objects.update(join_url=ROOM)
    client = signed_in(one)
    assert client.get(reverse("mine")).content.decode().count(ROOM) == 2
    client.post(reverse("mine.seat", args=[seats_of(one)[0].pk]), {"answer": "no"})
    assert client.get(reverse("mine")).content.decode().count(ROOM) == 1


def test_calendar_address_is_made_rotated_and_removed(world: World) -> None:
    one = world.speakers[3]
    client, path = signed_in(one), reverse("mine.calendar", args=[world.cohort])
    first = client.post(path, {"act": "make"})["Location"]
    assert Client().get(first).status_code == 200
    second = client.post(path, {"act": "make"})["Location"]
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    client.post(path, {"act": "remove"})
    assert Client().get(second).status_code == 404


def test_page_is_empty_and_kind_for_who_sits_nowhere(world: World) -> None:
    client = Client()
    client.force_login(world.host.accounts["outsider"])
    assert "No panels so far" in client.get(reverse("mine")).content.decode()


def test_statements_do_not_grow(world: World) -> None:
    one = world.speakers[0]
    client = signed_in(one)

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("mine")).status_code == 200
        return len(caught)

    statements()  # the first request of a session writes when it was last seen
    few = statements()
    speaker = Speaker.objects.get(pk=one.speaker)
    for number in range(30):
        meeting = Meeting.objects.create(
            cohort_id=world.cohort,
            series="wednesdays",
            number=20 + number,
            starts_at=clock.now().replace(second=0, microsecond=0),
            minutes=60,
        )
        Seat.objects.create(meeting=meeting, speaker=speaker)
    assert statements() == few
