"""After erasing, a dump of the whole database holds nothing of what was written: jobs and audit included."""

import subprocess

import pytest
from django.db import connection
from tests.fixtures.database import FreshDatabase
from tests.fixtures.world import World, answers_of, build_world

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.backup import address_for_programs
from shelterbelt.ground.db.programs import program
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import erase_person
from shelterbelt.ground.jobs.worker import run_worker
from shelterbelt.ground.secrets import is_destroyed
from shelterbelt.learn.queries.applications import persons_by_email
from shelterbelt.learn.services import applications


def dump_of(fresh: FreshDatabase) -> str:
    address, environment = address_for_programs(fresh.conf, fresh.name)
    command = [program("pg_dump"), "--inserts", f"--dbname={address}"]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def marks(key: str) -> tuple[str, ...]:
    wrote = answers_of(key)
    return (f"Planted-{key}", str(wrote["email"]), f"planted-{key}")


@pytest.mark.parametrize("way", ["by the writer", "through holdings"])
def test_nothing_of_an_erased_application_is_left(way: str, fresh_database: FreshDatabase) -> None:
    world: World = build_world()
    before = dump_of(fresh_database)
    assert "Planted-submitted" in before, "the search must be able to find something"
    assert "Motivation Planted-submitted" not in before
    (person,) = persons_by_email("applicant.submitted@example.org", for_=SYSTEM)
    if way == "by the writer":
        applications.erase_application(by=world.bearer("submitted"))
    else:
        erase_person(person, by=SYSTEM, purpose="asked for in a letter")
    run_worker(is_waiting=False)
    after = dump_of(fresh_database)
    for mark in marks("submitted"):
        assert mark not in after
    assert world.tokens["submitted"] not in after
    assert world.feeds["applicant"] not in after
    assert is_destroyed(person)
    assert "Planted-neighbour" in after
    assert all(token not in before for token in (*world.tokens.values(), *world.feeds.values()))
    with scope(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM learn_application")
        assert cursor.fetchone() == (3,)
