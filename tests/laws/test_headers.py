"""Law: every answer closes the browser; no page carries script, style or address that is not ours (promise 12)."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from tests.laws import scene as scenes
from tests.laws.browser import Reader, body_of, closed, page_faults
from tests.laws.matrix import ask
from tests.laws.scene import Scene
from tests.laws.test_matrix import with_planted

from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.design.headers import ALWAYS
from shelterbelt.ground.design.limits import By, Limit
from shelterbelt.ground.routes import Audience, Page, declared_pages

LANGUAGES = {"en": "ltr", "fr": "ltr", "es": "ltr", "ar": "rtl"}
OPEN = Permission("test.open", is_public=True)


@pytest.fixture
def scene(db: None, settings: Any) -> Scene:
    del db
    settings.LIMITS = ()
    return scenes.build()


def _raise(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError(request.path)


def test_errors_static_files_and_downloads_are_closed(scene: Scene, settings: Any) -> None:
    visitor = scene.visitor("programme_lead")
    broken = Page("planted/", "planted", OPEN, Audience.PUBLIC, ("GET",), _raise)
    settings.ROOT_URLCONF = with_planted(broken)
    answers = {
        "500": ask(visitor, "GET", "/planted/"),
        "404": ask(visitor, "GET", "/nowhere/"),
        "404 with a slash missing": ask(visitor, "GET", "/nowhere"),
        "static": ask(visitor, "GET", "/static/design/shelterbelt.css"),
        "icon": ask(visitor, "GET", "/static/design/icon.svg"),
        "static missing": ask(visitor, "GET", "/static/nothing.css"),
        "slash added": ask(visitor, "GET", "/welcome"),
        "wrong host": ask(visitor, "GET", "/", HOST="elsewhere.example"),
        "export": ask(scene.visitor("panellist"), "GET", reverse("you.held.export")),
        "login": Client().get(reverse("account_login")),
        "stale form": Client(enforce_csrf_checks=True).post(reverse("account_login"), {}),
    }
    settings.LIMITS = (Limit("all", By.ADDRESS, 1, 60),)
    Client().get("/nowhere/")
    answers["429"] = Client().get("/nowhere/")
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses["500"] == 500
    assert statuses["429"] == 429
    assert statuses["static"] == statuses["icon"] == statuses["export"] == 200
    assert statuses["wrong host"] == 400
    assert statuses["stale form"] == 403
    stored = {"static", "icon"}
    assert {
        name: wrong
        for name, answer in answers.items()
        if (wrong := closed(answer, is_private=name not in stored))
    } == {}


def test_transport_is_pinned_where_it_is_encrypted(scene: Scene) -> None:
    del scene
    client = Client()
    answer = client.get("/nowhere/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in client.get("/nowhere/").headers


@pytest.mark.parametrize(("language", "direction"), LANGUAGES.items())
def test_pages_say_language_and_direction(scene: Scene, language: str, direction: str) -> None:
    visitor, nobody = scene.visitor("panellist"), scene.visitor("anonymous")
    for each in (visitor, nobody):
        each.client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    addresses = {"/nowhere/": nobody, reverse("you"): visitor, reverse("you.consents"): visitor}
    addresses[reverse("account_login")] = nobody
    for page in declared_pages():
        if page.audience is Audience.PUBLIC and "GET" in page.methods and "<" not in page.path:
            addresses[reverse(page.name)] = nobody
    for address, reads in addresses.items():
        reader = Reader()
        reader.feed(body_of(ask(reads, "GET", address)))
        assert (reader.html.get("lang"), reader.html.get("dir")) == (language, direction), address
        assert reader.wrong == [], address


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("<p>well</p>", []),
        ("<p style='color: red'>", ["p style"]),
        ("<a onclick='x()'>", ["a onclick"]),
        ("<script>x()</script>", ["a script inside the page"]),
        ("<style>p {}</style>", ["a style element"]),
        ("<img src='https://example.org/a.png'>", ["img reaches example.org"]),
        ("<link href='//example.org/a.css'>", ["link reaches example.org"]),
        ("<form action='https://example.org/'>", ["form reaches example.org"]),
        ("<a href='javascript:x()'>", ["a href of javascript:"]),
        ("<div hx-get='https://example.org/'>", ["div hx-get reaches out"]),
    ],
)
def test_headers_catch_a_planted_fault_in_a_page(text: str, finding: list[str]) -> None:
    assert page_faults(text) == finding


def test_headers_catch_a_planted_open_answer() -> None:
    answer = HttpResponse("<p>", headers={**ALWAYS, "Content-Security-Policy": "default-src 'none'"})
    assert closed(answer, is_private=False) == ()
    assert closed(answer, is_private=True) == ("kept: Cache-Control None",)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; script-src 'unsafe-inline'"
    del answer.headers["Referrer-Policy"]
    answer.set_cookie("x", "1")
    wrong = closed(answer, is_private=False)
    assert [each.split()[0] for each in wrong] == ["Referrer-Policy", "Content-Security-Policy", "cookie"]
