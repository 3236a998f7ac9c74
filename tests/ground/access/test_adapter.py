"""What allauth is told: sign-up is closed unless opened, and it never learns an address."""

import dataclasses
import ipaddress
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from shelterbelt.ground.access.adapter import stand_in
from shelterbelt.ground.access.models import Account

ADDRESS = "203.0.113.77"


@pytest.mark.django_db
def test_sign_up_is_closed_unless_opened(client: Client, settings: Any) -> None:
    form = {"email": "stranger@example.org", "password1": "a long enough phrase"}
    client.post(reverse("account_signup"), form)
    assert Account.objects.filter(email="stranger@example.org").count() == 0
    settings.CONF = dataclasses.replace(settings.CONF, may_sign_up=True)
    client.post(reverse("account_signup"), form)
    assert Account.objects.filter(email="stranger@example.org").count() == 1


@pytest.mark.django_db
def test_no_address_is_kept_with_a_session(client: Client) -> None:
    account = Account.objects.create_user("someone@example.org", "a long enough phrase")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    form = {"login": "someone@example.org", "password": "a long enough phrase"}
    client.post(reverse("account_login"), form, REMOTE_ADDR=ADDRESS)
    kept = [row.ip for row in UserSession.objects.all()]
    assert kept == [stand_in(ADDRESS)]
    assert ipaddress.ip_address(kept[0]) in ipaddress.ip_network("2001:db8::/32")


def test_a_stand_in_is_steady_for_a_day_and_different_for_each_address() -> None:
    assert stand_in(ADDRESS) == stand_in(ADDRESS)
    assert stand_in(ADDRESS) != stand_in("203.0.113.78")
