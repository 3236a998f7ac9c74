"""Allowances: spent, given back, never crossing, and saying nothing of whom they limit."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings
from tests.fixtures.actors import ActorFactory

from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.ground.design.limits import LIMITS, By, Limit, address_of, forget_idle, key_of, spend
from shelterbelt.ground.design.models import Tally

pytestmark = pytest.mark.usefixtures("db")

THREE = Limit("three", By.ADDRESS, 3, 3600)


def asked(address: str = "203.0.113.7", path: str = "/", method: str = "GET") -> HttpRequest:
    return RequestFactory().generic(method, path, REMOTE_ADDR=address)


def test_allowance_is_spent_and_then_refused_with_the_time_to_wait() -> None:
    assert [spend(asked(), (THREE,)) for _time in range(3)] == [0, 0, 0]
    assert 1198 <= spend(asked(), (THREE,)) <= 1202


def test_refusal_uses_nothing_up() -> None:
    for _time in range(3):
        spend(asked(), (THREE,))
    waits = {spend(asked(), (THREE,)) for _time in range(20)}
    assert max(waits) <= 1202


def test_allowance_comes_back_evenly() -> None:
    for _time in range(3):
        spend(asked(), (THREE,))
    Tally.objects.update(whole_at=Tally.objects.get().whole_at - timedelta(seconds=1201))
    assert spend(asked(), (THREE,)) == 0
    assert spend(asked(), (THREE,)) > 0


def test_one_address_does_not_use_up_the_allowance_of_another() -> None:
    for _time in range(4):
        spend(asked("203.0.113.7"), (THREE,))
    assert spend(asked("203.0.113.8"), (THREE,)) == 0


def test_home_with_many_ipv6_addresses_has_one_allowance() -> None:
    assert address_of(asked("2001:db8::1")) == address_of(asked("2001:db8::2")) == "2001:db8::/64"
    assert address_of(asked("2001:db8:1::1")) != address_of(asked("2001:db8::1"))


def test_forwarded_address_counts_behind_a_trusted_proxy_alone(settings: Settings) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 198.51.100.2"
    )
    assert address_of(request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert address_of(request) == "198.51.100.2"


def test_account_has_an_allowance_of_its_own(actor_factory: ActorFactory) -> None:
    limit = Limit("account", By.ACCOUNT, 1, 60)
    first: Actor = actor_factory(Role.OPERATOR)
    second: Actor = actor_factory(Role.OPERATOR)
    waits = []
    for actor in (first, first, second):
        request = asked()
        request.actor = actor  # type: ignore[attr-defined]
        waits.append(spend(request, (limit,)))
    assert waits == [0, waits[1], 0]
    assert waits[1] > 0
    assert spend(asked(), (limit,)) == 0


def test_limit_applies_to_its_paths_and_methods() -> None:
    limit = Limit("guess", By.ADDRESS, 1, 60, methods=("POST",), paths=("/account/login/",))
    assert limit.applies(asked(path="/account/login/", method="POST"))
    assert not limit.applies(asked(path="/account/login/"))
    assert not limit.applies(asked(path="/apply/", method="POST"))


def test_table_holds_no_address() -> None:
    spend(asked("203.0.113.7"), (THREE,))
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(key, 'escape') || whole_at || span FROM design_tally")
        told = "".join(row[0] for row in cursor.fetchall())
    assert "203.0.113" not in told
    assert len(bytes(Tally.objects.get().key)) == 16


def test_key_changes_with_day_and_instance(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    now = key_of(THREE, asked())
    settings.SECRET_KEY = "another" * 8
    other = key_of(THREE, asked())
    monkeypatch.setattr("shelterbelt.ground.design.limits.time.time", lambda: 0.0)
    assert len({now, other, key_of(THREE, asked())}) == 3


def test_idle_rows_are_forgotten() -> None:
    spend(asked(), (THREE,))
    assert forget_idle() == 0
    Tally.objects.update(whole_at=Tally.objects.get().whole_at - timedelta(days=1))
    assert forget_idle() == 1


def test_limits_have_names_of_their_own_and_end_within_a_day() -> None:
    assert len({limit.name for limit in LIMITS}) == len(LIMITS)
    assert all(0 < limit.seconds <= 86_400 and limit.count > 0 for limit in LIMITS)


def test_page_says_how_long_to_wait(client: Client, settings: Settings) -> None:
    settings.LIMITS = (Limit("one", By.EVERYONE, 1, 60),)
    assert client.get("/design/personal/").status_code == 200
    answer = client.get("/design/personal/")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert "Please wait a little" in answer.content.decode()
