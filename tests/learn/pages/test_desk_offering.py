"""A place offered by hand from an application's file: looked at once more, refused discreetly, taken back."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.fixtures.admission import Applicant, Intake, make_intake

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import tasks
from shelterbelt.learn.models import Application, Decision
from shelterbelt.learn.services import leaving, offers, waiting
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.offers import One
from shelterbelt.people.models import KeptApart
from shelterbelt.people.queries.apart import ordered

pytestmark = pytest.mark.django_db
WHY = "She knows the courts of two countries."


@pytest.fixture
def intake(db: None) -> Intake:
    del db
    return make_intake(online=2, on_site=1)


def desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account))  # type: ignore[misc]
    return client


def day(days: int) -> str:
    return (clock.today() + dt.timedelta(days=days)).isoformat()


def page_of(one: Applicant) -> str:
    return reverse("desk.application.offer", args=[one.id])


def sent(**fields: str) -> dict[str, str]:
    return {"mode": "online", "last_day": day(9), "words": WHY, **fields}


def test_file_leads_to_the_offer_and_staff_have_no_button(intake: Intake) -> None:
    one = intake.applicant()
    address = reverse("desk.application", args=[one.row().reference])
    assert page_of(one) in desk(intake.lead).get(address).content.decode()
    assert page_of(one) not in desk(intake.staff).get(address).content.decode()
    assert desk(intake.staff).get(page_of(one)).status_code == 403


def test_place_is_offered_after_a_second_look(intake: Intake) -> None:
    one = intake.applicant(language="fr")
    client = desk(intake.lead)
    form = client.get(page_of(one)).content.decode()
    assert "free seats: 2" in form
    asked = client.post(page_of(one), sent())
    assert asked.status_code == 200
    assert "Free seats of this kind afterwards: 1" in asked.content.decode()
    assert one.offer() is None
    done = client.post(page_of(one), sent(sure="yes"), follow=True).content.decode()
    offer = one.offer()
    assert offer is not None
    assert (one.state, offer.mode, offer.answer_by.date().isoformat() >= day(9)) == (
        "offered",
        "online",
        True,
    )
    assert WHY in done
    with scope(SYSTEM):
        assert Decision.objects.get(application=one.id).words == WHY


def test_last_day_is_the_programmes_day(intake: Intake) -> None:
    one = intake.applicant()
    desk(intake.lead).post(page_of(one), sent(sure="yes"))
    offer = one.offer()
    assert offer is not None
    assert offer.answer_by.second == 0
    assert offer.answer_by.minute == 59


def test_change_goes_back_to_the_form_with_what_was_written(intake: Intake) -> None:
    one = intake.applicant()
    text = desk(intake.lead).post(page_of(one), sent(sure="change")).content.decode()
    assert "See what will happen" in text
    assert WHY in text
    assert one.offer() is None


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"words": ""}, "Please write the reason"),
        ({"last_day": day(-1)}, "a day after today"),
        ({"last_day": day(300)}, "before offers end"),
        ({"mode": "by_post"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(fields: dict[str, str], told: str, intake: Intake) -> None:
    one = intake.applicant()
    answer = desk(intake.lead).post(page_of(one), sent(sure="yes", **fields))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert one.offer() is None


def test_no_free_seat_is_said(intake: Intake) -> None:
    first, second, third = intake.applicants(3)
    intake.admit(first, second)
    for sure in ({}, {"sure": "yes"}):
        answer = desk(intake.lead).post(page_of(third), sent(**sure))
        assert answer.status_code == 400
        assert "No seat of this kind is free" in answer.content.decode()
    taken = intake.applicant(7)
    intake.admit(taken, mode="on_site")
    assert "No seat is free" in desk(intake.lead).get(page_of(third)).content.decode()
    with scope(SYSTEM):
        assert not Decision.objects.filter(application=third.id).exists()


def test_refusal_tells_neither_who_nor_why(intake: Intake) -> None:
    seated, away = intake.applicants(2)
    intake.admit(seated)
    with scope(SYSTEM):
        first, second = ordered(seated.row().person, away.row().person)
        KeptApart.objects.create(organisation=intake.organisation, first=first, second=second)
    answer = desk(intake.lead).post(page_of(away), sent(sure="yes"))
    text = answer.content.decode().partition("<main")[2].partition("</main")[0]
    assert "cannot be offered to this person at the moment. Put them on the waiting list" in text
    for private in (seated.row().name, seated.row().reference, "apart", "omplain", "safety"):
        assert private not in text
    assert away.offer() is None


def test_who_waits_is_told_of_before_they_are_passed_by(intake: Intake) -> None:
    one, other = intake.applicants(2)
    rows = [One(other.id, "online"), One(one.id, "online")]
    waiting.put_on_list(by=intake.lead, cohort=intake.cohort, decisions=rows)
    text = desk(intake.lead).post(page_of(one), sent()).content.decode()
    assert "are passed by: 1" in text
    assert other.row().name not in text


def test_goals_are_told_and_communities_never(intake: Intake) -> None:
    here = intake.applicants(2, agency="Harbour House", country="CA", sectors=["education"])
    intake.admit(*here)
    one = intake.applicant(9, agency="Harbour House", country="CA", sectors=["health_care"])
    text = desk(intake.lead).get(page_of(one)).content.decode()
    assert "nobody with a seat works in: 1" in text
    assert "People of this agency with a seat would be 3" in text
    assert "ommunit" not in text.partition("<main")[2].partition("</main")[0]


def test_whoever_holds_a_seat_is_offered_no_other(intake: Intake) -> None:
    one = intake.applicant()
    intake.admit(one)
    text = desk(intake.lead).get(page_of(one)).content.decode()
    assert "No place can be offered now" in text
    assert "<textarea" not in text


def test_offer_is_taken_back_and_goes_to_whoever_waits(intake: Intake) -> None:
    one, staying, next_one = intake.applicants(3)
    intake.admit(staying)
    offers.make_offer(by=intake.lead, application=one.id, mode="online")
    waiting.put_on_list(by=intake.lead, cohort=intake.cohort, decisions=[One(next_one.id, "online")])
    offer = one.offer()
    assert offer is not None
    address = reverse("desk.offer.take_back", args=[offer.pk])
    client = desk(intake.lead)
    assert address in client.get(reverse("desk.places", args=[intake.cohort])).content.decode()
    assert client.post(address, {"because": " "}).status_code == 400
    text = client.post(address, {"because": "the wrong one of two"}, follow=True).content.decode()
    assert "The offer is taken back" in text
    assert (one.state, next_one.state, intake.held()) == ("submitted", "offered", (2, 2))
    with scope(SYSTEM):
        assert Event.objects.get(verb="learn.offer.take_back").purpose == "the wrong one of two"
    tasks.write_letter(kind="taken_back", application=str(one.id), offer=str(offer.pk))
    (letter,) = mail.outbox
    assert "the mistake is ours" in str(letter.body)


def test_answered_offer_is_not_taken_back(intake: Intake) -> None:
    one = intake.applicant()
    intake.admit(one)
    offer = one.offer()
    assert offer is not None
    with pytest.raises(NotInThisState):
        leaving.take_back_offer(by=intake.lead, offer=offer.pk, because="too late")
    with pytest.raises(Incomplete):
        leaving.take_back_offer(by=intake.lead, offer=offer.pk, because=" ")
    assert (one.state, intake.held()) == ("admitted", (1, 1))
    text = desk(intake.lead).get(reverse("desk.offer.take_back", args=[offer.pk])).content.decode()
    assert "it cannot be taken back" in text


def test_whoever_was_offered_by_mistake_can_still_be_offered_and_says_yes(intake: Intake) -> None:
    one = intake.applicant()
    offers.make_offer(by=intake.lead, application=one.id, mode="online")
    offer = one.offer()
    assert offer is not None
    leaving.take_back_offer(by=intake.lead, offer=offer.pk, because="mistake")
    text = Client().get(reverse("apply.application", args=[one.token])).content.decode()
    assert "Your application is sent" in text
    intake.admit(one)
    assert one.state == "admitted"


def test_other_organisations_application_does_not_exist(intake: Intake) -> None:
    other = make_intake(online=1)
    one = other.applicant()
    assert desk(intake.lead).get(page_of(one)).status_code == 404
    assert desk(intake.lead).post(page_of(one), sent(sure="yes")).status_code == 404
    with scope(SYSTEM):
        assert Application.objects.get(pk=one.id).state == "submitted"
