"""What the demonstration holds, and that loading it again changes nothing."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from tests.demonstration.conftest import Demonstration

from shelterbelt.demonstration.cast import data
from shelterbelt.demonstration.timeline import dated
from shelterbelt.learn.engine.definition import check, parse
from shelterbelt.learn.formats.shipped import shipped_definitions

_EXECUTIVE = (
    "FROM learn_application a JOIN learn_cohort c ON c.id = a.cohort_id "
    "JOIN learn_programme p ON p.id = c.programme_id WHERE p.slug = 'executive' AND c.state = 'open'"
)


def test_applications_of_people_from_forty_countries(demonstration: Demonstration) -> None:
    states = dict(demonstration.rows(f"SELECT a.state, count(*) {_EXECUTIVE} GROUP BY a.state"))
    assert states == {"submitted": 168, "withdrawn": 5, "draft": 7}
    sent = f"SELECT count(DISTINCT a.country) {_EXECUTIVE} AND a.state = 'submitted'"
    assert demonstration.rows(sent) == [(40,)]
    assert demonstration.rows(f"SELECT count(DISTINCT a.name) {_EXECUTIVE}") == [(180,)]


def test_speakers_panels_and_answers(demonstration: Demonstration) -> None:
    speakers = (
        "SELECT count(*) FROM learn_speaker s JOIN learn_cohort c ON c.id = s.cohort_id "
        "JOIN learn_programme p ON p.id = c.programme_id WHERE p.slug = 'executive' AND c.state = 'open'"
    )
    assert demonstration.rows(speakers) == [(80,)]
    seats = (
        "SELECT s.state, count(*) FROM learn_seat s JOIN learn_meeting m ON m.id = s.meeting_id "
        "JOIN learn_cohort c ON c.id = m.cohort_id JOIN learn_programme p ON p.id = c.programme_id "
        "WHERE p.slug = 'executive' AND c.state = 'open' GROUP BY s.state"
    )
    assert dict(demonstration.rows(seats)) == {"confirmed": 12, "proposed": 7, "declined": 1}
    told = "SELECT count(*) FROM people_livedexperience WHERE sealed IS NOT NULL"
    assert demonstration.rows(told) == [(11,)]


def test_cohorts_and_places(demonstration: Demonstration) -> None:
    cohorts = demonstration.rows(
        "SELECT p.slug, c.state, c.definition, now() BETWEEN c.apply_opens_at AND c.apply_closes_at "
        "FROM learn_cohort c JOIN learn_programme p ON p.id = c.programme_id ORDER BY p.slug, c.state"
    )
    assert [(slug, state) for slug, state, *_rest in cohorts] == [
        ("executive", "closed"),
        ("executive", "draft"),
        ("executive", "open"),
        ("frontline-workshops", "open"),
        ("masters", "open"),
    ]
    assert all(is_open_now for _slug, state, _text, is_open_now in cohorts if state == "open")
    capacity = parse(cohorts[2][2], name="executive").capacity
    assert (capacity.on_site, capacity.online, capacity.total) == (24, 24, 48)


def test_the_audit_tells_the_story_in_order(demonstration: Demonstration) -> None:
    answer = demonstration.run("audit", "verify", **_same_instance(demonstration))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    events = demonstration.rows("SELECT at, actor FROM audit_event ORDER BY sequence")
    assert len(events) > 500
    assert [at for at, _actor in events] == sorted(at for at, _actor in events)
    submitted = demonstration.rows("SELECT actor FROM audit_event WHERE verb = 'learn.application.submit'")
    assert len(submitted) == 365
    assert all(actor.startswith("bearer:") for (actor,) in submitted)


def test_loading_again_changes_nothing(demonstration: Demonstration) -> None:
    before = _contents(demonstration)
    answer = demonstration.run("demo", "--load-only")
    assert answer.returncode == 0, answer.stderr
    assert _contents(demonstration) == before


def test_panellists_are_invited_by_mail_kept_as_files(demonstration: Demonstration) -> None:
    letters = sorted((demonstration.conf.data_dir / "outgoing-mail").glob("*.log"))
    text = "".join(path.read_text("utf-8") for path in letters)
    assert text.count("text/calendar") >= 20
    assert _addresses(letters) <= {"applicants.example", "demonstration.example", "referees.example"}


@pytest.mark.parametrize("day", ["2026-11-22", "2026-12-24", "2027-03-31", "2027-08-02", "2028-02-29"])
def test_applications_are_open_on_any_day(day: str) -> None:
    anchor = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    for name, text in shipped_definitions().items():
        moved = dated(text, anchor)
        assert moved.opens + dt.timedelta(days=14) <= anchor <= moved.closes - dt.timedelta(days=10), name
        definition = parse(moved.text, name=name)
        assert definition.cohort.first_week == moved.first_week
        assert moved.first_week.weekday() == 0
        assert check(definition) == ()


def test_names_and_statements_are_distinct() -> None:
    both = [data(file) for file in ("names", "names_autumn")]
    names = [name for file in both for listed in file.values() for name in listed]
    assert len(names) == len(set(names)) == 360
    assert len(data("statements")["words"]) == 3


def _same_instance(demonstration: Demonstration) -> dict[str, str]:
    return {"SHELTERBELT_MODE": "demo", "SHELTERBELT_DATA": str(demonstration.conf.data_dir)}


def _contents(demonstration: Demonstration) -> dict[str, str]:
    """A digest of the rows of every table of ours, but for what background work adds in its own time."""
    tables = demonstration.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND relname ~ '^(access|audit|learn|people|account)_' "
        "AND relname !~ '^(audit_[^e]|learn_invitation)' ORDER BY relname"
    )
    assert len(tables) > 15
    found = {}
    for (table,) in tables:
        own = "WHERE actor <> 'system'" if table == "audit_event" else ""
        rows = demonstration.rows(f'SELECT t::text FROM "{table}" t {own}')  # noqa: S608 -- a name from the catalogue
        found[table] = hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()
    return found


def _addresses(letters: list[Path]) -> set[str]:
    lines = [line for path in letters for line in path.read_text("utf-8").splitlines()]
    to = [line.partition(":")[2] for line in lines if line.startswith("To:")]
    assert to
    return {address.strip().rpartition("@")[2].strip("<>") for each in to for address in each.split(",")}
