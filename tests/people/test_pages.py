"""One's own pages, without JavaScript, on a real database."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import cast
from uuid import UUID

import pytest
from django import forms
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import ngettext, override
from tests.people.conftest import Someone

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.db.scope import scope
from shelterbelt.people import queries, services
from shelterbelt.people.choices import CONSENT_DURATIONS, NameKind, Use
from shelterbelt.people.pages.forms import LivedExperienceForm

Make = Callable[..., Someone]
PAGES = (
    "you",
    "you.work",
    "you.zone",
    "you.names",
    "you.communities",
    "you.consents",
    "you.lived_experience",
    "you.held",
    "you.held.erase",
    "you.looks",
)


def signed_in(person: Someone) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


@pytest.mark.parametrize("name", PAGES)
def test_own_pages_answer_their_owner_and_send_others_to_sign_in(name: str, someone: Make) -> None:
    person = someone()
    answer = signed_in(person).get(reverse(name))
    assert answer.status_code == 200, answer
    assert "no-store" in answer["Cache-Control"]
    refused = Client().get(reverse(name))
    assert refused.status_code == 302
    assert refused["Location"].startswith(reverse("account_login"))


def test_newcomer_says_who_they_are_once(account_factory: Callable[..., Account]) -> None:
    client = Client()
    client.force_login(account_factory())
    assert client.get(reverse("you"))["Location"] == reverse("you.start")
    page = client.get(reverse("you.start"))
    assert page.status_code == 200
    given = {
        "chosen_name": "Rosa Quispe",
        "country": "PE",
        "zone": "America/Lima",
        "languages_0": "es",
        "languages_1": "qu",
        "sectors": ["journalism"],
        "bio": "",
    }
    assert client.post(reverse("you.start"), {**given, "zone": "Mars/Olympus"}).status_code == 200
    assert client.post(reverse("you.start"), given)["Location"] == reverse("you")
    text = client.get(reverse("you")).content.decode()
    assert "Rosa Quispe" in text
    assert "Peru" in text
    assert client.get(reverse("you.start"))["Location"] == reverse("you")


def test_work_and_zone_are_changed(someone: Make) -> None:
    person = someone()
    client = signed_in(person)
    work = {"country": "CA", "languages_0": "fr", "sectors": ["policing", "education"], "bio": "Patrol"}
    assert client.post(reverse("you.work"), work)["Location"] == reverse("you")
    assert client.post(reverse("you.zone"), {"zone": "America/Toronto"})["Location"] == reverse("you")
    found = queries.own_person(for_=person.actor)
    assert found
    assert (found.country, found.languages, found.sectors, found.zone) == (
        "CA",
        ("fr",),
        ("policing", "education"),
        "America/Toronto",
    )
    assert queries.own_bio(for_=person.actor) == "Patrol"


def test_consent_is_given_seen_and_withdrawn(someone: Make, organisation: UUID) -> None:
    person = someone()
    client = signed_in(person)
    given = {"use": "show_in_cohort", "recipient": str(organisation), "days": "30"}
    assert client.post(reverse("you.consents"), given)["Location"] == reverse("you.consents")
    text = client.get(reverse("you.consents")).content.decode()
    assert "Harbour Youth House" in text
    with scope(person.actor):
        (consent,) = queries.own_consents(for_=person.actor)
    withdraw = reverse("you.consents.withdraw", args=[consent.id])
    assert client.get(withdraw).status_code == 405
    assert client.post(withdraw)["Location"] == reverse("you.consents")
    assert withdraw not in client.get(reverse("you.consents")).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"use": "balance_panels", "days": "30"},
        {"use": "anything", "days": "30"},
        {"use": "show_in_cohort", "days": "31"},
        {"use": "show_in_cohort", "days": "30", "recipient": "everyone"},
        {"use": "record_sessions", "days": "730"},
    ],
)
def test_consent_outside_the_offer_is_refused_in_words(given: dict[str, str], someone: Make) -> None:
    person = someone()
    answer = signed_in(person).post(reverse("you.consents"), given)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    with scope(person.actor):
        assert queries.own_consents(for_=person.actor) == ()


def test_lived_experience_is_told_and_taken_back(someone: Make) -> None:
    person = someone()
    client = signed_in(person)
    page = reverse("you.lived_experience")
    assert client.post(page, {"words": "without agreeing", "days": "30"}).status_code == 200
    assert (
        client.post(page, {"is_understood": "on", "words": "only mine to say", "days": "30"})["Location"]
        == page
    )
    with scope(person.actor):
        (told,) = queries.own_lived_experience(for_=person.actor)
    assert told.words == "only mine to say"
    assert client.post(reverse("you.lived_experience.withdraw", args=[told.id]))["Location"] == page
    assert "only mine to say" not in client.get(page).content.decode()


def test_communities_are_kept_for_oneself_and_emptied(someone: Make) -> None:
    person = someone()
    client = signed_in(person)
    client.post(reverse("you.communities"), {"communities": ["deaf", "black"]})
    with scope(person.actor):
        assert queries.own_communities(for_=person.actor) == ("black", "deaf")
    assert client.post(reverse("you.communities"), {"communities": ["anything"]}).status_code == 200
    client.post(reverse("you.communities"), {})
    with scope(person.actor):
        assert queries.own_communities(for_=person.actor) == ()


def test_own_pages_have_an_exit_and_a_neutral_title(someone: Make) -> None:
    client = signed_in(someone())
    for name in PAGES:
        text = client.get(reverse(name)).content.decode()
        assert "data-exit" in text, name
        assert "<title>Notes</title>" in text, name


@pytest.mark.parametrize("name", ["you", "you.consents"])
def test_queries_do_not_grow_with_rows(
    name: str, someone: Make, django_assert_num_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    person = someone()
    client = signed_in(person)
    client.get(reverse(name))
    services.change_names(by=person.actor, kind=NameKind.NICKNAME, words="Ami")
    services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=30)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    for number in range(30):
        services.change_names(by=person.actor, kind=NameKind.NICKNAME, words=f"Ami {number}")
        services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=30)
    with django_assert_num_queries(len(few)):
        client.get(reverse(name))
    assert 0 < len(few) < 30


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_lengths_of_consent_are_said_in_the_language_of_the_page(language: str) -> None:
    with override(language):
        field = cast("forms.ChoiceField", LivedExperienceForm()["days"].field)
        lengths = [str(words) for _days, words in cast("list[tuple[int, str]]", field.choices)]
        assert lengths == [
            ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
            for days in CONSENT_DURATIONS
            if days <= 365
        ]
