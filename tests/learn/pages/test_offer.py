"""A place as its holder and the desk see it: offered, answered on two devices, late; lists, more time, words to all."""

import datetime as dt
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.admission import Applicant, Intake, make_intake, open_cohort

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import tasks
from shelterbelt.learn.formats.letters import SUBJECTS
from shelterbelt.learn.models import Announcement
from shelterbelt.learn.services import announcements, leaving, offers, waiting
from shelterbelt.learn.services.errors import Incomplete
from shelterbelt.learn.services.offers import One

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(db: None) -> Intake:
    del db
    return make_intake(online=2, on_site=1)


def status(one: Applicant, **query: str) -> str:
    answer = Client().get(reverse("apply.application", args=[one.token]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def press(one: Applicant, act: str, **sent: str) -> str:
    """Press the button of a page and read what follows."""
    answer = Client().post(reverse(f"place.{act}", args=[one.token]), sent, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account))  # type: ignore[misc]
    return client


def offer_to(intake: Intake, one: Applicant) -> None:
    offers.make_offer(by=intake.lead, application=one.id, mode="online")


def test_offer_says_until_when_and_what_it_costs(intake: Intake) -> None:
    one = intake.applicant(country="CA")
    offer_to(intake, one)
    text = status(one)
    assert "A place is offered to you" in text
    assert "What it costs for you" in text
    assert "Host’s time" in text or "Host's time" in text or "Host&#x27;s time" in text
    page = Client().get(reverse("place.accept", args=[one.token])).content.decode()
    assert "Yes, I take the place" in page


def test_yes_twice_then_what_is_missing(intake: Intake) -> None:
    one = intake.applicant()
    offer_to(intake, one)
    for _device in range(2):
        text = press(one, "accept")
        assert "The place is yours" in text
    assert "Name someone who knows you" in text
    assert "Your place is confirmed" not in text


def test_no_then_yes_on_another_device_is_told_kindly(intake: Intake) -> None:
    one = intake.applicant()
    offer_to(intake, one)
    assert "Take back my no" in press(one, "decline")
    assert "This was answered before" in press(one, "accept")
    assert "The offer stands again" in press(one, "restore")
    assert one.state == "offered"


def test_late_answer_is_told_clearly(intake: Intake) -> None:
    one = intake.applicant()
    offer_to(intake, one)
    intake.end_offers(one)
    assert "The time to answer was over" in press(one, "accept")
    leaving.lapse_offers_due(by=SYSTEM)
    assert "The time to answer was over" in press(one, "accept")
    assert "The time to answer is over" in status(one)


def test_waiting_list_shows_the_position_and_nobody_else(intake: Intake) -> None:
    people = intake.applicants(3)
    waiting.put_on_list(
        by=intake.lead, cohort=intake.cohort, decisions=[One(one.id, "online") for one in people]
    )
    text = status(people[2])
    assert "<strong>3</strong>" in text
    assert "Planted-000" not in text
    assert "You are on the list for the other way" in press(people[2], "mode")
    assert people[2].waits() == ["on_site", "online"]


def test_later_cohort_is_chosen_from_those_there_are(intake: Intake) -> None:
    one = intake.applicant()
    offer_to(intake, one)
    assert "A later cohort" not in status(one)
    later = open_cohort(intake.lead, intake.organisation, intake.slug, "second", 30)
    assert "A later cohort" in status(one)
    assert one.state == "offered"
    press(one, "defer", cohort="nonsense")
    assert one.state == "offered"
    assert "first claim" in press(one, "defer", cohort=str(later))
    assert one.state == "deferred"


def test_place_is_given_back(intake: Intake) -> None:
    one = intake.applicant()
    intake.admit(one)
    assert "Your application is taken back" in press(one, "give_back")
    assert intake.held() == (0, 0)


@pytest.mark.parametrize("count", [1, 30])
def test_lists_cost_the_same_for_one_and_thirty(count: int, db: None) -> None:
    del db
    intake = make_intake(online=count)
    offers.make_offers(
        by=intake.lead,
        cohort=intake.cohort,
        decisions=[One(one.id, "online") for one in intake.applicants(count)],
    )
    waits = intake.applicants(count, first=100)
    waiting.put_on_list(
        by=intake.lead, cohort=intake.cohort, decisions=[One(one.id, "online") for one in waits]
    )
    client = desk(intake.lead)
    for name, most in (("desk.places", 18), ("desk.waiting", 16)):
        address = reverse(name, args=[intake.cohort])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            text = client.get(address).content.decode()
        assert len(asked) <= most, name
        assert text.count("Applicant Planted-") == count


def test_lead_gives_more_time_within_the_rules(intake: Intake) -> None:
    one = intake.applicant()
    offer_to(intake, one)
    offer = one.offer()
    assert offer is not None
    address = reverse("desk.offer.extend", args=[offer.pk])
    far = (clock.now() + dt.timedelta(days=200)).date().isoformat()
    refused = desk(intake.lead).post(address, {"last_day": far, "because": "ill"}).content.decode()
    assert "later end that the programme" in refused
    near = (offer.answer_by + dt.timedelta(days=5)).date().isoformat()
    assert desk(intake.lead).post(address, {"last_day": near, "because": "ill"}).status_code == 302
    assert desk(intake.staff).get(address).status_code == 403
    assert desk(make_intake().lead).get(address).status_code == 404


def test_seats_cannot_fall_below_what_is_held(intake: Intake) -> None:
    offer_to(intake, intake.applicant())
    address = reverse("desk.places.change", args=[intake.cohort])
    text = desk(intake.lead).post(address, {"online": "0", "on_site": "1"}).content.decode()
    assert "1 seats are held" in text
    assert desk(intake.lead).post(address, {"online": "5", "on_site": "0"}).status_code == 302


def test_history_of_an_admission(intake: Intake) -> None:
    one = intake.applicant()
    offer_to(intake, one)
    offers.decline_offer(by=one.bearer)
    address = reverse("desk.admission", args=[one.id])
    text = desk(intake.staff).get(address).content.decode()
    assert "A seat was offered" in text
    assert "said no" in text
    assert desk(make_intake().staff).get(address).status_code == 404


def test_announcement_reaches_each_alone_in_their_language(intake: Intake) -> None:
    english, french, outside = (
        intake.applicant(0),
        intake.applicant(1, language="fr"),
        intake.applicant(2, language="fr"),
    )
    offers.make_offer(by=intake.lead, application=english.id, mode="online")
    offers.make_offer(by=intake.lead, application=french.id, mode="online")
    for one in (english, french):
        offers.accept_offer(by=one.bearer)
    client = desk(intake.lead)
    words = {
        "audience": "admitted",
        "subject_en": "The first\r\nBcc: someone@example.org",
        "body_en": "See you.",
        "subject_fr": "Le premier",
        "body_fr": "À bientôt.",
    }
    made = client.post(reverse("desk.announcements.new", args=[intake.cohort]), words)
    assert "Send to 2" in client.get(made["Location"]).content.decode()
    assert not mail.outbox
    client.post(made["Location"])
    client.post(made["Location"])
    with scope(SYSTEM):
        row = Announcement.objects.get(cohort=intake.cohort)
    assert row.receivers == 2
    for one in (english, french, outside):
        tasks.deliver_announcement(announcement=str(row.pk), application=str(one.id))
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["applicant-0@example.org"], "The first Bcc: someone@example.org"),
        (["applicant-1@example.org"], "Le premier"),
    ]
    assert "À bientôt." in str(mail.outbox[1].body)
    assert "applicant-1" not in str(mail.outbox[0].body)


def test_announcement_that_is_half_written_is_refused(intake: Intake) -> None:
    for texts, wrong in (
        ({}, {"subject_en"}),
        ({"fr": {"subject": "Un", "body": " "}}, {"body_fr"}),
        ({"en": {"subject": "x" * 121, "body": "y"}}, {"subject_en"}),
    ):
        with pytest.raises(Incomplete) as refused:
            announcements.write_announcement(
                by=intake.lead, cohort=intake.cohort, audience="admitted", texts=texts
            )
        assert set(refused.value.fields) == wrong


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("kind", sorted(SUBJECTS))
def test_every_letter_says_what_to_do_and_its_subject_nothing(
    kind: str, language: str, intake: Intake
) -> None:
    one = intake.applicant(language=language)
    about = ""
    if kind == "waiting":
        waiting.put_on_list(by=intake.lead, cohort=intake.cohort, decisions=[One(one.id, "online")])
    elif kind == "declined":
        waiting.turn_down(by=intake.lead, cohort=intake.cohort, applications=[one.id])
    else:
        offer_to(intake, one)
        about = str(getattr(one.offer(), "pk", ""))
    if kind == "lapsed":
        intake.end_offers(one)
        leaving.lapse_offers_due(by=SYSTEM)
    if kind == "taken_back":
        leaving.take_back_offer(by=intake.lead, offer=UUID(about), because="mistake")
    tasks.write_letter(kind=kind, application=str(one.id), offer=about)
    (sent,) = mail.outbox
    row, text = one.row(), str(sent.body)
    assert sent.to == [row.email]
    assert row.reference in text
    assert one.token not in text
    for private in ("Planted", "Executive", "Programme", "place", row.reference):
        assert private not in sent.subject
    if kind in ("declined", "lapsed"):
        assert str(row.erase_on.year) in text
