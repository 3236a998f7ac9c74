"""The desk of whoever lets agencies in, and the page behind the link. Nothing of an agency's inside is there."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.equip.beginning.let_in import (
    LEADER,
    MAIL,
    NAME,
    House,
    begin,
    browser,
    holder,
    link_of,
    make_house,
)
from tests.laws.scene_agencies import MARK, agency_of

from shelterbelt.equip.services import beginnings
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import Organisation
from shelterbelt.people.services import register_organisation

pytestmark = pytest.mark.django_db
GIVEN: dict[str, Any] = {
    "name": NAME,
    "country": "KE",
    "kind": "agency",
    "sectors": ["education"],
    "leader_name": LEADER,
    "leader_mail": MAIL,
    "language": "en",
}


@pytest.fixture
def house(db: None) -> House:
    del db
    return make_house()


def read(client: Client, name: str, *given: object) -> str:
    answer = client.get(reverse(name, args=given))
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_of_the_inside_is_shown_to_whoever_let_the_agency_in(house: House) -> None:
    agency = register_organisation(by=SYSTEM, name="Peopled House", slug="peopled", country="KE")
    _things, _links, people = agency_of(agency, "z")
    leader = actor_of(people["agency_leader"].pk)
    assert leader.organisations(Role.AGENCY_LEADER) == {agency}
    inside = [MARK, "Maple", *(one.email for one in people.values())]
    assert MARK in browser(leader).get(reverse("agency.sites", args=[agency])).content.decode()
    client = browser(house.operator)
    for told in (read(client, "desk.agencies"), read(client, "desk.agencies.one", agency)):
        assert "Peopled House" in told
        for word in inside:
            assert word not in told
        assert not re.search(rf"/agency/{agency}/", told)
    for name in ("agency", "agency.sites", "agency.assessments", "agency.strategies", "agency.people"):
        assert client.get(reverse(name, args=[agency])).status_code in (403, 404)


def test_from_the_form_to_a_password(house: House) -> None:
    client = browser(house.operator)
    answer = client.post(reverse("desk.agencies.begin"), GIVEN)
    agency = Organisation.objects.get(name=NAME).pk
    assert answer["Location"] == reverse("desk.agencies.one", args=[agency])
    told = read(client, "desk.agencies.one", agency)
    assert MAIL in told
    token = link_of(agency)
    stranger = Client()
    assert NAME in read(stranger, "invited", token)
    answer = stranger.post(reverse("invited", args=[token]))
    assert answer["Location"].startswith("/account/password/reset/key/")
    assert stranger.get(answer["Location"], follow=True).status_code == 200
    assert NAME in read(stranger, "invited", token)
    again = stranger.post(reverse("invited", args=[token]))
    assert (again.status_code, Account.objects.filter(email=MAIL).count()) == (200, 1)
    for name in ("desk.agencies", "desk.agencies.one"):
        told = read(client, name, *([agency] if name.endswith("one") else []))
        assert MAIL not in told
        assert LEADER not in told


def test_whoever_has_a_password_is_not_given_another(house: House) -> None:
    Account.objects.create_user(MAIL, "a long enough pass phrase")
    token = link_of(begin(house.operator))
    answer = Client().post(reverse("invited", args=[token]))
    assert answer["Location"] == reverse("invited", args=[token])


def test_the_question_about_one_of_the_same_name_is_put_once_it_arises(house: House) -> None:
    client = browser(house.operator)
    assert "is_another" not in read(client, "desk.agencies.begin")
    begin(house.operator)
    told = client.post(reverse("desk.agencies.begin"), GIVEN).content.decode()
    assert "is_another" in told
    assert Organisation.objects.filter(name=NAME).count() == 1
    client.post(reverse("desk.agencies.begin"), {**GIVEN, "is_another": "on"})
    assert Organisation.objects.filter(name=NAME).count() == 2


def test_a_link_that_has_ended_names_nobody(house: House) -> None:
    agency = begin(house.operator)
    token = link_of(agency)
    beginnings.take_back_invitation(by=house.operator, agency=agency)
    told = read(Client(), "invited", token)
    for word in (NAME, LEADER, MAIL):
        assert word not in told
    assert Client().post(reverse("invited", args=[token])).status_code == 200
    assert Client().get(reverse("invited", args=["nothing"])).status_code == 404


def test_sent_again_taken_back_and_invited_anew_by_the_buttons(house: House) -> None:
    client, agency = browser(house.operator), begin(house.operator)
    first = link_of(agency)
    for name in ("again", "take_back", "again"):
        answer = client.post(reverse(f"desk.agencies.{name}", args=[agency]))
        assert answer["Location"] == reverse("desk.agencies.one", args=[agency])
    assert Client().get(reverse("invited", args=[first])).status_code == 404
    leader = {name: GIVEN[name] for name in ("leader_name", "leader_mail", "language")}
    client.post(reverse("desk.agencies.one", args=[agency]), leader)
    with scope(holder(token := link_of(agency))):
        assert beginnings.accept_invitation(by=holder(token))


def test_another_lead_finds_nothing(house: House) -> None:
    agency = begin(house.lead, through=house.programme)
    client = browser(house.other_lead)
    assert NAME not in read(client, "desk.agencies")
    assert client.get(reverse("desk.agencies.one", args=[agency])).status_code == 404
    for name in ("again", "take_back"):
        assert client.post(reverse(f"desk.agencies.{name}", args=[agency])).status_code == 404
    assert NAME in read(browser(house.lead), "desk.agencies")


def test_the_list_asks_the_same_number_of_questions_for_thirty(house: House) -> None:
    client = browser(house.operator)
    counts = []
    for number in (1, 29):
        for place in range(number):
            begin(
                house.operator, name=f"Agency {number} {place}", leader_mail=f"l{number}{place}@example.org"
            )
        read(client, "desk.agencies")  # what a process or a session asks once is not counted
        with CaptureQueriesContext(connection) as asked:
            read(client, "desk.agencies")
        counts.append(len(asked))
    assert counts[0] == counts[1]
