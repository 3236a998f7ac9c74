"""Mails through a real SMTP server, read back by parsers that are not ours; and erasing on the day."""

import datetime as dt
import re
import smtplib
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from django.test import Client
from django.urls import reverse
from tests.fixtures.postbox import Postbox, words_of
from tests.fixtures.world import World, application_row

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import tasks
from shelterbelt.learn.choices import InvitationMethod, SeatState
from shelterbelt.learn.models import Application, Invitation, Meeting, Seat
from shelterbelt.learn.queries.invitations import invitations_waiting
from shelterbelt.learn.services.invitations import send_invitation, settle_invitations


def calendar_of(mail: EmailMessage) -> tuple[str, str]:
    """The calendar part and the method that its type names."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return part.get_content(), str(part.get_param("method"))


def address(world: World, place: int) -> str:
    account = world.speakers[place].account
    assert account
    return account.email


def send_all(world: World) -> None:
    tasks.send_invitations(cohort=str(world.cohort))


def test_every_panellist_with_an_address_gets_their_own_invitation(world: World, postbox: Postbox) -> None:
    send_all(world)
    seats = Seat.objects.filter(meeting__cohort=world.cohort, speaker__professional__account__isnull=False)
    assert len(postbox.mails) == seats.count()
    for mail in postbox.mails:
        text, method = calendar_of(mail)
        event = vobject.readOne(text).vevent
        assert method == "REQUEST"
        assert "METHOD:REQUEST" in text
        assert event.attendee.value == f"mailto:{mail['To']}"
        assert len(event.contents["attendee"]) == 1
        assert mail["Auto-Submitted"] == "auto-generated"
        seat = seats.get(speaker__professional__account__email=mail["To"], meeting=event.uid.value[8:44])
        assert event.dtstart.value.astimezone(dt.UTC) == seat.meeting.starts_at
        others = {one.name for one in world.speakers} | {
            one.account.email for one in world.speakers if one.account
        }
        own = next(one for one in world.speakers if one.account and one.account.email == mail["To"])
        whole = words_of(mail) + text.replace("\r\n ", "").replace("\n ", "")
        assert not [name for name in others - {own.name, mail["To"]} if name in whole]


def test_subject_says_nothing(world: World, postbox: Postbox) -> None:
    send_all(world)
    Seat.objects.filter(meeting=world.panels[0]).delete()
    subjects = {mail["Subject"] for mail in postbox.mails}
    assert len(subjects) <= 4
    for subject in subjects:
        for told in (
            "Executive",
            "House",
            "panel",
            "Toronto",
            *(one.name.split()[0] for one in world.speakers),
        ):
            assert told.lower() not in subject.lower()


@pytest.mark.parametrize("place", [0, 1, 4, 5])
def test_mail_page_and_feed_give_the_same_instant(place: int, world: World, postbox: Postbox) -> None:
    one = world.speakers[place]
    send_all(world)
    assert one.account
    client = Client()
    client.force_login(one.account)
    page = client.get(reverse("mine")).content.decode()
    shown = re.findall(r'<time class="yours" datetime="([^"]+)"', page)
    address_ = client.post(reverse("mine.calendar", args=[world.cohort]), {"act": "make"})["Location"]
    feed = icalendar.Calendar.from_ical(Client().get(f"{address_.rstrip('/')}.ics").content)
    mails = postbox.to(one.account.email)
    in_page = sorted(dt.datetime.fromisoformat(each).astimezone(dt.UTC) for each in shown)
    in_feed = sorted(event.decoded("dtstart").astimezone(dt.UTC) for event in feed.walk("VEVENT"))
    in_mail = sorted(
        vobject.readOne(calendar_of(mail)[0]).vevent.dtstart.value.astimezone(dt.UTC) for mail in mails
    )
    assert in_page == in_feed == in_mail
    assert len(in_page) == 2
    for mail, moment in zip(
        sorted(mails, key=lambda mail: vobject.readOne(calendar_of(mail)[0]).vevent.dtstart.value),
        in_mail,
        strict=True,
    ):
        for zone in (_zone_of(world, place), "America/Toronto"):
            assert f"{moment.astimezone(ZoneInfo(zone)):%H:%M}" in words_of(mail)


def _zone_of(world: World, place: int) -> str:
    seat = Seat.objects.select_related("speaker__professional").filter(speaker=world.speakers[place].speaker)
    return seat[0].speaker.professional.zone


def test_mail_speaks_the_receiver_s_language(world: World, postbox: Postbox) -> None:
    send_all(world)
    mail = postbox.to(address(world, 1))[0]  # speaks French
    assert "Panel en soirée" in words_of(mail)
    assert "2027" in words_of(mail)


def test_sending_again_sends_nothing(world: World, postbox: Postbox) -> None:
    send_all(world)
    before = len(postbox.mails)
    send_all(world)
    assert len(postbox.mails) == before
    assert not Invitation.objects.filter(
        sent_at__isnull=True, speaker__professional__account__isnull=False
    ).exists()


def test_one_who_cannot_be_reached_holds_up_nobody_and_is_tried_again(world: World, postbox: Postbox) -> None:
    postbox.refuses.add(address(world, 0))
    with pytest.raises(smtplib.SMTPException):
        send_all(world)
    assert postbox.to(address(world, 0)) == []
    waiting = Invitation.objects.filter(speaker=world.speakers[0].speaker, sent_at__isnull=True)
    assert waiting.count() == 2
    assert postbox.to(address(world, 1))
    before = len(postbox.mails)
    postbox.refuses.clear()
    send_all(world)
    assert len(postbox.mails) == before + 2


def test_lost_seat_is_cancelled_with_a_higher_sequence(world: World, postbox: Postbox) -> None:
    send_all(world)
    one = world.speakers[0]
    meeting = world.panels[0]
    Seat.objects.filter(meeting=meeting, speaker=one.speaker).delete()
    Invitation.objects.create(
        meeting_id=meeting, speaker_id=one.speaker, method=InvitationMethod.CANCEL, sequence=1
    )
    send_all(world)
    *_earlier, last = postbox.to(address(world, 0))
    text, method = calendar_of(last)
    event = vobject.readOne(text).vevent
    assert (method, event.status.value, event.sequence.value) == ("CANCEL", "CANCELLED", "1")
    assert event.uid.value == f"meeting-{meeting}@localhost"


def test_moved_meeting_is_asked_again_with_its_new_sequence(world: World, postbox: Postbox) -> None:
    send_all(world)
    one, meeting = world.speakers[0], Meeting.objects.get(pk=world.panels[0])
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at + dt.timedelta(hours=1), sequence=1, changed_at=clock.now()
    )
    Invitation.objects.create(
        meeting=meeting, speaker_id=one.speaker, method=InvitationMethod.REQUEST, sequence=1
    )
    send_all(world)
    event = vobject.readOne(calendar_of(postbox.to(address(world, 0))[-1])[0]).vevent
    assert event.sequence.value == "1"
    assert event.dtstart.value.astimezone(dt.UTC) == meeting.starts_at + dt.timedelta(hours=1)


def test_overtaken_mails_are_dropped_unsent(world: World, postbox: Postbox) -> None:
    one, other, third = (world.speakers[place].speaker for place in (0, 1, 2))
    meeting = world.panels[0]
    Seat.objects.filter(meeting=meeting, speaker=one).delete()
    Invitation.objects.create(meeting_id=meeting, speaker_id=one, method=InvitationMethod.CANCEL, sequence=1)
    Invitation.objects.create(
        meeting_id=meeting, speaker_id=other, method=InvitationMethod.REQUEST, sequence=1
    )
    Seat.objects.filter(meeting=meeting, speaker=third).update(state=SeatState.DECLINED)
    assert settle_invitations(cohort=world.cohort) == 4
    send_all(world)
    sent = [
        (mail["To"], calendar_of(mail)[1], vobject.readOne(calendar_of(mail)[0]).vevent.sequence.value)
        for mail in postbox.mails
        if f"meeting-{meeting}@" in calendar_of(mail)[0].replace("\r\n ", "").replace("\n ", "")
    ]
    assert (address(world, 1), "REQUEST", "1") in sent
    assert {to for to, _method, _sequence in sent}.isdisjoint({address(world, 0), address(world, 2)})


def test_without_an_address_it_waits_and_staff_of_the_house_can_see_how_many(
    world: World, postbox: Postbox
) -> None:
    send_all(world)
    assert invitations_waiting(for_=world.host.actor("programme_staff"), cohort=world.cohort) == 1
    assert invitations_waiting(for_=world.other.actor("programme_lead"), cohort=world.cohort) == 0
    assert invitations_waiting(for_=ANONYMOUS, cohort=world.cohort) == 0
    assert all("leila" not in mail["To"] for mail in postbox.mails)


def test_only_the_system_sends(world: World) -> None:
    waiting = Invitation.objects.filter(sent_at__isnull=True)[0]
    with pytest.raises(Denied):
        send_invitation(by=world.host.actor("programme_lead"), invitation=waiting.pk, send=print)
    with pytest.raises(Denied):
        settle_invitations(by=ANONYMOUS, cohort=world.cohort)


def test_applicant_is_told_that_it_arrived_and_the_link_is_not_in_it(world: World, postbox: Postbox) -> None:
    row = application_row(world.tokens["submitted"])
    assert row
    tasks.confirm_application(application=str(row.pk))
    (mail,) = postbox.mails
    assert mail["To"] == "applicant.submitted@example.org"
    text = words_of(mail)
    assert row.reference in text
    assert "sbt_" not in mail.as_string()
    assert "Planted" not in mail["Subject"]
    assert "Motivation" not in text
    assert "Executive" not in mail.as_string()


def test_no_mail_about_what_was_taken_back_or_erased(world: World, postbox: Postbox) -> None:
    for state in ("withdrawn", "draft"):
        row = application_row(world.tokens[state])
        assert row
        tasks.confirm_application(application=str(row.pk))
    tasks.confirm_application(application="00000000-0000-4000-8000-000000000000")
    assert postbox.mails == []


def test_the_daily_task_erases_what_is_due(world: World) -> None:
    with scope(SYSTEM):
        Application.objects.update(erase_on=clock.today())
    tasks.erase_due(timestamp=0)
    assert [application_row(token) for token in world.tokens.values()] == [None] * 4
