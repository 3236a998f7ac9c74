"""Complaints are closed to leads, staff and operators: by permission, by row-level security alone, and in every trace."""

import io
import logging
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql
from tests.people.conftest import Someone
from tests.people.safety.conftest import ABOUT, CONTACT, WORDS, Office, make_office

from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor, Role
from shelterbelt.ground.audit.models import Event, Part
from shelterbelt.ground.audit.queries import events_recent
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.registry import registered
from shelterbelt.people.models import (
    Complaint,
    ComplaintStep,
    ConductSigning,
    IdentityConfirmation,
    KeptApart,
    Professional,
)
from shelterbelt.people.queries.complaints import complaints_listed
from shelterbelt.people.services.apart import keep_apart
from shelterbelt.people.services.handling import acknowledge_complaint, note_complaint
from shelterbelt.people.tasks import remind_officers, tell_officer

NOTE = "Planted-Note about it"
PLANTED = ("Planted-Words", "Planted-About", "Quillfeather", CONTACT, "Planted-Note")
TABLES = (Complaint, ComplaintStep, KeptApart)
Make = Callable[..., Someone]


@pytest.fixture
def planted(office: Office, someone: Make) -> UUID:
    """A complaint with every kind of row, about two people who are kept apart."""
    people = [someone(name).id for name in ("Aster Quillfeather", "Bryn Vance")]
    Professional.objects.filter(pk__in=people).update(organisation=office.organisation)
    made = office.complain(wants_apart=True)
    acknowledge_complaint(by=office.officer.actor, complaint=made.complaint, words="Planted-Words back")
    note_complaint(by=office.officer.actor, complaint=made.complaint, words=NOTE)
    keep_apart(by=office.officer.actor, complaint=made.complaint, ones=people[:1], others=people[1:])
    return made.complaint


def strangers(office: Office, someone: Make) -> list[Actor]:
    operator = someone("Operator Hale", Role.OPERATOR, organisation=office.organisation)
    return [
        office.lead.actor,
        office.staff.actor,
        operator.actor,
        make_office(someone).officer.actor,
        ANONYMOUS,
        Actor("bearer:x", bearer="0" * 64),
    ]


def test_row_level_security_alone_shows_officers_their_rows_and_nobody_else_any(
    planted: UUID, office: Office, someone: Make
) -> None:
    del planted
    for table in TABLES:
        with scope(office.officer.actor):
            assert table._default_manager.count() > 0, table
        for actor in strangers(office, someone):
            with scope(actor):
                assert table._default_manager.count() == 0, (table, actor.label)


def test_row_level_security_alone_keeps_identity_and_conduct_to_the_desk(
    office: Office, someone: Make
) -> None:
    with scope(SYSTEM):
        ConductSigning.objects.create(
            person=office.staff.id,
            organisation=office.organisation,
            version="1",
            digest="0" * 64,
            language="en",
        )
    for table in (ConductSigning, IdentityConfirmation):
        for actor in (office.officer.actor, make_office(someone).lead.actor, ANONYMOUS):
            with scope(actor):
                assert table._default_manager.count() == 0
    with scope(office.staff.actor):
        assert ConductSigning.objects.count() == 1


def test_permission_alone_counts_nothing_for_anyone_of_the_line(
    planted: UUID, office: Office, someone: Make
) -> None:
    del planted
    for actor in (office.lead.actor, office.staff.actor, ANONYMOUS):
        with pytest.raises(Denied):
            complaints_listed(for_=actor)
    other = make_office(someone).officer.actor
    with scope(SYSTEM):
        assert complaints_listed(for_=other) == ((), False), "the access layer, with row-level security open"


def test_no_table_holds_planted_words(planted: UUID) -> None:
    del planted
    asked = ["%Planted-%", "%Quillfeather, %", f"%{CONTACT}%", f"%{b'Planted-'.hex()}%"]
    found, rows = [], 0
    with scope(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            query = sql.SQL("SELECT count(*), count(*) FILTER (WHERE t::text LIKE ANY (%s)) FROM {} AS t")
            cursor.execute(query.format(sql.Identifier(table)), [asked])
            count, hits = cursor.fetchone()
            rows += count
            found += [table] if hits else []
    assert rows > 20
    assert found == []


def test_the_record_of_events_shows_leads_and_operators_none_of_it(
    planted: UUID, office: Office, someone: Make
) -> None:
    operator = someone("Operator Hale", Role.OPERATOR, organisation=office.organisation)
    assert Event.objects.filter(kind="complaint").count() >= 4, "it is recorded"
    for person in (office.lead, office.staff, operator):
        events = events_recent(for_=person.actor, limit=500).events
        assert not [event for event in events if "complaint" in event.kind + event.verb]
        assert str(planted) not in str(events)
        client = Client()
        client.force_login(person.account)
        if person is not office.staff:
            page = client.get(reverse("audit.events")).content.decode()
            assert str(planted) not in page
            assert "people.complaint" not in page
            assert "people.apart" not in page
    told = " ".join(bytes(part.body).decode("latin-1") for part in Part.objects.all())
    assert not [word for word in PLANTED if word in told]


@pytest.mark.parametrize("page", ["desk.programmes", "audit.events", "desk.identity", "you.held"])
def test_no_page_of_the_lead_tells_of_it(page: str, planted: UUID, office: Office) -> None:
    client = Client()
    client.force_login(office.lead.account)
    text = client.get(reverse(page)).content.decode()
    assert reverse("desk.complaints") not in text
    assert not [word for word in (*PLANTED, str(planted)) if word in text]
    for name in ("desk.complaint", "desk.complaint.apart", "desk.complaint.close"):
        assert client.get(reverse(name, args=[planted])).status_code == 403


def test_the_person_complained_about_finds_nothing_in_what_is_held(planted: UUID, office: Office) -> None:
    del planted
    with scope(SYSTEM):
        first = KeptApart.objects.get().first
    text = str({holding.name: holding.export(first) for holding in registered()})
    assert "Quillfeather" in text or "Vance" in text, "their own name, of course"
    assert "apart" not in text
    assert "complaint" not in text.replace("'complaints_handled': 0", "")
    assert office.slug not in text.replace(f"House {office.slug}", "")


def test_mails_and_logs_say_nothing(planted: UUID, office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    before = len(mail.outbox)
    tell_officer(account=str(office.officer.account.pk))
    tell_officer(account=str(office.officer.account.pk), is_reminder=True)
    tell_officer(account=str(office.lead.account.pk))
    letters = mail.outbox[before:]
    assert [letter.to for letter in letters] == [[office.officer.account.email]] * 2
    remind_officers(timestamp=0)
    client = Client()
    client.force_login(office.officer.account)
    assert client.get(reverse("desk.complaint", args=[planted])).status_code == 200
    given = {"act": "search", "one": "Quillfeather", "other": "Vance"}
    assert client.post(reverse("desk.complaint.apart", args=[planted]), given).status_code == 200
    said = io.StringIO()
    for letter in letters:
        said.write(f"{letter.subject} {letter.body}")
    for record in caplog.records:
        if not record.name.startswith("django.db"):
            said.write(record.getMessage())
    words = (*PLANTED, WORDS, ABOUT, str(planted), "complaint about", office.slug)
    assert not [word for word in words if word in said.getvalue().replace(f"/complaints/{planted}/", "")]
