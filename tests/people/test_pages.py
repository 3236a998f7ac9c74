"""One's own pages, without JavaScript, on a real database."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.people.conftest import Someone

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
