"""What is sealed lies nowhere in the open: not in the database's own files, its log of changes, or a dump."""

import base64
import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connections
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from tests.fixtures.database import FreshDatabase

from shelterbelt.ground import audit, secrets
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit.models import Part
from shelterbelt.ground.db.connection import cluster_dir, is_embedded, superuser_parameters

LEAD = Actor(label="account:lead")
SEALED, OPEN = "Wrenfield-marigold-sealed-7731", "Wrenfield-marigold-open-7731"

usual = django_settings.CONF


@pytest.fixture(autouse=True)
def open_database(
    fresh_database: FreshDatabase, settings: Settings, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[FreshDatabase]:
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "keys")
    with django_db_blocker.unblock():
        yield fresh_database
        for alias in ("default", "owner"):
            connections[alias].close()


@pytest.mark.skipif(not is_embedded(usual), reason="the files of a given server are not ours to read")
def test_sealed_text_is_in_no_file_of_the_database() -> None:
    person = uuid4()
    with audit.act("test.tell", by=LEAD, about=("person", person), person=person) as event:
        event.note(story=SEALED)
    with audit.act("test.tell", by=LEAD, about=("thing", 1)) as event:
        event.note(story=OPEN)
    with psycopg.connect(**superuser_parameters(usual), autocommit=True) as server:  # type: ignore[arg-type]
        server.execute("CHECKPOINT")
    contents = list(files_of(cluster_dir(usual)))
    forms = {marker: forms_of(marker) for marker in (SEALED, OPEN)}
    found = {
        marker: sum(any(form in content for form in forms[marker]) for content in contents)
        for marker in forms
    }
    assert found[SEALED] == 0
    assert found[OPEN] > 0, "the scan must be able to find what lies in the open"


def files_of(folder: Path) -> Iterator[bytes]:
    """The content of every file; other tests drop their databases meanwhile, and their files are gone then."""
    for place, _folders, names in os.walk(folder):
        for path in (Path(place) / name for name in names):
            with contextlib.suppress(FileNotFoundError):
                if path.is_file():
                    yield path.read_bytes()


def test_sealed_text_of_one_row_does_not_open_in_another_row() -> None:
    person, other = uuid4(), uuid4()
    for each in (person, other):
        with audit.act("test.tell", by=LEAD, about=("person", each), person=each) as event:
            event.note(story=SEALED)
    first, second = Part.objects.order_by("event_id")
    assert first.subject
    assert first.agency
    with pytest.raises(secrets.Unreadable):
        secrets.open_(
            second.body, person=first.subject, agency=first.agency, bound_to=("audit_part", "1.0", "body")
        )


def forms_of(marker: str) -> tuple[bytes, ...]:
    raw = marker.encode()
    return (raw, raw.hex().encode(), base64.b64encode(raw)[:30], raw[::-1])
