"""The operator finds a person's id by the address of an application, and leaves a trace of having looked."""

import argparse
import json
from pathlib import Path

import pytest
from tests.fixtures.world import World, answers_of, application_row

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.commands import applicant
from shelterbelt.learn.models import Application


def _run(address: str, *more: str) -> int:
    parser = argparse.ArgumentParser()
    applicant.register(parser.add_subparsers(required=True))
    options = parser.parse_args(["applicant", address, "--because", "a request on paper", *more])
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


def test_all_is_handed_out_and_erased_with_a_proof(world: World, tmp_path: Path) -> None:
    email = str(answers_of("submitted")["email"])
    told, proof = tmp_path / "told.json", tmp_path / "proof.json"
    assert _run(email, "--export", str(told)) == 0
    assert answers_of("submitted")["motivation"] in told.read_text("utf-8")  # type: ignore[operator]
    assert told.stat().st_mode & 0o077 == 0
    assert _run(email, "--export", str(told)) == 1
    assert _run(email, "--erase", "--proof", str(proof)) == 1
    assert not proof.exists()
    assert application_row(world.tokens["submitted"])
    _run(email, "--erase", "--yes", "--proof", str(proof))
    assert application_row(world.tokens["submitted"]) is None
    (document,) = json.loads(proof.read_text("utf-8"))
    held = {one["holding"]: (one["before"], one["after"]) for one in document["held"]}
    assert held["learn.applications"] == (1, 0)
    assert not any(mark in proof.read_text("utf-8") for mark in (email, *world.planted["submitted"]))
    assert application_row(world.tokens["neighbour"])
