"""Sessions end, rotate, and obey a disabled account; a password alone does not open staff pages."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.roles import Role
from shelterbelt.ground.access.sessions import IDLE_SECONDS, LONGEST_SECONDS, SEEN, SIGNED_IN
from shelterbelt.ground.conf import Mode

pytestmark = pytest.mark.django_db
MakeAccount = Callable[..., Account]
PASSWORD = "a long and quiet evening"


def sign_in(account: Account, password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": account.email, "password": password})
    assert answer.status_code == 302, answer.content
    return client


def verified(make: MakeAccount, *roles: Role) -> Account:
    account = make(*roles, password=PASSWORD)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def put(client: Client, **values: object) -> None:
    session = client.session
    session.update(values)
    session.save()


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_login_changes_the_session_key(account_factory: MakeAccount) -> None:
    account = verified(account_factory)
    client = Client()
    client.get(reverse("account_login"))
    put(client, before="something")
    former = client.session.session_key
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    assert is_signed_in(client)
    assert client.session.session_key != former
    assert not Session.objects.filter(session_key=former).exists()


@pytest.mark.parametrize(("name", "seconds"), [(SEEN, IDLE_SECONDS), (SIGNED_IN, LONGEST_SECONDS)])
def test_session_ends_after_its_time_and_not_before(
    name: str, seconds: int, account_factory: MakeAccount
) -> None:
    client = sign_in(verified(account_factory))
    client.get(reverse("access.landing"))
    put(client, **{name: time.time() - seconds + 30})
    client.get(reverse("access.landing"))
    assert is_signed_in(client)
    put(client, **{name: time.time() - seconds - 1})
    answer = client.get(reverse("access.landing"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert not is_signed_in(client)


def test_requests_keep_a_session_awake_but_not_for_ever(account_factory: MakeAccount) -> None:
    client = sign_in(verified(account_factory))
    client.get(reverse("access.landing"))
    put(client, **{SEEN: time.time() - 1_000})
    client.get(reverse("access.landing"))
    assert time.time() - client.session[SEEN] < 5


def test_disabled_account_is_out_at_the_next_request(account_factory: MakeAccount) -> None:
    account = verified(account_factory)
    client = sign_in(account)
    assert client.get(reverse("access.landing"))["Location"] == reverse("you")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    answer = client.get(reverse("access.landing"))
    assert answer["Location"].startswith(reverse("account_login"))


def test_new_role_changes_the_session_key_and_keeps_the_session_in_the_list(
    account_factory: MakeAccount,
) -> None:
    account = verified(account_factory)
    client = sign_in(account)
    client.get(reverse("access.landing"))
    former = client.session.session_key
    Grant.objects.create(account=account, role=Role.PARTICIPANT, organisation=uuid4())
    client.get(reverse("access.landing"))
    assert client.session.session_key != former
    assert not Session.objects.filter(session_key=former).exists()
    assert list(UserSession.objects.filter(user=account).values_list("session_key", flat=True)) == [
        client.session.session_key
    ]


def test_one_can_list_and_end_other_sessions(account_factory: MakeAccount) -> None:
    account = verified(account_factory)
    here, elsewhere = sign_in(account), sign_in(account)
    assert here.get(reverse("usersessions_list")).status_code == 200
    here.post(reverse("usersessions_list"))
    assert is_signed_in(here)
    assert elsewhere.get(reverse("access.landing"))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PROGRAMME_LEAD, Role.PROGRAMME_STAFF])
def test_staff_with_a_password_alone_is_sent_to_set_up_a_second_factor(
    role: Role, account_factory: MakeAccount
) -> None:
    client = sign_in(verified(account_factory, role))
    answer = client.get(reverse("you"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("mfa_index"))
    assert client.post(reverse("you.zone"), {"zone": "Africa/Nairobi"})["Location"].startswith(
        reverse("mfa_index")
    )


def test_person_without_staff_role_needs_no_second_factor(account_factory: MakeAccount) -> None:
    client = sign_in(verified(account_factory, Role.PARTICIPANT))
    assert client.get(reverse("you"))["Location"] == reverse("you.start")


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_staff_with_a_code_gets_in(account_factory: MakeAccount) -> None:
    account = verified(account_factory, Role.PROGRAMME_LEAD)
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    client = Client()
    first = client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    assert first["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert is_signed_in(client)
    assert client.get(reverse("you"))["Location"] == reverse("you.start")


def test_second_factor_set_up_in_this_session_must_be_shown_once(account_factory: MakeAccount) -> None:
    account = verified(account_factory, Role.PROGRAMME_LEAD)
    client = sign_in(account)
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    assert client.get(reverse("you"))["Location"].startswith(reverse("mfa_reauthenticate"))
    former = client.session.session_key
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})
    assert client.get(reverse("you"))["Location"] == reverse("you.start")
    assert client.session.session_key != former
    assert Authenticator.objects.filter(user=account).count() >= 1


@pytest.mark.parametrize("mode", [Mode.LOCAL, Mode.PRODUCTION])
def test_session_without_a_recorded_login_is_exempt_only_in_a_demonstration(
    mode: Mode, account_factory: MakeAccount, settings: Any
) -> None:
    client = Client()
    client.force_login(account_factory(Role.PROGRAMME_LEAD))
    assert client.get(reverse("you"))["Location"] == reverse("you.start")
    settings.CONF = replace(settings.CONF, mode=mode)
    assert client.get(reverse("you"))["Location"].startswith(reverse("mfa_index"))
