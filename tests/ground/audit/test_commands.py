"""What an operator sees of the log on the command line."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from tests.fixtures.database import FreshDatabase

from shelterbelt.ground import audit
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit import chain, commands, heads

ALICE = Actor(label="account:alice")


@pytest.fixture(autouse=True)
def open_database(
    fresh_database: FreshDatabase, settings: Settings, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[FreshDatabase]:
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "keys")
    with django_db_blocker.unblock():
        for number in range(3):
            with audit.act("a.b", by=ALICE, about=("thing", number), purpose="trial"):
                pass
        yield fresh_database
        connections["default"].close()


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    options = parser.parse_args(["audit", *arguments])
    return int(options.run(options))


def test_whole_log_is_said_to_be_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify") == 0
    assert capsys.readouterr().out == f"The log is whole: 3 events, ending in {chain.head().digest}.\n"


def test_cut_log_is_said_to_be_cut_until_it_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    heads.replace(chain.Head(9, "f" * 64))
    assert run("verify") == 1
    assert (
        "event 9: it was sealed outside as the last one, but the table ends at 3." in capsys.readouterr().out
    )
    assert run("accept", "--because", "restored") == 0
    assert run("verify") == 0


def test_head_shows_table_and_seal(capsys: pytest.CaptureFixture[str]) -> None:
    digest = chain.head().digest
    assert run("head") == 0
    assert capsys.readouterr().out == f"table   3 {digest}\nsealed  3 {digest}\n"


def test_show_tells_the_latest_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "--last", "2") == 0
    told = [line.split("  ")[2:] for line in capsys.readouterr().out.splitlines()]
    assert told == [["account:alice", "a.b", f"thing:{number}", "trial"] for number in (1, 2)]
    assert run("show", "--about", "thing:0") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
