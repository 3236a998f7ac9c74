"""Planted words about a person are in no page, export, log, error or table that others reach."""

import json
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql
from tests.people.conftest import Someone

from shelterbelt.ground.access.roles import Role
from shelterbelt.ground.audit.models import Event, Part
from shelterbelt.people import queries
from shelterbelt.people.choices import NameKind

Make = Callable[..., Someone]
TOLD = "CANARY-TOLD-7731"
UNSAFE = "Canaryunsafe Zebrafinch"
FORMER = "Canaryformer Goldfinch"
OWN_PAGES = (
    "you",
    "you.names",
    "you.consents",
    "you.held",
    "you.held.export",
    "you.looks",
    "you.communities",
)


def client_of(person: Someone) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


@pytest.fixture
def planted(someone: Make, organisation: UUID) -> Someone:
    """Someone with words to look for, planted through the pages as people would."""
    del organisation
    person = someone("Amina Otieno")
    client = client_of(person)
    for kind, words in ((NameKind.UNSAFE, UNSAFE), (NameKind.FORMER, FORMER)):
        given = {"kind": kind, "words": words, "seen_by": "me", "context": "everywhere"}
        assert client.post(reverse("you.names"), given).status_code == 302
    given = {"is_understood": "on", "words": TOLD, "days": "182"}
    assert client.post(reverse("you.lived_experience"), given).status_code == 302
    assert client.post(reverse("you.communities"), {"communities": ["stateless"]}).status_code == 302
    return person


def test_no_table_holds_planted_words(planted: Someone) -> None:
    del planted
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            asked = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text ILIKE ANY (%s)").format(
                sql.Identifier(table)
            )
            cursor.execute(asked, [[f"%{word}%" for word in words_in_all_forms()]])
            found += [table] if cursor.fetchone()[0] else []
    assert len(tables) > 20
    assert found == []


def words_in_all_forms() -> list[str]:
    words = [TOLD, UNSAFE, FORMER, "zebrafinch"]
    return [*words, *(word.encode().hex() for word in words)]


def test_no_row_of_the_persons_own_tables_holds_planted_words(planted: Someone) -> None:
    """The same where row-level security shows the rows; the owner's eyes prove that they are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('shelterbelt.account', %s, true)", [str(planted.account.pk)])
        rows = 0
        for table in ("livedexperience", "personname", "communitychoice", "unsafenamemark", "consent"):
            cursor.execute(sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(f"people_{table}")))
            for (text,) in cursor.fetchall():
                rows += 1
                assert not [
                    word for word in (*words_in_all_forms(), "stateless") if word.lower() in text.lower()
                ]
    assert rows >= 6


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PROGRAMME_LEAD, Role.PARTICIPANT])
def test_nobody_else_meets_planted_words(
    role: Role, planted: Someone, someone: Make, organisation: UUID
) -> None:
    reader = client_of(someone("Luca Moretti", role, organisation=organisation))
    for name in OWN_PAGES:
        text = reader.get(reverse(name)).content.decode()
        assert not [word for word in (TOLD, UNSAFE, FORMER, "Amina") if word in text], name
    for name in ("you.lived_experience.withdraw", "you.consents.withdraw", "you.names.remove"):
        assert reader.post(reverse(name, args=[planted.id])).status_code == 404


def test_owner_reads_own_words_but_never_the_unsafe_name(planted: Someone) -> None:
    client = client_of(planted)
    pages = {
        name: client.get(reverse(name)).content.decode() for name in (*OWN_PAGES, "you.lived_experience")
    }
    assert TOLD in pages["you.lived_experience"]
    assert TOLD in pages["you.held"]
    assert json.loads(pages["you.held.export"])["people.person"]["lived_experience"][0]["words"] == TOLD
    assert FORMER in pages["you"]
    assert not [name for name, text in pages.items() if "Zebrafinch" in text]


def test_audit_tells_neither_words_nor_that_it_was_lived_experience(planted: Someone) -> None:
    del planted
    text = " ".join(str(row) for row in Event.objects.values()) + " ".join(
        bytes(part.body).decode("latin-1") for part in Part.objects.all()
    )
    assert not [
        word for word in (TOLD, UNSAFE, FORMER, "lived", "balance", "unsafe") if word.lower() in text.lower()
    ]
    verbs = set(Event.objects.filter(verb__startswith="people.consent").values_list("verb", flat=True))
    assert verbs == {"people.consent.give"}


def test_log_and_mistakes_repeat_nothing(
    planted: Someone, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    del settings
    caplog.set_level(logging.DEBUG)
    client = client_of(planted)
    given = {"kind": "chosen", "words": UNSAFE, "seen_by": "everyone", "context": "everywhere"}
    answer = client.post(reverse("you.names"), given)
    assert answer.status_code == 200
    client.post(reverse("you.lived_experience"), {"words": TOLD, "days": "9999"})
    client.get(reverse("you.held"))
    said = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert not [word for word in (TOLD, UNSAFE) if word in said]


def test_people_in_lists_carry_no_trace_of_lived_experience(
    planted: Someone, someone: Make, organisation: UUID
) -> None:
    other = someone("Luca Moretti")
    lead = someone("Mei Tan", Role.PROGRAMME_LEAD, organisation=organisation)
    told, not_told = sorted(
        queries.people_by_id([planted.id, other.id], for_=lead.actor),
        key=lambda person: person.id != planted.id,
    )
    same = {name for name in told.__slots__ if name not in {"id", "name"}}
    assert {name: getattr(told, name) for name in same} == {name: getattr(not_told, name) for name in same}
    assert queries.export_held(other.id)["lived_experience"] == []
