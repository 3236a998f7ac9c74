"""Everything held can be taken away and erased, with a proof."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from tests.people.conftest import Someone

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings import registered
from shelterbelt.people import queries, services
from shelterbelt.people.choices import ConsentStep, NameKind, Use
from shelterbelt.people.models import ConsentEvent, LivedExperience, PersonName, Professional

Make = Callable[..., Someone]


@pytest.fixture
def full(someone: Make) -> Someone:
    """Someone with everything."""
    person = someone("Amina Otieno")
    services.change_names(by=person.actor, kind=NameKind.LEGAL, words="Amina Wanjiru Otieno")
    services.change_names(by=person.actor, kind=NameKind.UNSAFE, words="Candy")
    services.tell_communities(by=person.actor, keys=["deaf", "migrant"])
    services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=30)
    services.tell_lived_experience(by=person.actor, days=30, words="what only I can say")
    return person


def client_of(person: Someone) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def test_every_table_about_people_is_covered() -> None:
    holding = {holding.name: holding for holding in registered()}["people.person"]
    about = {
        "professional",
        "personname",
        "unsafenamemark",
        "communitychoice",
        "consent",
        "consentevent",
        "livedexperience",
    }
    assert holding.models == {f"people.{name}" for name in about}


def test_export_holds_what_was_said(full: Someone) -> None:
    told = queries.export_held(full.id)
    assert {name["kind"]: name["words"] for name in told["names"]} == {
        "chosen": "Amina Otieno",
        "legal": "Amina Wanjiru Otieno",
        "unsafe": "",
    }
    assert told["communities"] == ["deaf", "migrant"]
    assert [consent["use"] for consent in told["consents"]] == [Use.BALANCE_PANELS, Use.CONTACT_BY_MAIL]
    assert [statement["words"] for statement in told["lived_experience"]] == ["what only I can say"]
    assert told["account"][0]["email"] == full.account.email
    assert json.loads(json.dumps(told)) == told


def test_page_and_file_show_the_export(full: Someone) -> None:
    client = client_of(full)
    page = client.get(reverse("you.held")).content.decode()
    file = client.get(reverse("you.held.export"))
    assert "what only I can say" in page
    assert "Amina Wanjiru Otieno" in page
    assert file["Content-Type"] == "application/json"
    assert "no-store" in file["Cache-Control"]
    assert file.json()["people.person"]["communities"] == ["deaf", "migrant"]


def test_erasing_takes_a_second_step_and_leaves_a_proof(full: Someone, someone: Make) -> None:
    other = someone("Luca Moretti")
    services.give_consent(by=other.actor, use=Use.CONTACT_BY_MAIL, days=30)
    client = client_of(full)
    assert client.get(reverse("you.held.erase")).status_code == 200
    assert client.post(reverse("you.held.erase"), {"word": "no"}).status_code == 200
    assert Professional.objects.filter(pk=full.id).exists()
    answer = client.post(reverse("you.held.erase"), {"word": " Erase "})
    told = client_of(someone("Ines Duarte")).get(answer["Location"]).content.decode()
    assert "It is erased" in told
    assert str(full.account.email) not in told
    assert "_auth_user_id" not in client.session
    assert not Professional.objects.filter(pk=full.id).exists()
    assert not Account.objects.filter(pk=full.account.pk).exists()
    with scope(full.actor):
        assert not PersonName.objects.filter(person_id=full.id).exists()
        assert not LivedExperience.objects.exists()
    assert queries.export_held(full.id) == {}
    assert services.erase_held(person=full.id) == 0
    assert queries.export_held(other.id)["consents"]


def test_proof_counts_before_and_after(full: Someone) -> None:
    with TestCase.captureOnCommitCallbacks():
        proof = services.erase_self(by=full.actor)
    counts = {counted.holding: (counted.before, counted.after) for counted in proof.counts}
    before, after = counts["people.person"]
    assert before >= 9
    assert after == 0


def test_history_of_consents_outlives_the_person_without_naming_them(full: Someone) -> None:
    account = str(full.account.pk)
    services.erase_held(person=full.id)
    with scope(SYSTEM):
        assert not ConsentEvent.objects.exists()
    fields = {field.name for field in ConsentEvent._meta.get_fields()}
    assert fields == {"id", "person", "consent", "use", "recipient", "step", "at"}
    assert account
    assert ConsentStep.WITHDRAWN in ConsentStep


def test_person_without_an_account_is_erased_whole(db: None) -> None:
    del db
    ids = [uuid4(), uuid4()]
    services.load_professionals(
        newcomers=[
            services.Newcomer(
                id=person,
                chosen_name="Rosa Quispe",
                country="PE",
                zone="America/Lima",
                languages=("es", "qu"),
                sectors=("journalism",),
            )
            for person in ids
        ]
    )
    services.load_consents(use=Use.SHOW_AS_PANELLIST, people=ids, days=365)
    assert services.erase_held(person=ids[0]) == 3
    assert set(queries.chosen_names(ids)) == {ids[1]}
