"""Law: names, addresses, telephone numbers and tokens are in no log, no error page, no mail's subject (promise 20)."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.http import HttpRequest, HttpResponse
from procrastinate.contrib.django import app
from tests.laws import scene as scenes
from tests.laws.matrix import ask
from tests.laws.planted import found_in, log
from tests.laws.scene import MAILS, NAMES, PHONE, Scene, Side
from tests.laws.test_matrix import with_planted

from shelterbelt.equip.models import LeaderInvitation
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.routes import Audience, Page
from shelterbelt.learn.models import Instalment

__all__ = ["log"]
OPEN = Permission("test.open", is_public=True)


UPKEEP = frozenset(
    {
        "equip.compare_peers",
        "equip.forget_invitations",
        "equip.remind_assessors",
        "equip.remind_leaders",
        "equip.tell_readers",
        "learn.erase_due",
        "learn.forget_bank_words",
        "learn.lapse_offers",
        "learn.remind_instalments",
        "learn.remind_offers",
        "learn.remind_payments",
        "learn.remind_reviewers",
        "people.complaint.erase_due",
        "people.complaint.remind",
        "people.identity.end_due",
        "people.statements.expire",
        "people.text.erase_due",
        "people.text.remind",
    }
)
"""Tasks that run by the clock and ask for nothing but the time."""

OURS = ("equip.", "learn.", "people.")

FEWEST_LETTERS = 12
"""So many of the tasks write to someone in this scene."""

NOT_ASKED: dict[str, str] = {}
"""Tasks that are not run here, each with its reason."""


def arguments(side: Side) -> dict[str, dict[str, object]]:
    """What each task is asked about: people and things of one side, with everything planted in them."""
    things = {name: value for (kind, name), value in side.things.items() if kind == "uuid"}
    assert side.reviewer
    assert side.officer
    with scope(SYSTEM):
        instalment = Instalment.objects.create(
            statement_id=UUID(things["fee"]),
            number=99,
            due_on=clock.today(),
            amount_minor=1,
        )
    application = things["application"]
    agency = things["agency"]
    leader, worker = (str(side.agency[role].pk) for role in ("agency_leader", "front_line"))
    with scope(SYSTEM):
        invitation = str(LeaderInvitation.objects.get(organisation=UUID(agency)).pk)
    return {
        **{name: {"timestamp": 0} for name in UPKEEP},
        "equip.ask_assessor": {
            "assessment": things["assessment"],
            "account": worker,
            "is_reminder": False,
        },
        "equip.invite_leader": {"invitation": invitation},
        "equip.remind_leader": {"account": leader, "agency": agency},
        "equip.tell_members": {"invitation": invitation},
        "equip.tell_reader": {"account": worker, "agency": agency},
        "learn.confirm_application": {"application": application},
        "learn.deliver_announcement": {"announcement": things["announcement"], "application": application},
        "learn.make_report": {"programme": things["programme"], "account": str(side.reviewer.pk)},
        "learn.propose_selection": {"selection": things["selection"]},
        "learn.remind_instalment": {"instalment": str(instalment.pk)},
        "learn.send_invitations": {"cohort": things["cohort"]},
        "learn.tell_reviewer": {"account": str(side.reviewer.pk)},
        "learn.write_letter": {"kind": "waiting", "application": application, "offer": ""},
        "people.complaint.tell_officer": {"account": str(side.officer.pk)},
        "people.identity.ask": {"confirmation": things["confirmation"]},
        "people.text.tell": {"held": things["held"]},
        "people.key.destroy": {"key": side.personal["uuid", "statement"]},
    }


def unknown(tasks: Iterable[str], given: Iterable[str], passed_over: Iterable[str] = NOT_ASKED) -> list[str]:
    """Tasks that nobody has said how to ask, and those said that do not exist."""
    said = {*given, *passed_over}
    return [
        *(f"{name}: say in `arguments` what it is asked about" for name in sorted(set(tasks) - said)),
        *(f"{name}: there is no such task" for name in sorted(said - set(tasks))),
    ]


def test_a_task_nobody_knows_is_found() -> None:
    assert unknown(["x.one", "x.two", "x.three"], ["x.one", "x.gone"], {"x.two": "a reason"}) == [
        "x.three: say in `arguments` what it is asked about",
        "x.gone: there is no such task",
    ]


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
    ours = {name: task.func for name, task in app.tasks.items() if name.startswith(OURS)}
    given = arguments(scene.sides["a"])
    assert unknown(ours, given) == []
    for name, each in given.items():
        with scope(SYSTEM):
            ours[name](**each)
    assert len(mail.outbox) >= FEWEST_LETTERS
    subjects = [str(letter.subject) for letter in mail.outbox]
    assert [subject for subject in subjects if found_in(subject, scene)] == []
    assert found_in(log.getvalue(), scene) == []


def test_secrecy_catches_a_planted_fault(scene: Scene, log: io.StringIO) -> None:
    logging.getLogger("planted").info("application of %s", NAMES["a"])
    assert NAMES["a"] in found_in(log.getvalue(), scene)


def test_the_house_logs_through_its_filter() -> None:
    handlers = cast("dict[str, dict[str, list[str]]]", django_settings.LOGGING["handlers"]).values()
    assert handlers
    assert all("redact" in handler["filters"] for handler in handlers)
    assert django_settings.DEBUG is False
