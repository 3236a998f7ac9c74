"""Law: a URL is a declared page or an adopted one, or it does not exist (promise 1)."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver
from tests.laws.doors import Door, doors_of, faults

from shelterbelt import urls
from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.access.roles import ANONYMOUS, Role
from shelterbelt.ground.conf import Mode
from shelterbelt.ground.routes import Audience, Page, Undeclared, adopt, adopted_pages, declared_pages, page

DESK = Permission("test.desk", frozenset({Role.PROGRAMME_STAFF}))


def _view(request: HttpRequest, **given: Any) -> HttpResponse:
    del request, given
    return HttpResponse("seen")


def _page(**changes: Any) -> Page:
    usual = Page("x/", "test.x", DESK, Audience.DESK, ("GET",), _view)
    return dataclasses.replace(usual, **changes)


def test_every_url_is_declared() -> None:
    found = tuple(doors_of(get_resolver().url_patterns))
    assert len(found) > 40
    assert faults(found, declared_pages(), adopted_pages()) == ()


def test_every_declared_page_is_routed_here() -> None:
    routed = {door.name for door in doors_of(get_resolver().url_patterns)}
    ours = {found.name for found in declared_pages() if found.view.__module__.startswith("shelterbelt.")}
    assert ours
    assert ours - routed == set()


def test_an_empty_registry_fails() -> None:
    door = Door("test.x", "x/", (), "")
    assert faults([door], [], []) == ("no page is declared", "x/: undeclared")


@pytest.mark.parametrize(
    ("changes", "route", "parameters", "finding"),
    [
        ({}, "x/", (), ""),
        ({"permission": Permission("test.none")}, "x/", (), "test.x: a permission that nobody holds"),
        (
            {"permission": Permission("test.all", is_public=True)},
            "x/",
            (),
            "test.x: desk and open to everyone",
        ),
        (
            {"audience": Audience.BEARER, "permission": Permission("test.link", is_for_bearers=True)},
            "x/",
            (),
            "test.x: for bearers, but no parameter carries the link's secret",
        ),
        (
            {
                "audience": Audience.BEARER,
                "permission": Permission("test.link", is_for_bearers=True),
                "token": "secret",
            },
            "x/<str:other>/",
            ("other",),
            "test.x: token secret is no part of x/<str:other>/",
        ),
        (
            {"audience": Audience.BEARER, "token": "secret"},
            "x/<str:secret>/",
            ("secret",),
            "test.x: for bearers, with a permission that is not theirs",
        ),
        ({"methods": ("PUT",)}, "x/", (), "test.x: methods ('PUT',)"),
    ],
)
def test_pages_catch_a_planted_fault(
    changes: dict[str, Any], route: str, parameters: tuple[str, ...], finding: str
) -> None:
    found = faults([Door("test.x", route, parameters, "")], [_page(**changes)], [])
    assert found == ((finding,) if finding else ())


def test_pages_catch_an_undeclared_url_and_a_second_one() -> None:
    doors = [Door("test.x", "x/", (), ""), Door("test.x", "y/", (), ""), Door("", "open/", (), "")]
    assert faults(doors, [_page()], []) == ("open/: undeclared", "test.x: two URLs")


def test_two_pages_cannot_share_a_name() -> None:
    taken = declared_pages()[0].name
    with pytest.raises(Undeclared):
        page("x/", name=taken, permission=DESK, audience=Audience.DESK)(_view)
    with pytest.raises(Undeclared):
        adopt(taken, permission=DESK, audience=Audience.DESK)


@pytest.mark.parametrize("mode", [Mode.LOCAL, Mode.PRODUCTION])
def test_the_demonstration_has_no_door_where_people_are_real(mode: Mode) -> None:
    closed = {found.name for found in declared_pages() if found.audience is Audience.DEMONSTRATION}
    assert "demonstration.enter" in closed
    real = {door.name for door in doors_of(urls.doors(dataclasses.replace(settings.CONF, mode=mode)))}
    shown = {door.name for door in doors_of(urls.doors(dataclasses.replace(settings.CONF, mode=Mode.DEMO)))}
    assert real & closed == set()
    assert shown - real == closed


@pytest.mark.parametrize(
    ("methods", "asked", "status"),
    [
        (("GET",), "GET", 200),
        (("GET",), "HEAD", 200),
        (("GET",), "POST", 405),
        (("GET",), "OPTIONS", 405),
        (("POST",), "POST", 200),
        (("POST",), "HEAD", 405),
        (("POST",), "OPTIONS", 405),
        (("POST",), "GET", 405),
        (("GET", "POST"), "PUT", 405),
        (("GET", "POST"), "DELETE", 405),
    ],
)
def test_a_door_takes_its_methods_and_no_others(
    db: None, methods: tuple[str, ...], asked: str, status: int
) -> None:
    """HEAD and OPTIONS pass Django's check of the form's token: on a door that writes they must not pass."""
    del db
    declared = _page(
        methods=methods, audience=Audience.PUBLIC, permission=Permission("test.all", is_public=True)
    )
    request = RequestFactory().generic(asked, "/x/")
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    request.user = None  # type: ignore[assignment]
    answer = declared.as_url().callback(request)
    assert answer.status_code == status
    if status == 405:
        assert set(answer["Allow"].split(", ")) == {*methods, *({"HEAD"} if "GET" in methods else ())}
