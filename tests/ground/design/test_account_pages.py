"""Pages of one's account, reached as people reach them, in our look and without anything inline."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from shelterbelt.ground.access.models import Account

pytestmark = pytest.mark.usefixtures("db")

PASSWORD = "five quiet green birches"


@pytest.fixture
def signed_in(client: Client) -> Client:
    account = Account.objects.create_user("ines@example.org", PASSWORD)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    answer = client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def ours(told: str) -> bool:
    return (
        "shelterbelt.css" in told
        and told.count("<h1") == 1
        and not re.search(r"\sstyle=|<style|src=\"data:", told)
    )


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "account_email", "account_change_password", "usersessions_list", "account_logout",
     "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "account_reauthenticate"],
)  # fmt: skip
def test_page_of_an_account_is_in_our_look(signed_in: Client, name: str) -> None:
    answer = signed_in.get(reverse(name))
    assert answer.status_code == 200
    assert ours(answer.content.decode())
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_inactive"]
)
def test_page_at_the_door_is_in_our_look(client: Client, name: str) -> None:
    assert ours(client.get(reverse(name), follow=True).content.decode())


def test_sessions_show_no_address(signed_in: Client) -> None:
    told = signed_in.get(reverse("usersessions_list")).content.decode()
    assert "This one" in told
    assert "127.0.0.1" not in told


def test_code_to_scan_is_drawn_in_the_page(signed_in: Client) -> None:
    told = signed_in.get(reverse("mfa_activate_totp")).content.decode()
    assert re.search(r'<div class="qr" role="img" aria-label="[^"]+"><svg viewBox="[0-9. ]+"', told)
    assert "data:image" not in told


def test_mistake_is_told_calmly_and_the_same_for_every_name(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    told = answer.content.decode()
    assert "Please check these answers" in told
    assert "nobody@example.org" in told
