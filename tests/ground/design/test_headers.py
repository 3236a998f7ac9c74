"""Every answer is closed: pages, errors, redirects, refusals, static files."""

import pytest
from csp.constants import NONE, SELF
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from shelterbelt.ground.design.headers import ALWAYS, CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.usefixtures("db")

PAGE, GONE, REDIRECT, METHOD, STATIC = (
    "/design/",
    "/nothing-here/",
    "/account/2fa/",
    "/zone/",
    "/static/design/mark.svg",
)


@pytest.mark.parametrize(
    ("address", "status"), [(PAGE, 200), (GONE, 404), (REDIRECT, 302), (METHOD, 405), (STATIC, 200)]
)
def test_answer_is_closed(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in ALWAYS} == dict(ALWAYS)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_failure_is_closed_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("a planted fault")

    monkeypatch.setattr("shelterbelt.ground.design.pages.styles._samples", fail)
    client.raise_request_exception = False
    answer = client.get(PAGE)
    assert answer.status_code == 500
    assert "a planted fault" not in answer.content.decode()
    assert {name: answer.headers.get(name) for name in ALWAYS} == dict(ALWAYS)
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    directives = CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert isinstance(directives, dict)
    assert directives["default-src"] == [NONE]
    assert {source for sources in directives.values() for source in sources} == {NONE, SELF}


def test_transport_is_strict_over_tls_alone(client: Client) -> None:
    assert client.get(PAGE, secure=True).headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Strict-Transport-Security" not in client.get(PAGE).headers


def test_error_and_private_answers_leave_no_copy(client: Client) -> None:
    assert client.get(GONE).headers["Cache-Control"] == "no-store, private"
    assert client.get(reverse("account_login")).headers["Cache-Control"] == "no-store, private"
    assert client.get(PAGE).headers["Cache-Control"] == "no-store, private"


def test_signed_in_reader_leaves_no_copy_of_a_public_page(client: Client, settings: Settings) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "whatever"
    answer = client.post("/zone/", {"zone": "Asia/Tokyo"})
    assert answer.status_code == 302
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_public_answer_is_checked_before_it_is_reused(client: Client) -> None:
    answer = client.post("/zone/", {"zone": "Asia/Tokyo"})
    assert answer.headers["Cache-Control"] == "no-cache, private"


def test_static_file_may_be_kept(client: Client) -> None:
    assert "no-store" not in client.get(STATIC).headers.get("Cache-Control", "")
