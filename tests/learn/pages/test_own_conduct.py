"""Whoever sits on panels reads the code of conduct on their own pages, and agrees to it with their account."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.fixtures.world import Panellist, World

from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import SeatState
from shelterbelt.learn.models import Cohort, Seat
from shelterbelt.learn.services.own_conduct import agree_as_speaker
from shelterbelt.people.models import ConductSigning, Professional
from shelterbelt.people.services import Refused

pytestmark = pytest.mark.django_db
ASKED = "Read the code of conduct, and agree to it"


def signed_in(one: Panellist) -> Client:
    assert one.account
    client = Client()
    client.force_login(one.account)
    return client


def own_page(world: World) -> str:
    return reverse("mine.conduct", args=[world.cohort])


def digest_in(text: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', text)
    assert found
    return found[1]


def test_it_waits_on_the_own_page_until_it_is_agreed_to(world: World) -> None:
    one = world.speakers[0]
    client = signed_in(one)
    assert own_page(world) in client.get(reverse("you")).content.decode()
    assert ASKED in client.get(reverse("mine")).content.decode()
    text = client.get(own_page(world)).content.decode()
    sent = {"agree": "on", "name": "Planted-Signature", "digest": digest_in(text)}
    assert client.post(own_page(world), sent)["Location"] == reverse("you")
    assert ASKED not in client.get(reverse("you")).content.decode()
    assert ASKED not in client.get(reverse("mine")).content.decode()
    again = client.get(own_page(world)).content.decode()
    assert "You agreed to this on" in again
    assert "Planted-Signature" not in again
    with scope(SYSTEM):
        professional = Professional.objects.get(account=one.account)
        assert ConductSigning.objects.get().person == professional.pk
        assert Event.objects.filter(verb="learn.speaker.agree_to_conduct").count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"agree": ""}, "Tick this if you agree"),
        ({"name": " "}, "Please type the name"),
        ({"digest": "0" * 64}, "The words have changed meanwhile"),
    ],
)
def test_without_a_tick_a_name_or_the_words_nothing_is_kept(
    changed: dict[str, str], told: str, world: World
) -> None:
    client = signed_in(world.speakers[0])
    digest = digest_in(client.get(own_page(world)).content.decode())
    answer = client.post(own_page(world), {"agree": "on", "name": "A Name", "digest": digest, **changed})
    assert told in answer.content.decode()
    with scope(SYSTEM):
        assert not ConductSigning.objects.exists()


def test_one_agrees_for_nobody_else(world: World) -> None:
    one, other = world.speakers[0], world.speakers[1]
    client = signed_in(one)
    digest = digest_in(client.get(own_page(world)).content.decode())
    client.post(own_page(world), {"agree": "on", "name": "A Name", "digest": digest})
    assert ASKED in signed_in(other).get(reverse("mine")).content.decode()


def test_whoever_has_no_seat_has_no_such_page(world: World) -> None:
    one = world.speakers[0]
    Seat.objects.filter(speaker=one.speaker).update(state=SeatState.DECLINED)
    client = signed_in(one)
    assert client.get(own_page(world)).status_code == 404
    assert ASKED not in client.get(reverse("you")).content.decode()


def test_a_draft_cohort_asks_nobody(world: World) -> None:
    Cohort.objects.filter(pk=world.cohort).update(state="draft")
    assert signed_in(world.speakers[0]).get(own_page(world)).status_code == 404


def test_service_refuses_other_words(world: World) -> None:
    account = world.speakers[0].account
    assert account
    with pytest.raises(Refused):
        agree_as_speaker(by=actor_of(account.pk), cohort=world.cohort, name="A Name", digest="")
