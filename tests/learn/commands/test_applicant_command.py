"""The operator finds a person's id by the address of an application, and leaves a trace of having looked."""

import argparse

import pytest

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.commands import applicant
from shelterbelt.learn.models import Application


def _run(address: str) -> int:
    parser = argparse.ArgumentParser()
    applicant.register(parser.add_subparsers(required=True))
    options = parser.parse_args(["applicant", address, "--because", "a request on paper"])
    return int(options.run(options))


@pytest.mark.usefixtures("world")
def test_an_application_is_found_by_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    with scope(SYSTEM):
        known = Application.objects.exclude(email="").order_by("pk")[0]
        expected = Application.objects.filter(email=known.email).order_by("started_at", "pk")
        ids = [str(one.person) for one in expected]
    assert _run(known.email) == 0
    assert capsys.readouterr().out.split() == ids
    last = Event.objects.order_by("-sequence")[0]
    assert (last.verb, last.purpose) == ("learn.application.find", "a request on paper")


@pytest.mark.usefixtures("world")
def test_an_unknown_address_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("nobody@example.org") == 1
    assert capsys.readouterr().out == "No application with this address is held here.\n"
