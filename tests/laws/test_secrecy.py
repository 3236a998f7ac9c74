"""Law: names, addresses, telephone numbers and tokens are in no log, no error page, no mail's subject (promise 20)."""

from __future__ import annotations

import inspect
import io
import logging
from typing import Any, cast
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.http import HttpRequest, HttpResponse
from procrastinate.contrib.django import app
from tests.laws import scene as scenes
from tests.laws.matrix import ask
from tests.laws.planted import found_in, log
from tests.laws.scene import MAILS, NAMES, PHONE, Scene
from tests.laws.test_matrix import with_planted

from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.routes import Audience, Page

__all__ = ["log"]
OPEN = Permission("test.open", is_public=True)


@pytest.fixture
def scene(db: None, settings: Any) -> Scene:
    del db
    settings.LIMITS = ()
    return scenes.build()


def test_a_crash_tells_nobody_who_it_was_about(scene: Scene, log: io.StringIO, settings: Any) -> None:
    side = scene.sides["a"]

    def crash(request: HttpRequest, token: str) -> HttpResponse:
        name, address = NAMES["a"], MAILS["a"]
        raise ValueError(f"{address} {PHONE} {token} {request.path} {len(name)}")

    broken = Page("planted/<str:token>/", "planted", OPEN, Audience.PUBLIC, ("GET",), crash)
    settings.ROOT_URLCONF = with_planted(broken)
    visitor = scene.visitor("anonymous")
    answer = ask(visitor, "GET", f"/planted/{side.tokens['application']}/?email={quote(MAILS['a'])}")
    assert answer.status_code == 500
    body = bytes(getattr(answer, "content", b"")).decode()
    assert body
    assert found_in(body, scene) == []
    assert "Traceback" not in body
    assert "ValueError" not in body
    assert "Traceback" in log.getvalue()
    assert "[token]" in log.getvalue()
    assert found_in(log.getvalue(), scene) == []


def test_tasks_leave_nothing_in_the_log_and_no_name_in_a_subject(
    scene: Scene, log: io.StringIO, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    side = scene.sides["a"]
    known = {
        "application": side.things["uuid", "application"],
        "cohort": str(side.cohort),
        "kind": "waiting",
        "offer": "",
        "announcement": side.things["uuid", "announcement"],
    }
    run = []
    for name, task in app.tasks.items():
        if not name.startswith(("learn.", "people.")):
            continue
        asked = inspect.signature(task.func).parameters
        wanted = [each for each in known if each in asked]
        if wanted and len(wanted) == len(asked):
            with scope(SYSTEM):
                task.func(**{each: known[each] for each in wanted})
            run.append(name)
    assert run, "no task that writes to people is known yet"
    assert mail.outbox
    assert [
        found_in(str(letter.subject), scene) for letter in mail.outbox if found_in(str(letter.subject), scene)
    ] == []
    assert found_in(log.getvalue(), scene) == []


def test_secrecy_catches_a_planted_fault(scene: Scene, log: io.StringIO) -> None:
    logging.getLogger("planted").info("application of %s", NAMES["a"])
    assert NAMES["a"] in found_in(log.getvalue(), scene)


def test_the_house_logs_through_its_filter() -> None:
    handlers = cast("dict[str, dict[str, list[str]]]", django_settings.LOGGING["handlers"]).values()
    assert handlers
    assert all("redact" in handler["filters"] for handler in handlers)
    assert django_settings.DEBUG is False
